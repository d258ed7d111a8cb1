//! What can be wrong with the book, each in one line that names the place and what is allowed.

use std::fmt;
use std::path::{Path, PathBuf};

/// A line of a file, shown as `src/en/momentum.md:12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the book's root.
    pub file: PathBuf,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
}

impl Place {
    /// A line of a file.
    pub fn new(file: impl Into<PathBuf>, line: usize) -> Self {
        Self {
            file: file.into(),
            line,
        }
    }

    /// The line of `text` in which byte `offset` lies.
    pub fn of_offset(file: &Path, text: &str, offset: usize) -> Self {
        Self::new(file, line_of(text, offset))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Messages look the same on every system.
        let file = self.file.to_string_lossy().replace('\\', "/");
        if self.line == 0 {
            write!(f, "{file}")
        } else {
            write!(f, "{file}:{}", self.line)
        }
    }
}

/// The line, from 1, of byte `offset` in `text`.
pub fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    before.split(|&byte| byte == b'\n').count()
}

/// A fault in the book's sources or in how it was asked to build; its message is one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// No `book.toml` here or above.
    #[error("no book.toml in {from} or above it: run cargo book inside a clone of the book")]
    NoBook {
        /// Where the search began.
        from: String,
    },
    /// `book.toml` is not valid.
    #[error("book.toml: {reason}")]
    Config {
        /// What is wrong with it.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{place}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        place: Place,
        /// What the system says.
        reason: String,
    },
    /// A file or folder cannot be written.
    #[error("{}: cannot be written: {reason}", .path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The output folder holds something that this program did not make.
    #[error("{}: is not empty and holds no site of this book; give an empty or new folder to --out", .path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
    /// The output folder would hold, or lie in, the sources.
    #[error("{}: the site cannot be put there, it would replace the book's own files", .path.display())]
    Sources {
        /// The folder.
        path: PathBuf,
    },
    /// `SUMMARY.md` cannot be understood.
    #[error("{place}: {reason}")]
    Summary {
        /// The file.
        place: Place,
        /// What is wrong.
        reason: String,
    },
    /// `SUMMARY.md` names a page that is not there.
    #[error("{place}: the page {page} does not exist")]
    NoPage {
        /// The line in `SUMMARY.md`.
        place: Place,
        /// The page that it names.
        page: String,
    },
    /// An include names a file that is not there.
    #[error("{place}: the included file {target} does not exist{}", hint(.nearest.as_ref()))]
    NoFile {
        /// The include.
        place: Place,
        /// The file that it names.
        target: String,
        /// A file with a similar name.
        nearest: Option<String>,
    },
    /// An include names an anchor that its file does not have.
    #[error("{place}: {target} has no anchor `{anchor}`{}", allowed(.known))]
    NoAnchor {
        /// The include.
        place: Place,
        /// The file.
        target: String,
        /// The anchor that is missing.
        anchor: String,
        /// The anchors that the file has, the nearest first.
        known: Vec<String>,
    },
    /// An anchor that does not end.
    #[error("{place}: the anchor `{anchor}` has no ANCHOR_END")]
    OpenAnchor {
        /// Where it begins.
        place: Place,
        /// Its name.
        anchor: String,
    },
    /// An include that brings nothing.
    #[error("{place}: the include of {target} is empty")]
    EmptyInclude {
        /// The include.
        place: Place,
        /// What it names.
        target: String,
    },
    /// A reference to something that nothing is called.
    #[error("{place}: unknown {kind} `{label}`{}{}", hint(.nearest.as_ref()), in_brackets(.note))]
    UnknownLabel {
        /// The reference.
        place: Place,
        /// `equation`, `figure` or `exercise`.
        kind: &'static str,
        /// What it names.
        label: String,
        /// The valid label nearest to it.
        nearest: Option<String>,
        /// What else is known about it.
        note: String,
    },
    /// Something between double braces that is no tag of this book.
    #[error(
        "{place}: unknown tag `{tag}`: allowed are {{{{eq page:name}}}}, {{{{fig page:name}}}}, {{{{ex page:name}}}}, {{{{#include file:anchor}}}}, {{{{coverage}}}} and {{{{bibliography}}}}"
    )]
    UnknownTag {
        /// Where it stands.
        place: Place,
        /// The tag.
        tag: String,
    },
    /// A label used twice.
    #[error("{place}: `{label}` is already used at {first}")]
    Twice {
        /// The second use.
        place: Place,
        /// The label.
        label: String,
        /// The first use.
        first: Place,
    },
    /// An anchor in a sheet that is not an equation with its check.
    #[error("{place}: {reason}")]
    Sheet {
        /// Where.
        place: Place,
        /// What is expected.
        reason: String,
    },
    /// A figure, an exercise or a listing that is not written as agreed.
    #[error("{place}: {reason}")]
    Form {
        /// Where.
        place: Place,
        /// What is expected.
        reason: String,
    },
    /// A formula that KaTeX does not understand.
    #[error("{place}: the formula `{formula}` is wrong: {reason}")]
    Formula {
        /// Where, as nearly as known.
        place: Place,
        /// The formula, shortened.
        formula: String,
        /// What KaTeX says.
        reason: String,
    },
    /// A `$` that is not closed.
    #[error(
        "{place}: a formula is not closed within its paragraph; write \\$ for a dollar, and close every ` before"
    )]
    OpenFormula {
        /// Where.
        place: Place,
    },
    /// mdBook, Pagefind or the rewriting of a page failed.
    #[error("{what}: {reason}")]
    Tool {
        /// What was being done.
        what: String,
        /// What it says.
        reason: String,
    },
}

