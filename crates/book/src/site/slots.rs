//! Finished HTML that waits outside the Markdown: formulas, listings, figures.
//!
//! MathML, SVG and highlighted code are put aside under a number, and the Markdown holds only
//! `<x-slot n="12"></x-slot>`. So no character of them can be taken for Markdown, table cells and
//! headings stay whole, and what was rendered once is never rendered again.

use super::html::rewrite;
use crate::problem::Problem;
use lol_html::element;
use lol_html::html_content::ContentType;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};

/// One piece of finished HTML.
#[derive(Debug, Clone)]
pub struct Slot {
    /// What the page shows.
    pub html: Arc<str>,
    /// What the search index reads in its place.
    pub words: Arc<str>,
}

#[derive(Debug, Default)]
struct Shelf {
    slots: Vec<Slot>,
    by_key: HashMap<String, usize>,
}

/// All pieces of this run, by number and by what they were made from.
#[derive(Debug, Default)]
pub struct Slots(Mutex<Shelf>);

impl Slots {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // A panic while holding the lock cannot leave the shelf half changed.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether something made from `key` is there.
    pub fn has(&self, key: &str) -> bool {
        self.shelf().by_key.contains_key(key)
    }

    /// Puts a piece aside under what it was made from, and gives its marker.
    pub fn put(&self, key: &str, html: &str, words: &str) -> String {
        let mut shelf = self.shelf();
        if let Some(&number) = shelf.by_key.get(key) {
            return marker(number);
        }
        let number = shelf.slots.len();
        shelf.slots.push(Slot {
            html: html.into(),
            words: words.into(),
        });
        shelf.by_key.insert(key.to_owned(), number);
        marker(number)
    }

    /// The marker of what was made from `key`.
    pub fn marker(&self, key: &str) -> Option<String> {
        self.shelf().by_key.get(key).copied().map(marker)
    }

    /// The piece with this number.
    pub fn get(&self, number: usize) -> Option<Slot> {
        self.shelf().slots.get(number).cloned()
    }

    /// Puts the pieces in place of their markers.
    ///
    /// # Errors
    /// If the page cannot be parsed.
    pub fn fill(&self, html: &str, what: &str) -> Result<String, Problem> {
        let fill = element!("x-slot", |el| {
            let number = el.get_attribute("n").and_then(|number| number.parse().ok());
            let slot = number
                .and_then(|number| self.get(number))
                .ok_or("a marker without its piece")?;
            el.replace(&slot.html, ContentType::Html);
            Ok(())
        });
        rewrite(html, vec![fill]).map_err(|error| Problem::tool(what, &error))
    }
}

fn marker(number: usize) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "<x-slot n=\"{number}\"></x-slot>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_is_kept_once_and_comes_back_in_its_place() {
        let slots = Slots::default();
        let first = slots.put("a", "<b>*x*</b>", "x");
        assert_eq!(slots.put("a", "other", "other"), first);
        assert_eq!(
            slots.fill(&format!("<p>{first}</p>"), "page").unwrap(),
            "<p><b>*x*</b></p>"
        );
        assert!(slots.fill("<x-slot n=\"9\"></x-slot>", "page").is_err());
    }
}
