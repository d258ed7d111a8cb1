//! The parts of a chapter and of its exercises.

use book::language::Language;
use book::markdown::{Heading, Outline};
use book::pages::Page;
use book_tests::faults::Faults;
use book_tests::files::shown;
use book_tests::pieces::{Reading, is_han};
use book_tests::sources::Sources;
use regex::Regex;

/// Every chapter ends with these, in this order.
const END: [&str; 3] = ["summary", "exercises", "references"];
const EXERCISES: usize = 6;
const PROGRAMMING: usize = 2;
const REFERENCES: usize = 3;
/// Words of a chapter: without formulas, code, exercises and references.
const WORDS: std::ops::RangeInclusive<usize> = 1_500..=3_500;
/// Chinese characters for each English word of the same text.
const CHARACTERS_PER_WORD: std::ops::RangeInclusive<f64> = 1.2..=2.2;

fn outline(page: &Page) -> Vec<Heading> {
    Outline::of(&page.source).headings
}

/// The source from the heading with this id to the next one of its level or above.
fn section<'a>(page: &'a Page, id: &str) -> Option<(usize, &'a str)> {
    let headings = outline(page);
    let at = headings
        .iter()
        .position(|heading| heading.id.as_deref() == Some(id))?;
    let level = headings[at].level;
    let begin = headings[at].range.end;
    let end = headings[at + 1..]
        .iter()
        .find(|heading| heading.level <= level)
        .map_or(page.source.len(), |heading| heading.range.start);
    Some((begin, &page.source[begin..end]))
}

pub(crate) fn parts(sources: &Sources, faults: &mut Faults) {
    for page in &sources.pages {
        let headings = outline(page);
        let titles: Vec<_> = headings
            .iter()
            .filter(|heading| heading.level == 1)
            .collect();
        faults.unless(
            titles.len() == 1 && headings[0].level == 1,
            page.place(0),
            format!(
                "{} headings of level 1; a page begins with one",
                titles.len()
            ),
        );
        for pair in headings.windows(2) {
            faults.unless(
                pair[1].level <= pair[0].level + 1,
                page.place(pair[1].range.start),
                format!(
                    "a heading of level {} after one of level {}",
                    pair[1].level, pair[0].level
                ),
            );
        }
        if let Some(title) = titles.first() {
            faults.unless(
                title.text == page.title,
                page.place(title.range.start),
                format!(
                    "the title is `{}`, SUMMARY.md has `{}`",
                    title.text, page.title
                ),
            );
        }
    }
    for page in sources.chapters() {
        let headings = outline(page);
        let Some(first) = headings.iter().find(|heading| heading.level == 2) else {
            faults.at(page.place(0), "no section");
            continue;
        };
        let opening = &page.source[headings[0].range.end..first.range.start];
        let question = opening
            .trim()
            .split("\n\n")
            .next()
            .is_some_and(|paragraph| paragraph.contains(['?', '？']));
        let at = headings[0].range.end + 1;
        faults.unless(
            question,
            page.place(at),
            "the first paragraph asks no question; it says what the chapter answers",
        );
        faults.unless(
            opening.contains("<figure "),
            page.place(at),
            "no figure before the first section; question and picture share the first screen",
        );
        let sections: Vec<_> = headings
            .iter()
            .filter(|heading| heading.level == 2)
            .filter_map(|heading| heading.id.as_deref())
            .collect();
        faults.unless(
            sections.ends_with(&END),
            page.place(first.range.start),
            format!(
                "the sections end with {}; a chapter ends with {}",
                sections[sections.len().saturating_sub(3)..].join(", "),
                END.join(", ")
            ),
        );
        faults.unless(
            sections.contains(&"fails"),
            page.place(first.range.start),
            "no section {#fails}: a chapter says when its method fails",
        );
        faults.unless(
            page.source.contains("```rust,ignore\n{{#include"),
            page.place(0),
            "no listing of the algorithm, ```rust,ignore with an {{#include …:anchor}}",
        );
    }
}

pub(crate) fn exercises(sources: &Sources, faults: &mut Faults) {
    let starter = Regex::new(r"(?m)^pub fn (\w+)").expect("a constant");
    for page in sources.chapters() {
        let labels = sources.labels(page);
        let exercises: Vec<_> = labels
            .iter()
            .filter(|label| label.id.starts_with("ex-"))
            .collect();
        faults.unless(
            exercises.len() >= EXERCISES,
            page.place(0),
            format!(
                "{} exercises, {EXERCISES} or more are wanted",
                exercises.len()
            ),
        );
        let mut graded = Vec::new();
        for exercise in exercises {
            let Some((at, text)) = section(page, &exercise.id) else {
                continue;
            };
            if text.contains("```console") {
                graded.extend(grader(sources, page, at, text, faults));
                continue;
            }
            let summary = match page.language {
                Language::En => "Solution",
                Language::Zh => "解答",
            };
            faults.unless(
                text.contains(&format!(
                    "<details class=\"solution\"><summary>{summary}</summary>"
                )),
                &exercise.place,
                format!("no solution: <details class=\"solution\"><summary>{summary}</summary>, or a grader's command in a ```console fence"),
            );
        }
        faults.unless(
            graded.len() >= PROGRAMMING,
            page.place(0),
            format!(
                "{} programming exercises, {PROGRAMMING} or more are wanted",
                graded.len()
            ),
        );
        let file = format!("crates/chapters/{}/src/exercises.rs", page.name);
        for found in starter.captures_iter(&sources.text(&file)) {
            faults.unless(
                graded.contains(&found[1].to_owned()),
                &file,
                format!("{} has no exercise for `{}`", shown(&page.file), &found[1]),
            );
        }
    }
}

