//! The rules of axe-core on every page, in both themes.

use crate::server;
use crate::session::{Outcome, none, skipped, with_browser};

const TEST: &str = "every_page_passes_the_accessibility_rules";

#[test]
fn every_page_passes_the_accessibility_rules() -> Outcome {
    let Some(file) = std::env::var_os("DOWNHILL_AXE") else {
        return skipped(TEST, "DOWNHILL_AXE does not name a file axe.min.js");
    };
    let axe = std::fs::read_to_string(&file)
        .map_err(|error| format!("DOWNHILL_AXE, {}: {error}", file.to_string_lossy()))?;
    with_browser(TEST, |session| {
        let mut faults = Vec::new();
        for scheme in ["light", "dark"] {
            session.media("screen", scheme)?;
            for page in &server::site()?.pages {
                // What a frame shows, and what is made for paper, repeats the other pages.
                if page.ends_with("/toc.html") || page.ends_with("/print.html") {
                    continue;
                }
                let page = if page == "index.html" {
                    "index.html#choose"
                } else {
                    page
                };
                session.open_page(page)?;
                session.js(&format!("{axe};true"))?;
                let found = session.texts(
                    "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }) \
                     .then(result => result.violations.map(rule => `${rule.id} (${rule.impact}): ${rule.help}; ${rule.nodes.length} times, first ${rule.nodes[0].html.slice(0, 160)} ${(rule.nodes[0].any[0] || rule.nodes[0].all[0] || rule.nodes[0].none[0] || {}).message || ''}`))",
                )?;
                for rule in found {
                    faults.push(format!("{page}, {scheme}: {rule}"));
                }
            }
        }
        none(&faults)
    })
}
