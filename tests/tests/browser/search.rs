//! The search finds words of the page's language, by keyboard alone.

use crate::session::{Outcome, with_browser};

/// Page, what is typed, and a word that an excerpt marks.
const QUERIES: &[(&str, &str, &str)] = &[
    ("en/momentum.html", "momentum", "momentum"),
    // Another form of the word: stemmed.
    ("en/momentum.html", "converging", "converge"),
    ("en/preface.html", "condition number", "condition"),
    ("zh/momentum.html", "动量", "动量"),
    ("zh/momentum.html", "鞍点", "鞍点"),
    ("zh/preface.html", "学习率", "学习率"),
    ("zh/preface.html", "谱半径", "谱半径"),
];

#[test]
fn search_finds_both_languages_by_keyboard() -> Outcome {
    with_browser("search_finds_both_languages_by_keyboard", |session| {
        for &(page, query, marked) in QUERIES {
            session.open_page(page)?;
            session.press("/")?;
            session
                .until("document.activeElement?.closest('dialog.search-dialog[open]') != null")?;
            session.write(query)?;
            // A word that the index takes apart is marked in parts.
            let found = session.until(&format!(
                "[...document.querySelectorAll('dialog li')].some(item => item.innerHTML.replaceAll('</mark><mark>', '').toLowerCase().includes('<mark>{marked}'))"
            ));
            if found.is_err() {
                let said = session.text("document.querySelector('dialog')?.textContent")?;
                return Err(format!(
                    "{page}: `{query}` does not find `{marked}`; the dialog says: {said}"
                )
                .into());
            }
            let language = page.split('/').next().unwrap_or("");
            session.expect(
                &format!(
                    "[...document.querySelectorAll('dialog li a')].every(link => new URL(link.href).pathname.startsWith('/{language}/'))"
                ),
                &format!("{page}: `{query}` finds pages of the other language"),
            )?;
            session.press("ArrowDown")?;
            session.until("document.activeElement?.matches('dialog li a') === true")?;
            let target = session.text("new URL(document.activeElement.href).pathname")?;
            session.press("Enter")?;
            session.until(&format!("location.pathname === '{target}'"))?;
        }
        Ok(())
    })
}

#[test]
fn search_says_when_nothing_is_found_and_closes() -> Outcome {
    with_browser("search_says_when_nothing_is_found_and_closes", |session| {
        session.open_page("en/momentum.html")?;
        session.press("/")?;
        session.until("document.activeElement?.closest('dialog.search-dialog[open]') != null")?;
        session.write("饕餮")?;
        let said =
            session.until("document.querySelector('dialog [role=status]').textContent.length > 0");
        if said.is_err() {
            let shown = session.text("document.querySelector('dialog').textContent")?;
            return Err(format!("the dialog says: {shown}").into());
        }
        // The first Escape empties the field, as in every search field.
        session.press("Escape")?;
        session.press("Escape")?;
        session.until("document.querySelector('dialog[open]') === null")
    })
}
