//! No page asks another host for anything or has an error on its console.

use std::error::Error;

use crate::session::{Outcome, Session, none, with_browser};

/// Requests of the open `page` to other hosts, and what is on its console.
pub(crate) fn faults(session: &Session, page: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let foreign = session.texts(
        "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => new URL(name, location).origin !== location.origin && !name.startsWith('data:'))",
    )?;
    let mut faults: Vec<String> = foreign
        .iter()
        .map(|name| format!("{page}: a request to {name}"))
        .collect();
    let complaints = session.take_complaints()?;
    faults.extend(
        complaints
            .iter()
            .map(|complaint| format!("{page}: {complaint}")),
    );
    Ok(faults)
}

#[test]
fn the_search_asks_no_other_host() -> Outcome {
    with_browser("the_search_asks_no_other_host", |session| {
        let mut faults = Vec::new();
        // It loads what no page has loaded yet.
        for page in ["en/momentum.html", "zh/momentum.html"] {
            session.open_page(page)?;
            session.press("/")?;
            session.until("document.querySelector('dialog.search-dialog[open] input') === document.activeElement")?;
            session.write("beta")?;
            session.until("document.querySelector('dialog li') !== null || document.querySelector('dialog [role=status]').textContent !== ''")?;
            faults.extend(self::faults(session, &format!("{page}, search"))?);
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
