//! Links lead somewhere, and no page leads out.

use book::language::Language;
use book::problem::{Place, line_of};
use book_tests::faults::Faults;
use book_tests::files::{shown, under};
use book_tests::pieces::{self, Kind};
use book_tests::sources::{self, Sources};
use regex::Regex;
use std::path::Path;

/// Where an address on the web may stand. Everything that a page shows or loads is ours; its
/// references name DOIs and arXiv numbers as text.
const MAY_NAME_THE_WEB: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "LICENSE",
    "assets/data/README.md",
    "assets/fonts/",
    "tests/reference/",
    "scripts/",
    ".github/",
    ".ci/",
    "Cargo.lock",
];
/// Names of XML vocabularies, which nothing fetches, and this machine.
const NO_ADDRESS: &[&str] = &[
    "http://www.w3.org/",
    "http://127.0.0.1",
    "http://localhost",
    "http://{",
];

pub(crate) fn relative(sources: &Sources, faults: &mut Faults) {
    let link = Regex::new(r"\]\(([^()\s]+)\)").expect("a constant");
    for page in &sources.pages {
        let all = pieces::of(&page.source);
        let is_text = |offset: usize| {
            !all.iter().any(|piece| {
                matches!(piece.kind, Kind::Fence | Kind::Code) && piece.range.contains(&offset)
            })
        };
        for found in link.captures_iter(&page.source) {
            let target = &found[1];
            let at = found.get(1).map_or(0, |part| part.start());
            if target.contains("://") || !is_text(at) {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let folder = page.path.parent().unwrap_or(Path::new(""));
            let path = book::includes::normal(&folder.join(file));
            let to = if file.is_empty() {
                Some(page)
            } else {
                sources.of(page.language).find(|other| other.path == path)
            };
            let Some(to) = to else {
                let names: Vec<_> = sources
                    .of(page.language)
                    .map(|page| shown(&page.path))
                    .collect();
                faults.at(
                    page.place(at),
                    format!(
                        "the link leads to {target}, which is no page of this edition; it has {}",
                        names.join(", ")
                    ),
                );
                continue;
            };
            let anchors = sources::anchors(to);
            faults.unless(
                anchor.is_empty() || anchors.iter().any(|id| id == anchor),
                page.place(at),
                format!(
                    "the link leads to #{anchor}, which {} has not; the nearest is `{}`",
                    to.file.display(),
                    book::problem::nearest(anchor, anchors.iter().map(String::as_str))
                        .unwrap_or_default()
                ),
            );
        }
    }
    // What is not a page: README and its like.
    for file in under(&sources.root, "") {
        let is_page = file.starts_with("src");
        if is_page || file.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = sources.text(&file);
        for found in link.captures_iter(&text) {
            let target = found[1].split('#').next().unwrap_or("");
            if target.is_empty() || target.contains(':') {
                continue;
            }
            let folder = file.parent().unwrap_or(Path::new(""));
            let at = found.get(1).map_or(0, |part| part.start());
            faults.unless(
                sources.root.join(folder).join(target).exists(),
                Place::new(&file, line_of(&text, at)),
                format!("the link leads to {target}, which does not exist"),
            );
        }
    }
}

pub(crate) fn external(sources: &Sources, faults: &mut Faults) {
    let address = Regex::new(r#"(?i)\b(?:https?|wss?|ftp)://[^\s"'<>)]*"#).expect("a constant");
    for file in under(&sources.root, "") {
        let name = shown(&file);
        let may = MAY_NAME_THE_WEB.iter().any(|start| name.starts_with(start));
        // These tests and the program's own tests name addresses as examples.
        if may || name.starts_with("tests/") || name.starts_with("crates/book/") {
            continue;
        }
        let text = sources.text(&file);
        for found in address.find_iter(&text) {
            let allowed = NO_ADDRESS
                .iter()
                .any(|start| found.as_str().starts_with(start));
            faults.unless(
                allowed,
                Place::new(&file, line_of(&text, found.start())),
                format!(
                    "`{}` is an address outside of the book; a reference names its DOI or arXiv number as text (allowed in {})",
                    found.as_str(),
                    MAY_NAME_THE_WEB.join(", ")
                ),
            );
        }
    }
    let image = Regex::new(r"!\[[^\]]*\]\(").expect("a constant");
    for language in Language::ALL {
        for page in sources.of(language) {
            for found in image.find_iter(&page.source) {
                faults.at(
                    page.place(found.start()),
                    "an image; figures are SVG drawn by the chapter's crate, in a <figure>",
                );
            }
        }
    }
}
