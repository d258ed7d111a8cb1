//! The words of the book: `assets/terminology.md`, and words that say nothing.

use book::language::Language;
use book::problem::Place;
use book_tests::faults::Faults;
use book_tests::pieces::Reading;
use book_tests::sources::{Sources, own_words};
use regex::{Regex, RegexBuilder};

const TABLE: &str = "assets/terminology.md";

struct Term {
    /// Finds the English term, without what stands in brackets; only for terms of several words.
    pattern: Option<Regex>,
    english: String,
    chinese: String,
    avoid: Vec<String>,
    line: usize,
}

fn table(sources: &Sources) -> Vec<Term> {
    sources
        .text(TABLE)
        .lines()
        .enumerate()
        .skip(2)
        .filter_map(|(index, line)| {
            let cells: Vec<_> = line.trim().trim_matches('|').split('|').collect();
            let [english, chinese, avoid] = cells.as_slice() else {
                return None;
            };
            let name = english.split(" (").next().unwrap_or("").trim();
            Some(Term {
                pattern: name.contains([' ', '-']).then(|| pattern(name)),
                english: english.trim().to_owned(),
                chinese: chinese.trim().to_owned(),
                avoid: avoid
                    .split(',')
                    .map(|word| word.trim().to_owned())
                    .filter(|word| !word.is_empty())
                    .collect(),
                line: index + 1,
            })
        })
        .collect()
}

/// A term in running text; Latin words as words, with their plural.
fn pattern(term: &str) -> Regex {
    let is_latin = term.is_ascii();
    let escaped = regex::escape(term).replace(' ', r"[\s-]+");
    let source = if is_latin {
        format!(r"\b{escaped}(?:s|es)?\b")
    } else {
        escaped
    };
    RegexBuilder::new(&source)
        .case_insensitive(true)
        .build()
        .expect("an escaped word")
}

pub(crate) fn check(sources: &Sources, faults: &mut Faults) {
    let terms = table(sources);
    faults.unless(
        terms.len() >= 50,
        TABLE,
        format!(
            "{} terms; the table `| English | 中文 | avoid |` is expected here",
            terms.len()
        ),
    );
    let mut names = std::collections::BTreeMap::new();
    for term in &terms {
        let place = Place::new(TABLE, term.line);
        if let Some(line) = names.insert(term.english.to_lowercase(), term.line) {
            faults.at(
                &place,
                format!("`{}` is already on line {line}", term.english),
            );
        }
        faults.unless(
            !term.chinese.is_empty() && !term.english.is_empty(),
            &place,
            "a term needs both languages",
        );
    }
    for page in &sources.pages {
        let reading = Reading::of(own_words(page));
        let letters: Vec<(usize, char)> = reading.text.char_indices().collect();
        for term in &terms {
            for wrong in &term.avoid {
                for found in pattern(wrong).find_iter(&reading.text) {
                    let index = letters.partition_point(|(at, _)| *at < found.start());
                    let right = match page.language {
                        Language::En if wrong.is_ascii() => &term.english,
                        _ => &term.chinese,
                    };
                    faults.at(
                        page.place(reading.origin[index]),
                        format!("`{wrong}`, the book says `{right}` ({TABLE}:{})", term.line),
                    );
                }
            }
        }
    }
    both_sides(sources, &terms, faults);
}

/// A term of several words that one edition of a page uses, the other uses as the table has it.
fn both_sides(sources: &Sources, terms: &[Term], faults: &mut Faults) {
    for (english, chinese) in sources.pairs() {
        let text = Reading::of(own_words(english)).words().to_lowercase();
        let other = Reading::of(own_words(chinese)).words();
        for term in terms {
            let Some(pattern) = &term.pattern else {
                continue;
            };
            let is_used = pattern.is_match(&text);
            faults.unless(
                !is_used || other.contains(&term.chinese),
                chinese.file.display(),
                format!(
                    "{} says `{}`, but `{}` ({TABLE}:{}) is not on this page",
                    english.file.display(),
                    term.english,
                    term.chinese,
                    term.line
                ),
            );
        }
    }
}

/// What adds no information.
const FILLER: &[(Language, &[&str])] = &[
    (
        Language::En,
        &[
            "delve",
            "delves",
            "crucial",
            "crucially",
            "it is important to note",
            "it is worth noting",
            "it should be noted",
            "in conclusion",
            "plays a vital role",
            "plays a key role",
            "in this section we will",
            "we will now",
            "let us now",
            "needless to say",
            "state-of-the-art",
            "cutting-edge",
            "game-changer",
            "leverage",
            "leverages",
            "seamless",
            "seamlessly",
            "tapestry",
            "in the realm of",
            "one can show",
            "it is easy to see",
            "it can be shown",
            "obviously",
            "coming soon",
            "to be written",
        ],
    ),
    (
        Language::Zh,
        &[
            "值得注意的是",
            "综上所述",
            "总而言之",
            "众所周知",
            "不难看出",
            "显而易见",
            "不言而喻",
            "至关重要",
            "让我们",
            "需要指出的是",
            "值得一提的是",
            "可以证明",
            "的的",
            "待补",
            "待写",
        ],
    ),
];

pub(crate) fn filler(sources: &Sources, faults: &mut Faults) {
    for page in &sources.pages {
        let reading = Reading::of(own_words(page));
        let letters: Vec<(usize, char)> = reading.text.char_indices().collect();
        let banned = FILLER
            .iter()
            .filter(|(language, _)| *language == page.language)
            .flat_map(|(_, words)| *words);
        for word in banned {
            let found = if word.is_ascii() {
                Regex::new(&format!(r"(?i)\b{}\b", word.replace(' ', r"\s+"))).expect("a constant")
            } else {
                Regex::new(word).expect("a constant")
            };
            for found in found.find_iter(&reading.text) {
                let index = letters.partition_point(|(at, _)| *at < found.start());
                faults.at(
                    page.place(reading.origin[index]),
                    format!("`{word}` says nothing: leave it out, or say what is meant"),
                );
            }
        }
    }
}
