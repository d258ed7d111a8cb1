//! The rules of axe-core on a page, in both themes.

use std::error::Error;

use serde_json::json;

use crate::session::{Outcome, Session};

/// Rules that misjudge an element: the rule, and what the element's HTML holds.
const MISJUDGED: &[(&str, &str)] = &[
    // mdBook's script makes a button of this label, with tabindex, keys and aria-expanded.
    ("aria-allowed-role", "mdbook-sidebar-toggle"),
];

/// The page of each edition on which the list of chapters is judged; the others show the same.
const WITH_CHAPTERS: &str = "/momentum.html";

/// Formulas and drawings hold most of a page's elements, and axe does not read the one and knows of
/// the other only whether it is named. A letter stands for a formula, and what drawings draw is left
/// out, or the rules would take three times as long. What is folded away is not judged either.
const LIGHTEN: &str = "document.querySelectorAll('details:not([open]) > :not(summary), figure svg > :not(title, desc)').forEach(part => part.remove()); \
     document.querySelectorAll('math').forEach(math => math.replaceWith('x')); \
     true";

/// Which colours an element has follows from tags, classes and styles, its own and those around it.
/// Of the elements alike in all of these the first three stay, and what they stand in: the rules of
/// colours take longer than all others.
const THREE_OF_EACH: &str = "{ const kinds = new Map(), count = new Map(), kept = new Set(); \
       const parts = [...document.querySelectorAll('main *')]; \
       for (const part of parts) { \
         const kind = `${kinds.get(part.parentElement) ?? ''} > ${part.tagName}.${part.getAttribute('class') ?? ''}[${part.getAttribute('style') ?? ''}]`; \
         kinds.set(part, kind); \
         count.set(kind, (count.get(kind) ?? 0) + 1); \
         if (count.get(kind) > 3) continue; \
         for (let up = part; up && !kept.has(up); up = up.parentElement) kept.add(up); } \
       for (const part of parts) if (!kept.has(part)) part.remove(); } \
     true";

/// The rules of colours, which are judged in each scheme and its theme.
const COLOURS: &[&str] = &["color-contrast", "link-in-text-block"];

/// Each scheme, and the theme that follows it.
const SCHEMES: &[(&str, &str)] = &[("light", "light"), ("dark", "navy")];

/// The script of axe-core, in the file that `DOWNHILL_AXE` names, if it names one.
pub(crate) fn axe() -> Result<Option<String>, Box<dyn Error>> {
    let Some(file) = std::env::var_os("DOWNHILL_AXE") else {
        return Ok(None);
    };
    match std::fs::read_to_string(&file) {
        Ok(script) => Ok(Some(script)),
        Err(error) => Err(format!("DOWNHILL_AXE, {}: {error}", file.to_string_lossy()).into()),
    }
}

/// Thins the open page for the rules.
pub(crate) fn lighten(session: &Session) -> Outcome {
    session.js(LIGHTEN)?;
    Ok(())
}

/// What the rules say against the open `page`.
pub(crate) fn faults(
    session: &Session,
    page: &str,
    axe: &str,
) -> Result<Vec<String>, Box<dyn Error>> {
    let misjudged = serde_json::to_string(MISJUDGED)?;
    let exclude = if page.ends_with(WITH_CHAPTERS) {
        ""
    } else {
        "exclude: [['#mdbook-sidebar']]"
    };
    session.js(&format!("{axe};true"))?;
    let judge = |rules: &str| {
        session.texts(&format!(
            "axe.run({{ include: [['html']], {exclude} }}, {{ resultTypes: ['violations'], {rules} }}).then(result => result.violations.flatMap(rule => {{ \
               const wrong = rule.nodes.filter(node => !{misjudged}.some(([id, part]) => id === rule.id && node.html.includes(part))); \
               return wrong.length ? [`${{rule.id}} (${{rule.impact}}): ${{rule.help}}; ${{wrong.length}} times, first ${{wrong[0].html.slice(0, 160)}} ${{wrong[0].failureSummary}}`] : []; }}))",
        ))
    };
    let without: serde_json::Map<_, _> = COLOURS
        .iter()
        .map(|rule| ((*rule).to_owned(), json!({ "enabled": false })))
        .collect();
    let without = serde_json::to_string(&without)?;
    let tags = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']";
    let mut faults: Vec<String> = judge(&format!("runOnly: {tags}, rules: {without}"))?
        .iter()
        .map(|rule| format!("{page}: {rule}"))
        .collect();
    session.js(THREE_OF_EACH)?;
    let colours = serde_json::to_string(COLOURS)?;
    for (scheme, theme) in SCHEMES {
        session.media("screen", scheme)?;
        // The page follows in its own time; the chooser has no themes but the system's colours.
        session.until(&format!(
            "document.documentElement.classList.contains('{theme}') || !document.getElementById('mdbook-theme-toggle')"
        ))?;
        let found = judge(&format!("runOnly: {{ type: 'rule', values: {colours} }}"))?;
        faults.extend(found.iter().map(|rule| format!("{page}, {scheme}: {rule}")));
    }
    Ok(faults)
}
