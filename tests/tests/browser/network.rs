//! No page asks another host for anything or has an error on its console.

use crate::server;
use crate::session::{Outcome, none, with_browser};

#[test]
fn no_request_leaves_and_no_error_is_logged() -> Outcome {
    with_browser("no_request_leaves_and_no_error_is_logged", |session| {
        let mut faults = Vec::new();
        for page in &server::site()?.pages {
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
            session.open_page(page)?;
            let foreign = session.texts(
                "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => new URL(name, location).origin !== location.origin && !name.startsWith('data:'))",
            )?;
            for name in foreign {
                faults.push(format!("{page}: a request to {name}"));
            }
            for complaint in session.take_complaints()? {
                faults.push(format!("{page}: {complaint}"));
            }
        }
        // The search loads what no page has loaded yet.
        for page in ["en/momentum.html", "zh/momentum.html"] {
            session.open_page(page)?;
            session.press("/")?;
            session.until("document.querySelector('dialog.search-dialog[open] input') === document.activeElement")?;
            session.write("beta")?;
            session.until("document.querySelector('dialog li') !== null || document.querySelector('dialog [role=status]').textContent !== ''")?;
            for complaint in session.take_complaints()? {
                faults.push(format!("{page}, search: {complaint}"));
            }
        }
        none(&faults)
    })
}

#[test]
fn formulas_are_set_in_the_books_own_font() -> Outcome {
    with_browser("formulas_are_set_in_the_books_own_font", |session| {
        session.open_page("en/momentum.html")?;
        session.js("document.fonts.ready.then(() => true)")?;
        session.expect(
            "[...document.fonts].some(face => face.status === 'loaded')",
            "the maths font was not loaded",
        )?;
        session.expect(
            "document.querySelector('math mfrac').getBoundingClientRect().height > document.querySelector('math mi').getBoundingClientRect().height * 1.3",
            "fractions are not drawn as MathML",
        )
    })
}
