//! What must not drift between the editions.

use std::collections::{BTreeMap, BTreeSet};

use book::labels;
use book::language::Language;
use book::pages::Page;
use book_tests::faults::Faults;
use book_tests::files::{shown, under};
use book_tests::pieces::{self, Kind, Reading};
use book_tests::sources::Sources;
use regex::Regex;

use crate::skeleton::{self, Bone};

/// How many of a page's inline formulas may differ between the editions, in percent: one language
/// may repeat a symbol where the other has a pronoun.
const FORMULAS_PERCENT: usize = 5;

pub(crate) fn pages(sources: &Sources, faults: &mut Faults) {
    let files = |language: Language| -> BTreeSet<String> {
        let folder = shown(&language.source());
        under(&sources.root, &folder)
            .iter()
            .map(|file| shown(file)[folder.len() + 1..].to_owned())
            .collect()
    };
    let (english, chinese) = (files(Language::En), files(Language::Zh));
    for file in english.difference(&chinese) {
        faults.at(
            format!("src/en/{file}"),
            format!("src/zh/{file} is missing"),
        );
    }
    for file in chinese.difference(&english) {
        faults.at(
            format!("src/zh/{file}"),
            format!("src/en/{file} is missing"),
        );
    }
    let [english, chinese] = &sources.summaries;
    for (left, right) in english.iter().zip(chinese) {
        faults.unless(
            (left.depth, &left.path) == (right.depth, &right.path),
            format!("src/zh/SUMMARY.md:{}", right.line),
            format!(
                "{} stands where src/en/SUMMARY.md:{} has {}",
                right.path.as_ref().unwrap_or(&right.title),
                left.line,
                left.path.as_ref().unwrap_or(&left.title)
            ),
        );
    }
    faults.unless(
        english.len() == chinese.len(),
        "src/zh/SUMMARY.md",
        format!(
            "{} entries, src/en/SUMMARY.md has {}",
            chinese.len(),
            english.len()
        ),
    );
    for language in Language::ALL {
        let folder = shown(&language.source());
        for file in under(&sources.root, &folder) {
            let is_listed = sources.of(language).any(|page| page.file == file);
            faults.unless(
                is_listed || file.ends_with("SUMMARY.md"),
                shown(&file),
                format!("is not in {folder}/SUMMARY.md"),
            );
        }
    }
}

pub(crate) fn skeletons(sources: &Sources, faults: &mut Faults) {
    for (english, chinese) in sources.pairs() {
        let (left, right) = (skeleton::of(english), skeleton::of(chinese));
        let headings = |bones: &[Bone]| -> Vec<Bone> {
            bones
                .iter()
                .filter(|bone| bone.is_heading)
                .cloned()
                .collect()
        };
        if differ(
            english,
            chinese,
            &headings(&left),
            &headings(&right),
            faults,
        ) {
            continue;
        }
        // With the same headings, a difference is shown in each section.
        for (left, right) in sections(&left).iter().zip(sections(&right)) {
            differ(english, chinese, left, right, faults);
        }
        for bone in headings(&left) {
            faults.unless(
                !bone.what.ends_with("no id"),
                format!("{}:{}", shown(&english.file), bone.line),
                "the heading has no {#id}; both editions give the same one",
            );
        }
    }
}

fn sections(bones: &[Bone]) -> Vec<&[Bone]> {
    bones.chunk_by(|_, next| !next.is_heading).collect()
}

/// Notes the first difference.
fn differ(
    english: &Page,
    chinese: &Page,
    left: &[Bone],
    right: &[Bone],
    faults: &mut Faults,
) -> bool {
    let place = |page: &Page, bone: Option<&Bone>| {
        bone.map_or_else(
            || shown(&page.file),
            |bone| format!("{}:{}", shown(&page.file), bone.line),
        )
    };
    let count = left.len().max(right.len());
    for index in 0..count {
        let (one, other) = (left.get(index), right.get(index));
        if one.map(|bone| &bone.what) == other.map(|bone| &bone.what) {
            continue;
        }
        let show = |bone: Option<&Bone>| {
            bone.map_or_else(
                || "nothing more".to_owned(),
                |bone| format!("`{}`", bone.what),
            )
        };
        // What is missing at the end is shown where the section begins.
        faults.at(
            place(english, one.or(left.first())),
            format!(
                "{}, but {} has {}",
                show(one),
                place(chinese, other.or(right.first())),
                show(other)
            ),
        );
        return true;
    }
    false
}

