//! The `{{#include file:anchor}}` directives of the pages and what they bring.
//!
//! mdBook shows a missing anchor as nothing and a missing file as the raw directive, and succeeds.
//! Here both are errors that name the page, the line and what there is instead.

use crate::pages::Page;
use crate::problem::{Place, Problem, line_of};
use regex::Regex;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\\?)\{\{\s*#(include|rustdoc_include|playground)\s+([^}\s]+)[^}]*\}\}")
        .expect("a constant")
});
static ANCHOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"ANCHOR(_END)?:\s*([\w-]+)").expect("a constant"));

/// Which part of a file an include brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The whole file, or lines given by number.
    Lines(String),
    /// What stands between `ANCHOR: name` and `ANCHOR_END: name`.
    Anchor(String),
}

/// One include directive on a page.
#[derive(Debug, Clone)]
pub struct Include {
    /// Where it stands.
    pub place: Place,
    /// The file, relative to the book's root.
    pub target: PathBuf,
    /// Which part of it.
    pub part: Part,
    /// The directive's bytes in the page's source.
    pub range: Range<usize>,
}

/// Every include directive of a page, escaped ones (`\{{#include …}}`) left out.
pub fn find(page: &Page) -> Vec<Include> {
    find_in(&page.file, &page.source)
}

/// Every include directive in `text`, which is the content of `file`.
pub fn find_in(file: &Path, text: &str) -> Vec<Include> {
    let folder = file.parent().unwrap_or(Path::new(""));
    DIRECTIVE
        .captures_iter(text)
        .filter(|found| found[1].is_empty())
        .map(|found| {
            let all = found.get_match();
            let (path, part) = found[3].split_once(':').unwrap_or((&found[3], ""));
            let named = part.split(':').next().unwrap_or("");
            let is_line = named.is_empty() || named.parse::<usize>().is_ok();
            Include {
                place: Place::of_offset(file, text, all.start()),
                target: normal(&folder.join(path)),
                part: if is_line {
                    Part::Lines(part.to_owned())
                } else {
                    Part::Anchor(named.to_owned())
                },
                range: all.range(),
            }
        })
        .collect()
}

impl Include {
    /// What the directive brings, or why it cannot.
    ///
    /// # Errors
    /// If the file or the anchor does not exist, the anchor does not end, or nothing is between.
    pub fn resolve(&self, root: &Path) -> Result<String, Problem> {
        let file = root.join(&self.target);
        if !file.is_file() {
            return Err(Problem::NoFile {
                place: self.place.clone(),
                target: shown(&self.target),
                nearest: similar_file(&file),
            });
        }
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Problem::unreadable(&self.target, &error))?;
        let brought = match &self.part {
            Part::Lines(_) => text,
            Part::Anchor(name) => match anchored(&self.target, &text, name)? {
                Some((_, body)) => body,
                None => {
                    return Err(Problem::NoAnchor {
                        place: self.place.clone(),
                        target: shown(&self.target),
                        anchor: name.clone(),
                        known: by_likeness(name, anchors(&text)),
                    });
                }
            },
        };
        if brought.trim().is_empty() {
            return Err(Problem::EmptyInclude {
                place: self.place.clone(),
                target: shown(&self.target),
            });
        }
        Ok(brought)
    }
}

/// The names of all anchors in a text, in order.
pub fn anchors(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for found in ANCHOR.captures_iter(text) {
        if found.get(1).is_none() && !names.contains(&found[2].to_owned()) {
            names.push(found[2].to_owned());
        }
    }
    names
}

/// What stands inside an anchor and the line on which that begins, without lines that hold
/// other anchors; `None` if there is no such anchor.
///
/// # Errors
/// [`Problem::OpenAnchor`] if the anchor does not end.
pub fn anchored(file: &Path, text: &str, name: &str) -> Result<Option<(usize, String)>, Problem> {
    let mut begin = None;
    let mut body = String::new();
    for (index, line) in text.lines().enumerate() {
        let mark = ANCHOR
            .captures(line)
            .map(|found| (found.get(1).is_some(), found[2] == *name));
        match (begin, mark) {
            (None, Some((false, true))) => begin = Some(index + 2),
            (Some(first), Some((true, true))) => return Ok(Some((first, body))),
            (Some(_), None) => {
                body.push_str(line);
                body.push('\n');
            }
            _ => {}
        }
    }
    match begin {
        None => Ok(None),
        Some(line) => Err(Problem::OpenAnchor {
            place: Place::new(file, line - 1),
            anchor: name.to_owned(),
        }),
    }
}

/// A path without `.` and `..`.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn by_likeness(name: &str, mut known: Vec<String>) -> Vec<String> {
    known.sort_by(|left, right| {
        strsim::jaro_winkler(name, right).total_cmp(&strsim::jaro_winkler(name, left))
    });
    known
}

fn similar_file(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let names: Vec<String> = std::fs::read_dir(file.parent()?)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    crate::problem::nearest(&name, names.iter().map(String::as_str))
}

/// The line of the first byte of `needle` in `text`; 0 if it is not there.
pub fn line_with(text: &str, needle: &str) -> usize {
    text.find(needle).map_or(0, |at| line_of(text, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "<!-- ANCHOR: rate -->\nA\n<!-- ANCHOR: inner -->\nB\n<!-- ANCHOR_END: inner -->\n<!-- ANCHOR_END: rate -->\n";

    fn page(root: &Path, source: &str) -> Vec<Include> {
        std::fs::create_dir_all(root.join("c")).unwrap();
        std::fs::write(root.join("c/sheet.md"), SHEET).unwrap();
        find_in(Path::new("src/en/p.md"), source)
    }

    #[test]
    fn an_anchor_brings_its_lines_without_other_anchors() {
        let root = tempfile::tempdir().unwrap();
        let found = page(
            root.path(),
            "x\n{{#include ../../c/sheet.md:rate}}\n\\{{#include no.md}}\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, Place::new("src/en/p.md", 2));
        assert_eq!(found[0].target, Path::new("c/sheet.md"));
        assert_eq!(found[0].resolve(root.path()).unwrap(), "A\nB\n");
    }

    #[test]
    fn a_missing_anchor_is_an_error_that_names_the_others() {
        let root = tempfile::tempdir().unwrap();
        let found = page(root.path(), "{{#include ../../c/sheet.md:raet}}");
        assert_eq!(
            found[0].resolve(root.path()).unwrap_err().to_string(),
            "src/en/p.md:1: c/sheet.md has no anchor `raet`; it has `rate`, `inner`"
        );
    }

    #[test]
    fn a_missing_file_is_an_error_with_the_nearest_name() {
        let root = tempfile::tempdir().unwrap();
        let found = page(root.path(), "{{#include ../../c/shet.md:rate}}");
        assert_eq!(
            found[0].resolve(root.path()).unwrap_err().to_string(),
            "src/en/p.md:1: the included file c/shet.md does not exist; the nearest is `sheet.md`"
        );
    }

    #[test]
    fn an_anchor_without_an_end_is_an_error() {
        let problem = anchored(Path::new("s.md"), "x\n// ANCHOR: a\ny\n", "a").unwrap_err();
        assert_eq!(
            problem.to_string(),
            "s.md:2: the anchor `a` has no ANCHOR_END"
        );
    }
}
