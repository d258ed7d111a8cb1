//! Every page, in one visit each: what it asks for, how it fits a phone, and the rules of
//! accessibility. Opening a page takes as long as checking it, so the checks share the visit.

use crate::session::{Outcome, none, skipped, with_browser};
use crate::{accessibility, layout, network, server};

/// Width and height of a desktop's window.
const DESKTOP: (u32, u32) = (1280, 900);

#[test]
fn english_pages_stay_here_fit_a_phone_and_are_accessible() -> Outcome {
    visit(
        "english_pages_stay_here_fit_a_phone_and_are_accessible",
        |page| !page.starts_with("zh/"),
    )
}

#[test]
fn chinese_pages_stay_here_fit_a_phone_and_are_accessible() -> Outcome {
    visit(
        "chinese_pages_stay_here_fit_a_phone_and_are_accessible",
        |page| page.starts_with("zh/"),
    )
}

/// Visits every page that is `ours`.
fn visit(test: &str, ours: fn(&str) -> bool) -> Outcome {
    let axe = accessibility::axe()?;
    if axe.is_none() {
        let part = format!("{test}, the rules of accessibility");
        skipped(&part, "DOWNHILL_AXE does not name a file axe.min.js")?;
    }
    with_browser(test, |session| {
        let mut faults = Vec::new();
        for page in server::site()?.pages.iter().filter(|page| ours(page)) {
            // Only ever shown in a frame of another page.
            if page.ends_with("/toc.html") {
                continue;
            }
            // The chooser goes on to an edition unless told to stay.
            let page = if page == "index.html" {
                "index.html#choose"
            } else {
                page
            };
            session.media("screen", "light")?;
            session.size(layout::PHONE.0, layout::PHONE.1)?;
            session.open_page(page)?;
            faults.extend(layout::faults_on_a_phone(session, page)?);
            faults.extend(network::faults(session, page)?);
            if let Some(axe) = &axe {
                // First, as a thin page takes its new size at once.
                accessibility::lighten(session)?;
                session.size(DESKTOP.0, DESKTOP.1)?;
                faults.extend(accessibility::faults(session, page, axe)?);
            }
        }
        none(&faults)
    })
}
