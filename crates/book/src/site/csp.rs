//! The Content-Security-Policy of a page: nothing from other hosts, and only the inline scripts
//! and the figures' style sheets that the page was built with.

use super::html::rewrite;
use crate::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lol_html::html_content::ContentType;
use lol_html::{element, text};
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The page with its policy, which must come before its first script.
///
/// # Errors
/// If the page cannot be parsed.
pub fn insert(html: &str, what: &str) -> Result<String, Problem> {
    let tool = |error: &lol_html::errors::RewritingError| Problem::tool(what, error);
    let scripts = hashes(html, "script:not([src])").map_err(|error| tool(&error))?;
    let styles = hashes(html, "style").map_err(|error| tool(&error))?;
    let policy = policy(&scripts, &styles);
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    let insert = element!("head > meta[charset]", |el| {
        el.after(&meta, ContentType::Html);
        Ok(())
    });
    rewrite(html, vec![insert]).map_err(|error| tool(&error))
}

/// Pagefind compiles its index reader from WebAssembly, hence `wasm-unsafe-eval`; mdBook's style
/// sheets hold icons as `data:` images.
fn policy(scripts: &BTreeSet<String>, styles: &BTreeSet<String>) -> String {
    let list = |hashes: &BTreeSet<String>| {
        hashes
            .iter()
            .fold(String::new(), |list, hash| list + " 'sha256-" + hash + "'")
    };
    let (scripts, styles) = (list(scripts), list(styles));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'{styles}; \
         img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none'"
    )
}

/// The hash of what every element that `selector` finds holds.
fn hashes(
    html: &str,
    selector: &str,
) -> Result<BTreeSet<String>, lol_html::errors::RewritingError> {
    let current = RefCell::new(String::new());
    let all = RefCell::new(BTreeSet::new());
    let collect = text!(selector, |chunk| {
        current.borrow_mut().push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let script = current.take();
            all.borrow_mut()
                .insert(STANDARD.encode(Sha256::digest(script.as_bytes())));
        }
        Ok(())
    });
    rewrite(html, vec![collect])?;
    Ok(all.take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_inline_scripts_by_hash_and_no_other_host() {
        let html = "<html><head><meta charset=\"UTF-8\"><script>alert(1)</script><script src=\"a.js\"></script></head></html>";
        let out = insert(html, "page").unwrap();
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            out.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{out}"
        );
        assert!(out.contains("style-src 'self';"), "{out}");
        let figure = "<head><meta charset=\"UTF-8\"></head><svg><style>a{}</style></svg>";
        let out = insert(figure, "page").unwrap();
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        assert!(
            out.contains("style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=';"),
            "{out}"
        );
        let out = insert(html, "page").unwrap();
        assert!(out.find("Content-Security-Policy").unwrap() < out.find("<script").unwrap());
        assert!(!out.contains("http:") && !out.contains("https:"));
    }
}