/// The function that a programming exercise's command grades.
fn grader(
    sources: &Sources,
    page: &Page,
    at: usize,
    text: &str,
    faults: &mut Faults,
) -> Option<String> {
    let name = &page.name;
    let wanted = format!("cargo test -p {name} --test exercises -- --ignored FUNCTION");
    let command = Regex::new(r"cargo test -p ([\w-]+) --test exercises -- --ignored (\w+)")
        .expect("a constant");
    let Some(found) = command.captures(text) else {
        faults.at(
            page.place(at),
            format!("the exercise's command must be `{wanted}`"),
        );
        return None;
    };
    let function = found[2].to_owned();
    let place = page.place(at + found.get(0).map_or(0, |all| all.start()));
    faults.unless(
        found[1] == *name,
        &place,
        format!(
            "the command grades the crate {}, it must be `{wanted}`",
            &found[1]
        ),
    );
    faults.unless(
        text.contains(&format!("`{function}`")),
        &place,
        format!("the exercise does not name its function, `{function}`"),
    );
    let folder = format!("crates/chapters/{name}");
    let has = |file: &str, pattern: &str| {
        let pattern = pattern.replace("FUNCTION", &function);
        Regex::new(&pattern)
            .expect("a constant and a word")
            .is_match(&sources.text(format!("{folder}/{file}")))
    };
    faults.unless(
        has("src/exercises.rs", r"(?s)pub fn FUNCTION\b.*?todo!\("),
        &place,
        format!("{folder}/src/exercises.rs has no `pub fn {function}` with todo!()"),
    );
    faults.unless(
        has("src/solutions.rs", r"pub fn FUNCTION\b"),
        &place,
        format!("{folder}/src/solutions.rs has no `pub fn {function}`"),
    );
    faults.unless(
        has(
            "tests/exercises.rs",
            r"#\[test\]\s*#\[ignore[^\]]*\]\s*fn FUNCTION\(\)",
        ),
        &place,
        format!("{folder}/tests/exercises.rs has no ignored test `{function}`"),
    );
    Some(function)
}

pub(crate) fn bibliography(sources: &Sources, faults: &mut Faults) {
    let year = Regex::new(r"\b(1[6-9]\d\d|20\d\d)\b").expect("a constant");
    // The digits of a DOI or of an arXiv number are no year.
    let numbers = Regex::new(r"(?:doi:|arXiv:)[^\s,]+").expect("a constant");
    let surname = Regex::new(r"\p{Lu}[\p{L}'’-]*\p{Ll}").expect("a constant");
    for page in sources.chapters() {
        let Some((at, text)) = section(page, "references") else {
            continue;
        };
        let before = &page.source[..at];
        let mut offset = at;
        let mut count = 0;
        for line in text.split_inclusive('\n') {
            let place = page.place(offset);
            offset += line.len();
            let Some(entry) = line.strip_prefix("- ") else {
                continue;
            };
            count += 1;
            let own = numbers.replace_all(entry, "");
            let years: Vec<_> = year.find_iter(&own).map(|found| found.as_str()).collect();
            let Some(latest) = years.last() else {
                faults.at(place, "the reference has no year");
                continue;
            };
            // Somewhere in the text: the first author's surname, and the year.
            let Some(author) = surname.find(entry) else {
                faults.at(place, "the reference does not begin with its authors");
                continue;
            };
            let cited = before.match_indices(author.as_str()).any(|(found, _)| {
                let mut end = (found + 120).min(before.len());
                while !before.is_char_boundary(end) {
                    end -= 1;
                }
                years.iter().any(|year| before[found..end].contains(year))
            });
            faults.unless(
                cited,
                &place,
                format!(
                    "`{} {}` is not cited in the text; cite it or leave it out",
                    author.as_str(),
                    latest
                ),
            );
        }
        faults.unless(
            count >= REFERENCES,
            page.place(at),
            format!("{count} references, {REFERENCES} or more are wanted"),
        );
    }
}

/// The words of a chapter up to its summary, as its reader counts them.
fn words(page: &Page) -> usize {
    let end = section(page, "summary").map_or(page.source.len(), |(at, text)| at + text.len());
    let text = Reading::of(&page.source[..end]).words();
    match page.language {
        Language::En => text
            .split_whitespace()
            .filter(|word| word.contains(char::is_alphabetic))
            .count(),
        Language::Zh => text.chars().filter(|letter| is_han(*letter)).count(),
    }
}

pub(crate) fn length(sources: &Sources, faults: &mut Faults) {
    for (english, chinese) in sources.pairs() {
        if !sources.chapters().any(|page| page.name == english.name) {
            continue;
        }
        let (count, characters) = (words(english), words(chinese));
        faults.unless(
            WORDS.contains(&count),
            english.place(0),
            format!(
                "{count} words up to the summary; {} to {} are allowed",
                WORDS.start(),
                WORDS.end()
            ),
        );
        let ratio = characters as f64 / count.max(1) as f64;
        faults.unless(
            CHARACTERS_PER_WORD.contains(&ratio),
            chinese.place(0),
            format!(
                "{characters} characters for {count} English words, {ratio:.2} each; {} to {} are allowed: one edition says less",
                CHARACTERS_PER_WORD.start(),
                CHARACTERS_PER_WORD.end()
            ),
        );
    }
}
