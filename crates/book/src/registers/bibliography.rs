//! Every work that a chapter of an edition cites, once, with the chapters that cite it.

use crate::labels::Labels;
use crate::pages::Page;
use regex::Regex;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Initials before a surname: `J.-B. `, `N. G. `.
static INITIALS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\p{Lu}\.(?:-\p{Lu}\.)*\s+)+").expect("a constant"));
static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(1[6-9]\d\d|20\d\d)\b").expect("a constant"));
/// The digits of a DOI or of an arXiv number are no year.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:doi:|arXiv:)[^\s,]+").expect("a constant"));

/// The list, by surname and year.
pub fn written(labels: &Labels) -> String {
    let words = labels.language.words();
    let mut works: BTreeMap<(String, String, String), Vec<&Page>> = BTreeMap::new();
    for page in &labels.pages {
        for entry in entries(page) {
            works.entry(key(entry)).or_default().push(page);
        }
    }
    let mut text = String::new();
    for ((_, _, entry), pages) in works {
        let pages: Vec<_> = pages
            .iter()
            .map(|page| format!("[{}]({}#references)", page.title, page.path.display()))
            .collect();
        let end = if entry.ends_with('.') { "" } else { "." };
        let _ = writeln!(
            text,
            "- {entry}{end} {}{}",
            words.cited_in,
            pages.join(words.and_page)
        );
    }
    text
}

/// The entries of a page's list of references.
pub fn entries(page: &Page) -> impl Iterator<Item = &str> {
    let heading = page
        .source
        .find("{#references}")
        .map_or(page.source.len(), |at| at);
    page.source[heading..]
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .map(str::trim)
}

/// What an entry is sorted by: the first author's surname, the year, the whole.
fn key(entry: &str) -> (String, String, String) {
    let author = &entry[INITIALS.find(entry).map_or(0, |found| found.end())..];
    let end = [", ", " and ", ". ", " et al."]
        .iter()
        .filter_map(|mark| author.find(mark))
        .min()
        .unwrap_or(author.len());
    let surname = author[..end].trim_start_matches(|letter: char| !letter.is_uppercase());
    let plain: String = surname.chars().map(plain).collect();
    let own = NUMBER.replace_all(entry, "");
    let year = YEAR
        .find_iter(&own)
        .last()
        .map_or("", |found| found.as_str());
    (plain.to_lowercase(), year.to_owned(), entry.to_owned())
}

/// A letter without its accent, where names of the book have one at their beginning.
fn plain(letter: char) -> char {
    match letter {
        'Á' | 'À' | 'Ä' | 'Å' => 'A',
        'Ç' | 'Č' => 'C',
        'É' | 'È' => 'E',
        'Ł' => 'L',
        'Ö' | 'Ø' => 'O',
        'Š' => 'S',
        'Ü' => 'U',
        'Ž' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_sorted_by_surname_and_year() {
        let sorted = |entry: &str| {
            let (surname, year, _) = key(entry);
            format!("{surname} {year}")
        };
        for (entry, wanted) in [
            (
                "J.-B. Baillon and G. Haddad. Title. *Journal* 26:137, 1977. doi:10.1007/BF2",
                "baillon 1977",
            ),
            ("N. G. de Bruijn. Title. *Journal* 19, 1955.", "bruijn 1955"),
            ("S. Łojasiewicz. Title. 1963.", "lojasiewicz 1963"),
            (
                "D. Kingma and J. Ba. Adam. *ICLR* 2015. arXiv:1412.6980",
                "kingma 2015",
            ),
            (
                "S. Taniguchi et al. ADOPT. *NeurIPS* 2024.",
                "taniguchi 2024",
            ),
        ] {
            assert_eq!(sorted(entry), wanted);
        }
    }
}