impl Problem {
    /// A failure of a library while doing `what`, on one line.
    pub fn tool(what: impl Into<String>, reason: &impl fmt::Display) -> Self {
        Self::Tool {
            what: what.into(),
            reason: one_line(&format!("{reason:#}")),
        }
    }

    /// A file that cannot be read.
    pub fn unreadable(file: impl Into<PathBuf>, reason: &std::io::Error) -> Self {
        Self::Unreadable {
            place: Place::new(file, 0),
            reason: reason.to_string(),
        }
    }

    /// A file that cannot be written.
    pub fn unwritable(path: impl Into<PathBuf>, reason: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.into(),
            reason: reason.to_string(),
        }
    }
}

/// The name in `known` nearest to `name`, if any is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate.to_owned())
}

/// Text with every run of space and line breaks as one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hint(nearest: Option<&String>) -> String {
    nearest.map_or_else(String::new, |name| format!("; the nearest is `{name}`"))
}

fn in_brackets(note: &str) -> String {
    if note.is_empty() {
        String::new()
    } else {
        format!(" ({note})")
    }
}

fn allowed(known: &[String]) -> String {
    if known.is_empty() {
        return "; it has no anchors".to_owned();
    }
    let shown: Vec<_> = known
        .iter()
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if known.len() > 5 {
        format!(" and {} more", known.len() - 5)
    } else {
        String::new()
    };
    format!("; it has {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_file_line_and_what_is_allowed() {
        let problem = Problem::NoAnchor {
            place: Place::new("src/en/momentum.md", 12),
            target: "crates/chapters/momentum/equations.md".into(),
            anchor: "raet".into(),
            known: vec!["rate".into()],
        };
        assert_eq!(
            problem.to_string(),
            "src/en/momentum.md:12: crates/chapters/momentum/equations.md has no anchor `raet`; it has `rate`"
        );
    }

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(
            nearest("momentum:raet", ["momentum:rate", "momentum:step"]),
            Some("momentum:rate".into())
        );
        assert_eq!(nearest("zzz", ["momentum:rate"]), None);
    }

    #[test]
    fn lines_count_from_one() {
        assert_eq!(line_of("a\nb\nc", 0), 1);
        assert_eq!(line_of("a\nb\nc", 2), 2);
        assert_eq!(line_of("a\nb\nc", 99), 3);
    }
}
