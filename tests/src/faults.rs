//! What a test found: one line each, so that one run shows all of it.

use std::fmt::Display;

/// A list of faults, each `file:line: what, what is allowed`.
#[derive(Debug, Default)]
pub struct Faults(Vec<String>);

impl Faults {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a fault at a place.
    pub fn at(&mut self, place: impl Display, what: impl Display) {
        self.0.push(format!("{place}: {what}"));
    }

    /// Notes a fault that already names its place.
    pub fn say(&mut self, what: impl Display) {
        self.0.push(what.to_string());
    }

    /// Notes a fault unless `holds`.
    pub fn unless(&mut self, holds: bool, place: impl Display, what: impl Display) {
        if !holds {
            self.at(place, what);
        }
    }

    /// The lines so far.
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    /// Ends a test.
    ///
    /// # Panics
    /// With all lines, if there are any.
    pub fn none(self) {
        assert!(
            self.0.is_empty(),
            "{} to mend:\n{}\n",
            self.0.len(),
            self.0.join("\n")
        );
    }
}
