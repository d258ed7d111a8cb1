//! What is checked, and by what: every equation and figure of an edition.

use crate::labels::{Kind, Label, Labels, references};
use crate::pages::Page;
use crate::problem::{Place, Problem, line_of};
use crate::sheet;
use crate::site::weave::href;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// For each label the places in the edition, in order, of the pages that refer to it.
type Citations = BTreeMap<(Kind, String), BTreeSet<usize>>;

/// A table for each chapter: number, name, check, and the other pages that refer to it.
///
/// # Errors
/// If an equation of a sheet stands on no page, or no program of its chapter draws a figure.
pub fn written(page: &Page, labels: &Labels, root: &Path) -> Result<String, Problem> {
    let words = page.language.words();
    if let Some(unseen) = labels.equations.values().find(|equation| {
        !labels
            .labels
            .contains_key(&(Kind::Equation, equation.label.clone()))
    }) {
        return Err(Problem::Sheet {
            place: unseen.place.clone(),
            reason: format!("no {} page shows `{}`", labels.language, unseen.label),
        });
    }
    let citations = citations(labels)?;
    let count = |kind: Kind| labels.labels.keys().filter(|key| key.0 == kind).count();
    let mut text = (words.coverage_counts)(count(Kind::Equation), count(Kind::Figure));
    text.push('\n');
    for (at, chapter) in labels.pages.iter().enumerate() {
        let mut own: Vec<&Label> = labels
            .labels
            .values()
            .filter(|label| label.page == chapter.path && label.kind != Kind::Exercise)
            .collect();
        if own.is_empty() {
            continue;
        }
        let name = &chapter.name;
        own.sort_by_key(|label| (label.kind, label.range.start));
        let _ = write!(
            text,
            "\n## {} {{#coverage-{name}}}\n\n{}\n\n{}\n|---|---|---|---|\n",
            chapter.title,
            (words.coverage_of)(name),
            words.coverage_head
        );
        for label in own {
            let check = check(label, labels, root, name)?;
            let folder = Path::new("crates/chapters").join(name);
            let file = check.file.strip_prefix(&folder).unwrap_or(&check.file);
            let own_name = label.label.split_once(':').map_or("", |(_, name)| name);
            let shown = match label.kind {
                Kind::Figure => format!("{} {}", words.figure, label.number),
                _ => format!("({})", label.number),
            };
            let key = (label.kind, label.label.clone());
            let pages: Vec<_> = citations
                .get(&key)
                .into_iter()
                .flatten()
                .filter(|&&other| other != at)
                .map(|&other| {
                    let other = &labels.pages[other];
                    format!("[{}]({})", other.title, other.path.display())
                })
                .collect();
            let _ = writeln!(
                text,
                "| [{shown}]({}) | `{own_name}` | `{}:{}` | {} |",
                href(page, label),
                file.display(),
                check.line,
                pages.join(words.and_page)
            );
        }
    }
    Ok(text)
}

/// Which pages refer to each label.
fn citations(labels: &Labels) -> Result<Citations, Problem> {
    let mut citations = Citations::new();
    for (at, page) in labels.pages.iter().enumerate() {
        for reference in references(page)? {
            let key = (reference.kind, reference.label);
            citations.entry(key).or_default().insert(at);
        }
    }
    Ok(citations)
}

/// The file and line of what checks a label: an equation's program, the function that draws a
/// figure, whose documentation asserts the caption.
fn check(label: &Label, labels: &Labels, root: &Path, chapter: &str) -> Result<Place, Problem> {
    if label.kind == Kind::Equation {
        return labels
            .equations
            .get(&label.label)
            .map(|equation| equation.place.clone())
            .ok_or_else(|| Problem::Sheet {
                place: label.place.clone(),
                reason: format!(
                    "{} holds no check of `{}`",
                    sheet::path(chapter).display(),
                    label.label
                ),
            });
    }
    let name = label.label.split_once(':').map_or("", |(_, name)| name);
    let file = PathBuf::from("crates/chapters")
        .join(chapter)
        .join("src/figures.rs");
    let text = std::fs::read_to_string(root.join(&file))
        .map_err(|error| Problem::unreadable(&file, &error))?;
    let quoted = format!("\"{name}\"");
    match text.find(&quoted) {
        Some(at) => Ok(Place::new(&file, line_of(&text, at))),
        None => Err(Problem::Form {
            place: label.place.clone(),
            reason: format!("{} draws no figure {quoted}", file.display()),
        }),
    }
}
