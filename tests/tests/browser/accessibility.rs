//! The rules of axe-core on every page, in both themes.

use crate::server;
use crate::session::{Outcome, none, skipped, with_browser};

/// Rules that misjudge an element: the rule, and what the element's HTML holds.
const MISJUDGED: &[(&str, &str)] = &[
    // mdBook's script makes a button of this label, with tabindex, keys and aria-expanded.
    ("aria-allowed-role", "mdbook-sidebar-toggle"),
    // A formula is text for screen readers, but axe does not read MathML.
    ("empty-table-header", "<math"),
];
/// Formulas and drawings hold most of a page's elements, and of both axe knows only whether they are
/// named. What they draw is left out, or the rules would take three times as long. Of the words of
/// listings, whose colours follow from their classes, the first of each class that is not folded
/// away stays.
const LIGHTEN: &str = "document.querySelectorAll('math').forEach(math => math.innerHTML = '<mi>x</mi>'); \
     document.querySelectorAll('figure svg > :not(title, desc)').forEach(drawing => drawing.remove()); \
     { const seen = new Set(); \
       document.querySelectorAll('pre code span').forEach(word => { \
         const folded = word.closest('details:not([open])'); \
         if (folded || seen.has(word.className)) word.replaceWith(...word.childNodes); \
         if (!folded) seen.add(word.className); }); } \
     true";

/// The rules of each scheme: only colours change with the theme.
const RULES: &[(&str, &str)] = &[
    (
        "light",
        "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']",
    ),
    (
        "dark",
        "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }",
    ),
];

#[test]
fn english_pages_pass_the_accessibility_rules() -> Outcome {
    pass("english_pages_pass_the_accessibility_rules", |page| {
        !page.starts_with("zh/")
    })
}

#[test]
fn chinese_pages_pass_the_accessibility_rules() -> Outcome {
    pass("chinese_pages_pass_the_accessibility_rules", |page| {
        page.starts_with("zh/")
    })
}

/// Every page that is `ours` passes.
fn pass(test: &str, ours: fn(&str) -> bool) -> Outcome {
    let Some(file) = std::env::var_os("DOWNHILL_AXE") else {
        return skipped(test, "DOWNHILL_AXE does not name a file axe.min.js");
    };
    let axe = std::fs::read_to_string(&file)
        .map_err(|error| format!("DOWNHILL_AXE, {}: {error}", file.to_string_lossy()))?;
    let misjudged = serde_json::to_string(MISJUDGED)?;
    with_browser(test, |session| {
        let mut faults = Vec::new();
        for page in server::site()?.pages.iter().filter(|page| ours(page)) {
            // What a frame shows, and what is made for paper, repeats the other pages.
            if page.ends_with("/toc.html") || page.ends_with("/print.html") {
                continue;
            }
            let page = if page == "index.html" {
                "index.html#choose"
            } else {
                page
            };
            session.media("screen", "light")?;
            session.open_page(page)?;
            session.js(LIGHTEN)?;
            session.js(&format!("{axe};true"))?;
            for (scheme, rules) in RULES {
                session.media("screen", scheme)?;
                let found = session.texts(&format!(
                    "axe.run({{ include: [['html']], exclude: [['math']] }}, {{ resultTypes: ['violations'], runOnly: {rules} }}).then(result => result.violations.flatMap(rule => {{ \
                       const wrong = rule.nodes.filter(node => !{misjudged}.some(([id, part]) => id === rule.id && node.html.includes(part))); \
                       return wrong.length ? [`${{rule.id}} (${{rule.impact}}): ${{rule.help}}; ${{wrong.length}} times, first ${{wrong[0].html.slice(0, 160)}} ${{wrong[0].failureSummary}}`] : []; }}))",
                ))?;
                for rule in found {
                    faults.push(format!("{page}, {scheme}: {rule}"));
                }
            }
        }
        none(&faults)
    })
}
