//! Pages that list what other pages hold, or the registry of optimizers: `{{coverage}}`,
//! `{{bibliography}}`, `{{conventions}}` and `{{state}}` on a line of their own.

pub mod bibliography;
pub mod conventions;
pub mod coverage;
pub mod state;

use crate::labels::Labels;
use crate::markdown::Outline;
use crate::pages::Page;
use crate::problem::Problem;
use std::ops::Range;
use std::path::Path;

/// A list that the program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Every equation and figure, what checks it and the pages that show or cite it.
    Coverage,
    /// Every work that a chapter cites.
    Bibliography,
    /// Every optimizer with its equation, source and hyperparameters.
    Conventions,
    /// What every optimizer keeps, asks for, and how long a step takes.
    State,
}

impl Register {
    const ALL: [Self; 4] = [
        Self::Coverage,
        Self::Bibliography,
        Self::Conventions,
        Self::State,
    ];

    /// The tag's text between the braces.
    fn tag(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Bibliography => "bibliography",
            Self::Conventions => "conventions",
            Self::State => "state",
        }
    }

    /// The register that a tag with this text between its braces stands for.
    pub fn of_tag(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|register| register.tag() == text.trim())
    }

    /// Its Markdown in the edition of `labels`, for `page`.
    ///
    /// # Errors
    /// If something that it lists lacks its part.
    pub fn written(self, page: &Page, labels: &Labels, root: &Path) -> Result<String, Problem> {
        match self {
            Self::Coverage => coverage::written(page, labels, root),
            Self::Bibliography => Ok(bibliography::written(labels)),
            Self::Conventions => conventions::written(page, labels),
            Self::State => state::written(page, labels),
        }
    }
}

/// The registers of a page, and the bytes of their tags in its source.
pub fn find(page: &Page) -> Vec<(Range<usize>, Register)> {
    let outline = Outline::of(&page.source);
    let mut at = 0;
    let mut found = Vec::new();
    for line in page.source.split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        let inner = line
            .trim_end()
            .strip_prefix("{{")
            .and_then(|rest| rest.strip_suffix("}}"));
        if let Some(register) = inner.and_then(Register::of_tag)
            && !outline.is_code(range.start)
        {
            found.push((range, register));
        }
    }
    found
}