fn tally(items: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_insert(0) += 1;
    }
    counts
}

/// What `left` has more often than `right`, as `item ×2`.
fn surplus(left: &BTreeMap<String, usize>, right: &BTreeMap<String, usize>) -> Vec<String> {
    left.iter()
        .filter_map(|(item, &count)| {
            let more = count.saturating_sub(right.get(item).copied().unwrap_or(0));
            match more {
                0 => None,
                1 => Some(item.clone()),
                more => Some(format!("{item} ×{more}")),
            }
        })
        .collect()
}

fn compare(
    english: &Page,
    chinese: &Page,
    what: &str,
    of: impl Fn(&Page) -> Vec<String>,
    percent: usize,
    faults: &mut Faults,
) {
    let (left, right) = (tally(of(english)), tally(of(chinese)));
    let (only_left, only_right) = (surplus(&left, &right), surplus(&right, &left));
    let all: usize = left.values().sum::<usize>().max(right.values().sum());
    let differing = only_left.len().max(only_right.len());
    if differing * 100 > all * percent {
        faults.at(
            shown(&english.file),
            format!(
                "{what} only here: {}; only in {}: {} ({differing} of {all}, {percent} % may differ)",
                only_left.join(" | "),
                shown(&chinese.file),
                only_right.join(" | "),
            ),
        );
    }
}

pub(crate) fn references(sources: &Sources, faults: &mut Faults) {
    let link = Regex::new(r"\]\(([^()\s]*)\)").expect("a constant");
    for (english, chinese) in sources.pairs() {
        let of = |page: &Page| {
            labels::references(page)
                .unwrap_or_default()
                .into_iter()
                .map(|reference| format!("{{{{{} {}}}}}", reference.kind.prefix(), reference.label))
                .collect()
        };
        compare(english, chinese, "cross-references", of, 0, faults);
        let of = |page: &Page| {
            link.captures_iter(&page.source)
                .map(|found| found[1].to_owned())
                .collect()
        };
        compare(english, chinese, "links", of, 0, faults);
    }
}

pub(crate) fn formulas(sources: &Sources, faults: &mut Faults) {
    for (english, chinese) in sources.pairs() {
        let of = |page: &Page| {
            pieces::of(&page.source)
                .into_iter()
                .filter(|piece| piece.kind == Kind::Formula)
                .map(|piece| tidy(&page.source[piece.range]))
                .collect()
        };
        compare(
            english,
            chinese,
            "inline formulas",
            of,
            FORMULAS_PERCENT,
            faults,
        );
    }
}

/// A formula without its space, so that `$a = b$` and `$a=b$` are one.
fn tidy(formula: &str) -> String {
    let tex: String = formula.trim_matches('$').split_whitespace().collect();
    format!("${}$", tex.trim_end_matches(['.', ',', ';']))
}

/// Decimals and numbers of three digits or more, in prose and in formulas; small whole numbers may
/// be words in one language.
pub(crate) fn numbers(sources: &Sources, faults: &mut Faults) {
    for (english, chinese) in sources.pairs() {
        let of = |page: &Page| {
            let reading = Reading::of(&page.source);
            let formulas = pieces::of(&page.source)
                .into_iter()
                .filter(|piece| piece.kind == Kind::Formula)
                .map(|piece| page.source[piece.range].to_owned())
                .collect::<Vec<_>>()
                .join(" ");
            skeleton::numbers(&format!("{} {formulas}", reading.words()))
                .into_iter()
                .filter(|number| number.contains('.') || number.len() > 2)
                // Once is enough: one language may repeat a number.
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        compare(english, chinese, "numbers", of, 0, faults);
    }
}
