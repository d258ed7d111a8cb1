//! The committed figures: used, drawn by a function, small, and readable in both languages.

use std::collections::{BTreeMap, BTreeSet};

use book::labels;
use book::problem::Place;
use book_tests::faults::Faults;
use book_tests::files::{gzipped, shown, under};
use book_tests::sources::Sources;
use regex::Regex;

/// A figure is part of its page, which may weigh 150 kB.
const HEAVIEST: usize = 25_000;
/// Names of functions and methods that are longer than a symbol and the same in both languages.
const NAMES: &[&str] = &["sign", "softmax", "diag", "rank", "tanh"];

pub(crate) fn sources(sources: &Sources, faults: &mut Faults) {
    let committed: BTreeSet<String> = under(&sources.root, "assets/figures")
        .iter()
        .map(|file| shown(file))
        .collect();
    let mut used = BTreeSet::new();
    for page in &sources.pages {
        for include in sources.includes(page) {
            let target = shown(&include.target);
            if target.starts_with("assets/figures/") {
                used.insert(target);
            }
        }
        figures_of(page, faults);
    }
    for file in &committed {
        faults.unless(
            used.contains(file),
            file,
            "no page shows this figure: include it or take it away",
        );
    }
    drawn(sources, &committed, faults);
}

/// Each `<figure id="fig-name">` includes `name.svg` of its own chapter and has a caption.
fn figures_of(page: &book::pages::Page, faults: &mut Faults) {
    let figures = match labels::figures(page) {
        Ok(figures) => figures,
        Err(problem) => return faults.say(problem),
    };
    for figure in figures {
        let rest = &page.source[figure.range.end..];
        let body = &rest[..rest.find("</figure>").unwrap_or(0)];
        let name = figure.label.as_deref().unwrap_or("").replace(':', "/");
        faults.unless(
            !name.is_empty(),
            &figure.place,
            "the figure has no id=\"fig-…\"",
        );
        faults.unless(
            body.contains(&format!("{{{{#include ../../assets/figures/{name}.svg}}}}")),
            &figure.place,
            format!("the figure must hold {{{{#include ../../assets/figures/{name}.svg}}}}"),
        );
        let caption = body
            .split_once("<figcaption>")
            .and_then(|(_, rest)| rest.split_once("</figcaption>"))
            .map_or("", |(caption, _)| caption.trim());
        faults.unless(
            caption.chars().count() >= 15,
            &figure.place,
            "the figure's caption must say what it shows, between <figcaption> and </figcaption>",
        );
    }
}

