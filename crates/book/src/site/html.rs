//! A rewriting of HTML by handlers, as every pass uses it.

use lol_html::errors::RewritingError;
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};
use std::borrow::Cow;

/// What to do with the elements that a selector finds.
pub type Handler<'h> = (Cow<'h, Selector>, ElementContentHandlers<'h>);

/// The HTML after all handlers have seen it.
///
/// # Errors
/// If the HTML cannot be parsed without guessing, or a handler fails.
pub fn rewrite(html: &str, handlers: Vec<Handler<'_>>) -> Result<String, RewritingError> {
    let settings = handlers.into_iter().fold(
        RewriteStrSettings::new(),
        RewriteStrSettings::append_element_content_handler,
    );
    rewrite_str(html, settings)
}
