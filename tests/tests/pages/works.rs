//! The works that the book cites: one wording for each, with its number, and every citation has one.

use std::collections::BTreeMap;

use book::language::Language;
use book::pages::Page;
use book::registers::bibliography::entries;
use book_tests::faults::Faults;
use book_tests::pieces::Reading;
use book_tests::sources::Sources;
use regex::Regex;

/// Works that have neither a DOI nor an arXiv number: first author and year.
const WITHOUT_NUMBER: &[(&str, &str)] = &[
    ("Bergstra", "2012"),
    ("Carlson", "2015"),
    ("Cauchy", "1847"),
    ("Dozat", "2016"),
    ("Duchi", "2011"),
    ("Ehrenfest", "1907"),
    ("Glorot", "2010"),
    ("Griewank", "1989"),
    ("Holm", "1979"),
    ("Johnson", "2013"),
    ("Jordan", "2024"),
    ("Kantorovich", "1948"),
    ("Karush", "1939"),
    ("Krause", "2016"),
    ("Krogh", "1995"),
    ("Kuhn", "1951"),
    ("Kutta", "1901"),
    ("Mehta", "2004"),
    ("Nemirovski", "1983"),
    ("Nesterov", "1983"),
    ("Ortega", "1970"),
    ("Polak", "1969"),
    ("Polyak", "1990"),
    ("Powell", "1976"),
    ("Rechenberg", "1973"),
    ("Ruppert", "1988"),
    ("Schraudolph", "2007"),
    ("Slater", "1950"),
    ("Sterbenz", "1974"),
    ("Su", "2023"),
    ("Sutskever", "2013"),
    ("Tieleman", "2012"),
    ("Vapnik", "1992"),
    ("Weiszfeld", "1937"),
    ("Welling", "2011"),
    ("Wright", "2019"),
    ("Wu", "2018"),
    ("Woodbury", "1950"),
    ("Zaheer", "2018"),
    ("Zinkevich", "2003"),
    ("Zoutendijk", "1970"),
    ("de Bruijn", "1955"),
    ("Łojasiewicz", "1963"),
];

/// A DOI or an arXiv number.
fn number() -> Regex {
    Regex::new(r"(?:doi:10\.\d{4,}/|arXiv:)[^\s,]+").expect("a constant")
}

/// A work is worded alike on all pages of both editions.
pub(crate) fn wording(sources: &Sources, faults: &mut Faults) {
    let number = number();
    // By number, and by the beginning without marks: authors and title.
    let mut first: BTreeMap<String, (&str, &Page)> = BTreeMap::new();
    for page in &sources.pages {
        for entry in entries(page) {
            let letters: String = entry
                .chars()
                .filter(|c| c.is_alphabetic())
                .take(60)
                .collect();
            let numbers = number
                .find_iter(entry)
                .map(|found| found.as_str().to_owned());
            for name in numbers.chain([letters.to_lowercase()]) {
                let (wanted, there) = first.entry(name).or_insert((entry, page));
                faults.unless(
                    *wanted == entry,
                    page.place(at(page, entry)),
                    format!(
                        "`{entry}` is worded otherwise in {}: `{wanted}`",
                        there.file.display()
                    ),
                );
            }
        }
    }
}

/// Every work has a DOI or an arXiv number, except those that have none.
pub(crate) fn numbers(sources: &Sources, faults: &mut Faults) {
    let number = number();
    let mut unused: Vec<_> = WITHOUT_NUMBER.to_vec();
    for page in &sources.pages {
        for entry in entries(page).filter(|entry| !number.is_match(entry)) {
            let known = |&(name, year): &(&str, &str)| is_by(entry, name) && entry.contains(year);
            faults.unless(
                WITHOUT_NUMBER.iter().any(known),
                page.place(at(page, entry)),
                format!("`{entry}` has neither `doi:` nor `arXiv:`"),
            );
            unused.retain(|work| !known(work));
        }
    }
    for (name, year) in unused {
        faults.say(format!(
            "{name} {year} is listed as a work without number, but no page cites it so"
        ));
    }
}

/// Whether the entry's first author has this surname.
fn is_by(entry: &str, surname: &str) -> bool {
    entry.split_once(surname).is_some_and(|(before, after)| {
        before.chars().filter(|c| c.is_lowercase()).count() < 9
            && !before.contains(',')
            && !after.starts_with(char::is_alphabetic)
    })
}

/// Where an entry stands on its page.
fn at(page: &Page, entry: &str) -> usize {
    page.source.find(entry).unwrap_or(0)
}

/// Names with a year, as `Duchi, Hazan and Singer (2011)`, `Balles 和 Hennig（2018）`, stand in the
/// page's list of references.
pub(crate) fn citations(sources: &Sources, faults: &mut Faults) {
    let cited = |language: Language| {
        let name = r"(?:(?:van der|van|von|de) )?\p{Lu}[\p{L}'’–-]+";
        let (list, and, others, open) = match language {
            Language::En => (", ", ",? and ", " et al[.]", r",? \(?"),
            Language::Zh => ("、", " 和 ", " ?等人?", r"(?:（|，| )"),
        };
        Regex::new(&format!(
            r"({name})(?:(?:{list}{name})*{and}{name}|{others})?{open}((?:1[6-9]|20)\d\d)\b"
        ))
        .expect("a constant")
    };
    // Months, conferences and words that begin a sentence are no authors.
    let no_author = Regex::new(
        r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|In|Since|By|From|Around|After|Before|Until|About|ICLR|ICML|NeurIPS|NIPS|AISTATS|COLT|KDD|ACL|AAAI|IJCAI|TensorFlow)$",
    )
    .expect("a constant");
    for page in sources.chapters() {
        let end = page
            .source
            .find("{#references}")
            .unwrap_or(page.source.len());
        let text = Reading::of(&page.source[..end]).words();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for found in cited(page.language).captures_iter(&text) {
            let (name, year) = (found[1].trim_end_matches("'s"), &found[2]);
            if no_author.is_match(name) {
                continue;
            }
            faults.unless(
                entries(page).any(|entry| entry.contains(name) && entry.contains(year)),
                page.file.display(),
                format!(
                    "`{}` is cited, but the references have no such work",
                    &found[0]
                ),
            );
        }
    }
}
