//! A phone of 360 pixels, and what the keyboard reaches.

use std::error::Error;

use crate::session::{Outcome, Session, with_browser};

/// Width and height of a phone.
pub(crate) const PHONE: (u32, u32) = (360, 740);

/// Whether the open `page`, its folds opened too, is wider than the phone; its folds are closed again.
pub(crate) fn faults_on_a_phone(
    session: &Session,
    page: &str,
) -> Result<Vec<String>, Box<dyn Error>> {
    session.js(
        "document.querySelectorAll('details:not([open])').forEach(fold => { fold.open = true; fold.dataset.opened = ''; })",
    )?;
    // The text scrolls in a box of its own, which would hide its width from the document.
    let wider = session.texts(
        "[document.documentElement, document.getElementById('mdbook-content')].filter(box => box && box.scrollWidth > box.clientWidth).map(box => `${box.scrollWidth} pixels in ${box.clientWidth}`)",
    )?;
    let mut faults = Vec::new();
    for width in wider {
        let widest = session.text(
            "(box => { const limit = box.getBoundingClientRect().left + box.clientWidth + 1; return [...box.querySelectorAll('main *')].filter(part => part.getBoundingClientRect().right > limit && ![...(function* () { for (let up = part.parentElement; up !== box; up = up.parentElement) yield up; })()].some(up => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(up).overflowX))).slice(0, 3).map(part => part.tagName + '.' + part.className + ' ' + part.textContent.slice(0, 40)).join('; '); })(document.getElementById('mdbook-content') ?? document.documentElement)",
        )?;
        faults.push(format!(
            "{page} is too wide for a screen of {}, {width}: {widest}",
            PHONE.0
        ));
    }
    session.js(
        "document.querySelectorAll('details[data-opened]').forEach(fold => { fold.open = false; delete fold.dataset.opened; })",
    )?;
    Ok(faults)
}

#[test]
fn the_first_screen_shows_question_and_figure() -> Outcome {
    with_browser("the_first_screen_shows_question_and_figure", |session| {
        session.size(1280, 900)?;
        for page in [
            "en/momentum.html",
            "zh/momentum.html",
            "en/sde-view.html",
            "zh/sde-view.html",
        ] {
            session.open_page(page)?;
            session.expect(
                "document.querySelector('main h1').getBoundingClientRect().top < 300 && document.querySelector('main figure svg').getBoundingClientRect().top < 700",
                &format!("{page}: question and figure are not on the first screen"),
            )?;
        }
        Ok(())
    })
}

#[test]
fn the_keyboard_reaches_everything() -> Outcome {
    with_browser("the_keyboard_reaches_everything", |session| {
        session.open_page("en/momentum.html")?;
        session.press("Tab")?;
        session.expect(
            "document.activeElement.matches('a.skip') && document.activeElement.getBoundingClientRect().top >= 0",
            "the first Tab does not show the skip link",
        )?;
        session.press("Enter")?;
        session.until("location.hash === '#text'")?;
        session.press("Tab")?;
        session.expect(
            "document.activeElement.closest('main') !== null",
            "after the skip link the focus is not in the text",
        )?;
        // From the top, Tab meets menu, search and language before the text.
        session.open_page("en/momentum.html")?;
        let mut met = Vec::new();
        for _ in 0..200 {
            session.press("Tab")?;
            met.push(session.text("document.activeElement.id || document.activeElement.className || document.activeElement.tagName")?);
            if session.holds("document.activeElement.closest('main') !== null")? {
                break;
            }
        }
        for wanted in ["mdbook-theme-toggle", "search-button", "language"] {
            if !met.iter().any(|id| id == wanted) {
                return Err(format!(
                    "Tab does not reach #{wanted} before the text; it met {}",
                    met.join(", ")
                )
                .into());
            }
        }
        let outlined = "(() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; })()";
        session.expect(outlined, "the focus is not visible")?;
        // A fold opens and closes by Enter.
        session.js("document.querySelector('details.check summary').focus()")?;
        for open in [true, false] {
            session.press("Enter")?;
            session.until(&format!(
                "document.querySelector('details.check').open === {open}"
            ))?;
        }
        // A number links to its own equation.
        session.js(
            "document.querySelector('#eq-rate, .equation[id]').querySelector('a.number').focus()",
        )?;
        session.press("Enter")?;
        session.until("location.hash.startsWith('#eq-')")?;
        // The arrow keys turn the page.
        session.js("document.activeElement.blur()")?;
        session.press("ArrowLeft")?;
        session.until("!location.pathname.endsWith('/momentum.html')")
    })
}
