//! Typography: Chinese with full-width punctuation and a space before and after Latin, English
//! without Chinese punctuation.

use book::language::Language;
use book::pages::Page;
use book_tests::faults::Faults;
use book_tests::pieces::{BREAK, CODE, EQUATION, FORMULA, NUMBERED, Reading, is_han};
use book_tests::sources::Sources;

const WIDE: &str = "，。：；？！（）、“”《》…";

fn is_wide(letter: char) -> bool {
    WIDE.contains(letter)
}

/// What needs a space between itself and a Chinese character.
fn is_latin(letter: char) -> bool {
    (letter.is_alphanumeric() && !is_han(letter)) || matches!(letter, FORMULA | CODE)
}

pub(crate) fn chinese(sources: &Sources, faults: &mut Faults) {
    for page in sources.of(Language::Zh) {
        let reading = Reading::of(&page.source);
        let letters: Vec<char> = reading.text.chars().collect();
        let mut last_line = 0;
        for (index, pair) in letters.windows(2).enumerate() {
            let next = letters.get(index + 2).copied().unwrap_or('\n');
            let before = index.checked_sub(1).map_or('\n', |at| letters[at]);
            let Some(what) = fault(before, pair[0], pair[1], next) else {
                continue;
            };
            if ",;:?!".contains(pair[1]) && !is_chinese(&letters, index) {
                continue;
            }
            let place = page.place(reading.origin[index]);
            // One fault a line is enough to find it.
            if place.line != last_line {
                last_line = place.line;
                faults.at(place, format!("{what}: `{}`", around(&letters, index)));
            }
        }
        attributes(page, faults);
    }
}

/// Whether the line, or the cell of a table, around a character holds Chinese: `$x$, $y$` alone is a
/// list of formulas.
fn is_chinese(letters: &[char], index: usize) -> bool {
    let ends = |letter: &char| matches!(letter, '\n' | '|');
    let begin = letters[..index].iter().rposition(ends).unwrap_or(0);
    let end = letters[index..].iter().position(ends);
    let end = end.map_or(letters.len(), |end| index + end);
    letters[begin..end].iter().any(|letter| is_han(*letter))
}

/// What is wrong between `left` and `right`.
fn fault(before: char, left: char, right: char, next: char) -> Option<&'static str> {
    let is_narrow = |letter: char| ",.;:?!()".contains(letter);
    let stands_for_something =
        |letter: char| is_han(letter) || matches!(letter, FORMULA | CODE | EQUATION | NUMBERED);
    if is_han(left) && is_narrow(right) {
        return Some("half-width punctuation after Chinese, full-width is ，。：；？！（）");
    }
    if is_narrow(left) && is_han(right) {
        return Some("half-width punctuation before Chinese, full-width is ，。：；？！（）");
    }
    // `$x$, 于是` and `$x$.` at the end of a Chinese sentence.
    if stands_for_something(left) && ",;:?!".contains(right) && (next == ' ' || is_han(next)) {
        return Some("half-width punctuation in a Chinese sentence");
    }
    if (is_han(left) && is_latin(right)) || (is_latin(left) && is_han(right)) {
        return Some("a space is missing between Chinese and Latin, digits, formula or code");
    }
    if matches!(left, EQUATION | NUMBERED) && is_han(right) {
        return Some("a space is missing between the reference and Chinese");
    }
    if is_han(left) && right == EQUATION {
        return Some("a space is missing between Chinese and the reference");
    }
    // “图 7.2” begins with Chinese.
    if left == ' ' && right == NUMBERED && is_han(before) {
        return Some(
            "a space between Chinese and a figure or exercise, which begins with 图 or 习题",
        );
    }
    // The cells of a table are set apart.
    let is_cell = next == '|' || matches!(before, '\n' | '|');
    if !is_cell && ((is_wide(left) && right == ' ') || (left == ' ' && is_wide(right))) {
        return Some("a space next to full-width punctuation");
    }
    if left == ' ' && is_han(before) && is_han(right) {
        return Some("a space between Chinese characters");
    }
    if is_han(left) && right == '\n' && is_han(next) {
        return Some("a line break between Chinese characters, which shows as a space");
    }
    if (is_han(left) || is_wide(left)) && matches!(right, '"' | '\'') {
        return Some("a straight quote, full-width is “”");
    }
    None
}

fn around(letters: &[char], index: usize) -> String {
    letters[index.saturating_sub(8)..(index + 10).min(letters.len())]
        .iter()
        .map(|letter| match *letter {
            FORMULA => '$',
            CODE => '`',
            EQUATION | NUMBERED => '#',
            BREAK | '\n' => ' ',
            letter => letter,
        })
        .collect()
}

/// Alternative texts are Chinese sentences too.
fn attributes(page: &Page, faults: &mut Faults) {
    let alt = regex::Regex::new(r#"data-alt="([^"]*)""#).expect("a constant");
    for found in alt.captures_iter(&page.source) {
        let letters: Vec<char> = found[1].chars().collect();
        for (index, pair) in letters.windows(2).enumerate() {
            let next = letters.get(index + 2).copied().unwrap_or('\n');
            let before = index.checked_sub(1).map_or('\n', |at| letters[at]);
            if let Some(what) = fault(before, pair[0], pair[1], next) {
                let at = found.get(0).map_or(0, |all| all.start());
                faults.at(
                    page.place(at),
                    format!("data-alt: {what}: `{}`", around(&letters, index)),
                );
                break;
            }
        }
    }
}

pub(crate) fn english(sources: &Sources, faults: &mut Faults) {
    for page in sources.of(Language::En) {
        let reading = Reading::of(&page.source);
        let letters: Vec<char> = reading.text.chars().collect();
        let mut last_line = 0;
        for (index, letter) in letters.iter().enumerate() {
            let next = letters.get(index + 1).copied().unwrap_or('\n');
            let is_list = index == 0 || letters[index - 1] == '\n';
            let what = if is_wide(*letter) && !"“”…".contains(*letter) {
                "full-width punctuation"
            } else if *letter == ' ' && ",.;:?!".contains(next) && !is_list {
                "a space before punctuation"
            } else if *letter == ' ' && next == ' ' && !is_list {
                "two spaces"
            } else {
                continue;
            };
            let place = page.place(reading.origin[index]);
            if place.line != last_line {
                last_line = place.line;
                faults.at(
                    place,
                    format!("{what} on an English page: `{}`", around(&letters, index)),
                );
            }
        }
    }
}
