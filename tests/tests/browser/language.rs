//! The other language is one step away and at the same place.

use crate::session::{Outcome, Session, with_browser};

fn switch_at(session: &Session, id: &str) -> Outcome {
    session.open_page(&format!("en/momentum.html#{id}"))?;
    session.js("document.getElementById('language').click()")?;
    session.until(
        "location.pathname.endsWith('/zh/momentum.html') && document.readyState === 'complete'",
    )?;
    session.expect(
        &format!("location.hash === '#{id}'"),
        &format!("from en #{id} the switch leads to another place"),
    )?;
    session.expect(
        "document.documentElement.lang === 'zh-CN'",
        "the page is not Chinese",
    )?;
    session.until(&format!(
        "Math.abs(document.getElementById('{id}').getBoundingClientRect().top) < innerHeight"
    ))
}

#[test]
fn the_switch_keeps_section_equation_and_figure() -> Outcome {
    with_browser("the_switch_keeps_section_equation_and_figure", |session| {
        for id in ["best", "eq-best", "fig-radius", "ex-edge"] {
            switch_at(session, id)?;
        }
        // Scrolled there rather than linked.
        session.open_page("zh/momentum.html")?;
        session.js("document.getElementById('noise').scrollIntoView()")?;
        session.until("scrollY > 100")?;
        session.press("l")?;
        session.until(
            "location.pathname.endsWith('/en/momentum.html') && document.readyState === 'complete'",
        )?;
        session.expect("location.hash === '#noise'", "by the key L from #noise")
    })
}

#[test]
fn the_language_is_remembered() -> Outcome {
    with_browser("the_language_is_remembered", |session| {
        session.open_page("zh/momentum.html")?;
        session.open_root()?;
        session.until("location.pathname.endsWith('/zh/index.html')")?;
        session.open_page("en/momentum.html")?;
        session.open_root()?;
        session.until("location.pathname.endsWith('/en/index.html')")?;
        session.open_page("index.html#choose")?;
        session.expect(
            "document.querySelectorAll('main a').length === 2",
            "the chooser does not stay when asked to",
        )
    })
}

#[test]
fn without_scripts_every_section_links_to_its_twin() -> Outcome {
    with_browser(
        "without_scripts_every_section_links_to_its_twin",
        |session| {
            session.without_scripts()?;
            session.open_page("en/momentum.html")?;
            session.expect(
                "!document.documentElement.classList.contains('js')",
                "scripts ran",
            )?;
            session.js("document.querySelector('#best a.twin').click()")?;
            session.until(
                "location.pathname.endsWith('/zh/momentum.html') && location.hash === '#best'",
            )?;
            session.until("document.readyState === 'complete'")?;
            session.js("document.getElementById('language').click()")?;
            session.until("location.pathname.endsWith('/en/momentum.html')")?;
            session.open_page("index.html")?;
            session.expect(
                "document.querySelectorAll('main a').length === 2",
                "the chooser has no links",
            )?;
            // The formulas, figures and folds need no script either.
            session.open_page("zh/momentum.html")?;
            session.expect(
            "document.querySelectorAll('main math').length > 50 && document.querySelectorAll('details.check').length > 20",
            "the page is not complete without scripts",
        )
        },
    )
}
