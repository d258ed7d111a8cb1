//! Labels: unique, checked, on both pages; references name what exists.

use std::collections::BTreeMap;

use book::labels::{self, Kind, Labels, equation_of};
use book::language::Language;
use book::problem::{Place, line_of};
use book_tests::faults::Faults;
use book_tests::files::under;
use book_tests::pieces;
use book_tests::sources::Sources;
use regex::Regex;

pub(crate) fn check(sources: &Sources, faults: &mut Faults) {
    let assertion = Regex::new(r"\bassert\w*!\s*[(\[{]|\bassert_\w+\(").expect("a constant");
    for sheet in &sources.sheets {
        for equation in &sheet.equations {
            faults.unless(
                assertion.is_match(&equation.check),
                &equation.place,
                format!(
                    "the check of `{}` asserts nothing; every check has an assert! that can fail",
                    equation.label
                ),
            );
        }
        let sheet_order: Vec<_> = sheet
            .equations
            .iter()
            .map(|equation| equation.name.as_str())
            .collect();
        for language in Language::ALL {
            let Some(page) = sources.page(language, &sheet.chapter) else {
                faults.at(
                    language
                        .source()
                        .join(format!("{}.md", sheet.chapter))
                        .display(),
                    format!("the chapter {} has a sheet but no page here", sheet.chapter),
                );
                continue;
            };
            let mut order = Vec::new();
            let mut seen: BTreeMap<String, Place> = BTreeMap::new();
            for include in sources.includes(page) {
                let Some((chapter, name)) = equation_of(&include) else {
                    continue;
                };
                if chapter != sheet.chapter {
                    continue;
                }
                if let Some(first) = seen.get(&name) {
                    faults.at(
                        &include.place,
                        format!("`{chapter}:{name}` is already included at {first}; refer to it with {{{{eq {chapter}:{name}}}}}"),
                    );
                } else {
                    seen.insert(name.clone(), include.place.clone());
                    order.push((name, include.place));
                }
            }
            for equation in &sheet.equations {
                faults.unless(
                    seen.contains_key(&equation.name),
                    &equation.place,
                    format!(
                        "`{}` is not on {}; every equation of a sheet is on both pages",
                        equation.label,
                        page.file.display()
                    ),
                );
            }
            let expected: Vec<_> = sheet_order
                .iter()
                .filter(|name| seen.contains_key(**name))
                .collect();
            let known = order
                .iter()
                .filter(|(name, _)| sheet_order.contains(&name.as_str()));
            if let Some(((name, place), wanted)) = known
                .zip(expected)
                .find(|((name, _), wanted)| name != **wanted)
            {
                faults.at(
                    place,
                    format!("`{name}` stands where the sheet has `{wanted}`; sheet and pages have one order"),
                );
            }
        }
    }
    let tag = Regex::new(r"\\tag\b").expect("a constant");
    for page in &sources.pages {
        for found in tag.find_iter(&page.source) {
            faults.at(
                page.place(found.start()),
                "a \\tag on a page; numbered equations come from a sheet by {{#include …}}",
            );
        }
    }
    labels_are_unique(sources, faults);
}

/// A tag stands in one sheet only, under the name of its own chapter and anchor.
fn labels_are_unique(sources: &Sources, faults: &mut Faults) {
    let tag = Regex::new(r"\\tag\{([^}]*)\}").expect("a constant");
    let mut first: BTreeMap<String, Place> = BTreeMap::new();
    for file in under(&sources.root, "crates/chapters") {
        if file.file_name().is_none_or(|name| name != "equations.md") {
            continue;
        }
        let text = sources.text(&file);
        for found in tag.captures_iter(&text) {
            let at = found.get(0).map_or(0, |all| all.start());
            let place = Place::new(&file, line_of(&text, at));
            let label = found[1].to_owned();
            if let Some(before) = first.get(&label) {
                faults.at(
                    place,
                    format!("the label `{label}` is already used at {before}"),
                );
            } else {
                first.insert(label, place);
            }
        }
        // A formula outside of every anchor can be shown on no page.
        let mut open = false;
        for (index, line) in text.lines().enumerate() {
            if line.contains("ANCHOR_END:") {
                open = false;
            } else if line.contains("ANCHOR:") {
                open = true;
            } else if !open && (line.contains("$$") || line.starts_with("```")) {
                faults.at(
                    Place::new(&file, index + 1),
                    "stands outside of every anchor; a sheet holds anchored equations with their checks",
                );
            }
        }
    }
}

pub(crate) fn references(sources: &Sources, faults: &mut Faults) {
    for language in Language::ALL {
        let labels = sources
            .of(language)
            .flat_map(|page| sources.labels(page))
            .map(|label| ((label.kind, label.label.clone()), label))
            .collect();
        let equations = sources
            .sheets
            .iter()
            .flat_map(|sheet| sheet.equations.clone())
            .map(|equation| (equation.label.clone(), equation))
            .collect();
        let all = Labels {
            language,
            pages: Vec::new(),
            equations,
            labels,
        };
        for page in sources.of(language) {
            if let Err(problem) = labels::set_on(page) {
                faults.say(problem);
            }
            match labels::references(page) {
                Ok(references) => {
                    for reference in references {
                        if let Err(problem) = all.find(&reference) {
                            faults.say(problem);
                        }
                    }
                }
                Err(problem) => faults.say(problem),
            }
            figures_are_mentioned(sources, page, faults);
        }
    }
}

/// A figure that the text never refers to is decoration, except for the one that opens the chapter.
fn figures_are_mentioned(sources: &Sources, page: &book::pages::Page, faults: &mut Faults) {
    let mut twice: BTreeMap<(Kind, String), Place> = BTreeMap::new();
    for label in sources.labels(page) {
        let key = (label.kind, label.label.clone());
        if let Some(first) = twice.get(&key) {
            faults.at(
                &label.place,
                format!("`{}` is already used at {first}", label.label),
            );
        }
        twice.insert(key, label.place);
    }
    for piece in pieces::of(&page.source) {
        if piece.kind == pieces::Kind::Display {
            let tex = &page.source[piece.range.clone()];
            faults.unless(
                tex.matches("\\begin").count() == tex.matches("\\end").count(),
                page.place(piece.range.start),
                "\\begin and \\end do not match",
            );
        }
    }
}
