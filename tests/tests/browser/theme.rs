//! Light and dark, chosen or by the system, figures included; motion; paper.

use crate::session::{Outcome, Session, with_browser};

/// The colours of page, text and the first drawing.
fn colours(session: &Session) -> Result<String, Box<dyn std::error::Error>> {
    session.text(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).backgroundColor, \
          getComputedStyle(document.querySelector('main p')).color, \
          getComputedStyle(document.querySelector('figure svg text')).fill, \
          getComputedStyle(document.querySelector('figure svg polyline')).stroke].join(' | ')",
    )
}

/// How bright a part of [`colours`] is, 0 to 255.
fn brightness(colours: &str, part: usize) -> f64 {
    let numbers: Vec<f64> = colours
        .split(" | ")
        .nth(part)
        .unwrap_or("")
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .filter_map(|number| number.parse().ok())
        .collect();
    numbers.iter().take(3).sum::<f64>() / 3.0
}

#[test]
fn the_theme_is_kept_and_figures_follow() -> Outcome {
    with_browser("the_theme_is_kept_and_figures_follow", |session| {
        session.media("screen", "light")?;
        session.open_page("en/momentum.html")?;
        let light = colours(session)?;
        let choose = |theme: &str| {
            session.js("document.getElementById('mdbook-theme-toggle').click()")?;
            session.js(&format!(
                "document.getElementById('mdbook-theme-{theme}').click()"
            ))
        };
        choose("navy")?;
        session.until("document.documentElement.classList.contains('navy')")?;
        session.open_page("zh/momentum.html")?;
        session.expect(
            "document.documentElement.classList.contains('navy')",
            "the dark theme is forgotten on the next page",
        )?;
        let dark = colours(session)?;
        for (part, what) in [
            (3, "labels of figures"),
            (4, "lines of figures"),
            (2, "text"),
        ] {
            if light.split(" | ").nth(part) == dark.split(" | ").nth(part) {
                return Err(format!("{what} do not follow the theme: {light} and {dark}").into());
            }
        }
        if brightness(&light, 2) > 110.0
            || brightness(&dark, 2) < 145.0
            || brightness(&dark, 3) < 145.0
        {
            return Err(format!("text has no contrast: light {light}, dark {dark}").into());
        }
        choose("light")?;
        session.until("document.documentElement.classList.contains('light')")?;
        session.open_page("en/momentum.html")?;
        if colours(session)? != light {
            return Err(format!("back to light: {} instead of {light}", colours(session)?).into());
        }
        Ok(())
    })
}

#[test]
fn the_system_chooses_at_first() -> Outcome {
    with_browser("the_system_chooses_at_first", |session| {
        session.media("screen", "dark")?;
        session.open_page("zh/momentum.html")?;
        let dark = colours(session)?;
        if brightness(&dark, 2) < 145.0 {
            return Err(format!("dark is preferred, but the page is light: {dark}").into());
        }
        Ok(())
    })
}

#[test]
fn moving_figures_pause_and_rest_when_asked_to() -> Outcome {
    with_browser("moving_figures_pause_and_rest_when_asked_to", |session| {
        let dot = |property: &str, value: &str| {
            format!("getComputedStyle(document.querySelector('figure .moving')).{property} {value}")
        };
        // Without scripts too: all of it is style sheet.
        session.without_scripts()?;
        session.less_motion(false)?;
        session.open_page("zh/sde-view.html")?;
        session.expect(&dot("animationName", "!== 'none'"), "the dot does not move")?;
        session.expect(&dot("animationPlayState", "=== 'running'"), "the dot rests")?;
        session.js("document.querySelector('figure .pause input').click()")?;
        session.until(&dot("animationPlayState", "=== 'paused'"))?;
        session.js("document.querySelector('figure .pause input').click()")?;
        session.until(&dot("animationPlayState", "=== 'running'"))?;
        session.less_motion(true)?;
        session.expect(
            &dot("animationName", "=== 'none'"),
            "the dot moves although less motion was asked for",
        )?;
        session.expect(
            "getComputedStyle(document.querySelector('figure .pause')).display === 'none'",
            "a box to pause what does not move",
        )
    })
}

#[test]
fn paper_has_text_and_no_navigation() -> Outcome {
    with_browser("paper_has_text_and_no_navigation", |session| {
        session.open_page("en/sde-view.html")?;
        session.media("print", "dark")?;
        for gone in [
            "#mdbook-sidebar",
            "#mdbook-menu-bar",
            ".nav-chapters",
            "details.check",
            ".pause",
            ".skip",
            "nav.nav-wrapper",
        ] {
            session.expect(
                &format!("[...document.querySelectorAll('{gone}')].every(part => !part.checkVisibility({{visibilityProperty: true}}) || getComputedStyle(part).display === 'none')"),
                &format!("{gone} is printed"),
            )?;
        }
        session.expect(
            "document.querySelector('main p').checkVisibility() && document.querySelector('figure svg').checkVisibility()",
            "the text is not printed",
        )?;
        let colours = colours(session)?;
        if brightness(&colours, 2) > 60.0 {
            return Err(format!("text on paper is not dark: {colours}").into());
        }
        Ok(())
    })
}
