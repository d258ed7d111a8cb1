//! Every include brings something, every anchor is brought by an include.

use std::collections::BTreeMap;

use book::includes::{self, Part};
use book::problem::Place;
use book_tests::faults::Faults;
use book_tests::files::{shown, under};
use book_tests::sources::Sources;
use regex::Regex;

pub(crate) fn readable(sources: &Sources, faults: &mut Faults) {
    for problem in &sources.problems {
        faults.say(problem);
    }
    faults.unless(!sources.pages.is_empty(), "src", "there is no page");
}

pub(crate) fn check(sources: &Sources, faults: &mut Faults) {
    let mut used: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in &sources.pages {
        for include in sources.includes(page) {
            if let Err(problem) = include.resolve(&sources.root) {
                faults.say(problem);
            }
            if let Part::Anchor(name) = &include.part {
                used.entry(shown(&include.target))
                    .or_default()
                    .push(name.clone());
            }
        }
    }
    let mark = Regex::new(r"^\s*(?://|<!--|#)\s*ANCHOR(_END)?:\s*([\w-]+)").expect("a constant");
    for file in under(&sources.root, "crates/chapters")
        .into_iter()
        .chain(under(&sources.root, "crates/descent"))
    {
        let is_read = file
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "md");
        if !is_read {
            continue;
        }
        let text = sources.text(&file);
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let mut ended: Vec<String> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let Some(found) = mark.captures(line) else {
                continue;
            };
            let place = Place::new(&file, index + 1);
            let name = found[2].to_owned();
            if found.get(1).is_some() {
                faults.unless(
                    first.contains_key(&name),
                    &place,
                    format!("ANCHOR_END of `{name}`, which has no ANCHOR before"),
                );
                ended.push(name);
            } else if let Some(line) = first.get(&name) {
                faults.at(
                    place,
                    format!("the anchor `{name}` is already used on line {line}; an anchor is unique in its file"),
                );
            } else {
                let is_used = used
                    .get(&shown(&file))
                    .is_some_and(|names| names.contains(&name));
                faults.unless(
                    is_used,
                    &place,
                    format!("no page includes the anchor `{name}`: include it or take it away"),
                );
                first.insert(name, index + 1);
            }
        }
        for (name, line) in first {
            faults.unless(
                ended.contains(&name),
                Place::new(&file, line),
                format!("the anchor `{name}` has no ANCHOR_END"),
            );
        }
        // The library reads anchors by the same names; both must see the same ones.
        for name in includes::anchors(&text) {
            if let Err(problem) = includes::anchored(&file, &text, &name) {
                faults.say(problem);
            }
        }
    }
}