/// Each function that makes a figure names it once and its doctest saves it.
fn drawn(sources: &Sources, committed: &BTreeSet<String>, faults: &mut Faults) {
    let maker = Regex::new(r#"Figure::new\(\s*(?:CHAPTER|"([\w-]+)"),\s*"([\w-]+)"\s*,?\s*\)"#)
        .expect("a constant");
    let function = Regex::new(r"(?m)^pub fn (\w+)").expect("a constant");
    let mut drawn: BTreeMap<String, Place> = BTreeMap::new();
    for file in under(&sources.root, "crates/chapters") {
        if !file.ends_with("src/figures.rs") {
            continue;
        }
        let chapter = shown(&file).split('/').nth(2).unwrap_or("").to_owned();
        let text = sources.text(&file);
        for found in maker.captures_iter(&text) {
            let at = found.get(0).map_or(0, |all| all.start());
            let place = Place::of_offset(&file, &text, at);
            let named = found.get(1).map_or(chapter.as_str(), |name| name.as_str());
            faults.unless(
                named == chapter,
                &place,
                format!("the figure is saved for the chapter {named}; here it must be {chapter}"),
            );
            let svg = format!("assets/figures/{chapter}/{}.svg", &found[2]);
            faults.unless(
                committed.contains(&svg),
                &place,
                format!(
                    "{svg} is not there; run `cargo test -p {chapter}` and commit what it draws"
                ),
            );
            // The doctest of the function around it.
            let mut begin = 0;
            let mut name = "";
            for earlier in function.captures_iter(&text[..at]) {
                begin = earlier.get(0).map_or(0, |all| all.start());
                name = earlier.get(1).map_or("", |all| all.as_str());
            }
            let docs: String = {
                let mut lines: Vec<_> = text[..begin]
                    .lines()
                    .rev()
                    .take_while(|line| line.starts_with("///") || line.starts_with("#["))
                    .collect();
                lines.reverse();
                lines.join("\n")
            };
            faults.unless(
                docs.contains(".save()") && docs.contains("assert"),
                &place,
                format!("the doctest of `{name}` must assert the caption on the data and then call .save()"),
            );
            if let Some(first) = drawn.get(&svg) {
                faults.at(&place, format!("{svg} is already drawn at {first}"));
            }
            drawn.insert(svg, place);
        }
    }
    for file in committed {
        faults.unless(
            drawn.contains_key(file),
            file,
            "no function in the chapter's figures.rs draws this file",
        );
    }
}

pub(crate) fn drawings(sources: &Sources, faults: &mut Faults) {
    let label = Regex::new(r"(?s)<text[^>]*>(.*?)</text>").expect("a constant");
    let word = Regex::new(r"[A-Za-z]{4,}|\p{Han}+").expect("a constant");
    let id = Regex::new(r#"\bid="([^"]*)""#).expect("a constant");
    let paint = Regex::new(r#"(?:fill|stroke)="([^"]*)""#).expect("a constant");
    for file in under(&sources.root, "assets/figures") {
        let name = shown(&file);
        if file.extension().is_none_or(|kind| kind != "svg") {
            faults.at(name, "is no SVG; figures are drawn by the crates as SVG");
            continue;
        }
        let svg = sources.text(&file);
        let size = gzipped(svg.as_bytes());
        faults.unless(
            size <= HEAVIEST,
            &name,
            format!("weighs {size} bytes compressed; at most {HEAVIEST} are allowed"),
        );
        if let Some(index) = svg.lines().position(|line| line.trim().is_empty()) {
            faults.at(
                Place::new(&file, index + 1),
                "a blank line, which ends the HTML block in Markdown",
            );
        }
        for found in label.captures_iter(&svg) {
            let text = found[1].replace("&gt;", ">").replace("&lt;", "<");
            let text = text.replace("&amp;", "&");
            for word in word.find_iter(&text).map(|word| word.as_str()) {
                let at = found.get(0).map_or(0, |all| all.start());
                faults.unless(
                    NAMES.contains(&word),
                    Place::of_offset(&file, &svg, at),
                    format!("the word `{word}` in a figure; it serves both languages, so it holds symbols only (allowed: up to three Latin letters, {})", NAMES.join(", ")),
                );
            }
        }
        let prefix = name
            .trim_start_matches("assets/figures/")
            .trim_end_matches(".svg")
            .replace('/', "-");
        for found in id.captures_iter(&svg) {
            faults.unless(
                found[1].starts_with(&format!("{prefix}-")),
                &name,
                format!(
                    "the id `{}` must begin with `{prefix}-`: ids are unique in print",
                    &found[1]
                ),
            );
        }
        for found in paint.captures_iter(&svg) {
            let follows = found[1].starts_with("var(--fig-") || found[1].starts_with("url(#");
            let at = found.get(0).map_or(0, |all| all.start());
            faults.unless(
                follows || matches!(&found[1], "none" | "currentColor"),
                Place::of_offset(&file, &svg, at),
                format!(
                    "the colour `{}` does not follow the theme; use var(--fig-…)",
                    &found[1]
                ),
            );
        }
        for wrong in [
            "<script",
            "<foreignObject",
            "<image",
            "href=\"http",
            "style=\"font",
        ] {
            faults.unless(!svg.contains(wrong), &name, format!("holds {wrong}"));
        }
    }
}
