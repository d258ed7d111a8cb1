//! Every label of an edition, the number it shows, and the page and line where it is set.
//!
//! Labels of all pages are read before any page is built, so a page can refer to any other.

use crate::includes::{self, Include, Part};
use crate::language::Language;
use crate::markdown::Outline;
use crate::pages::{self, Page};
use crate::problem::{Place, Problem, nearest};
use crate::registers::Register;
use crate::sheet::{self, Equation};
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

/// The opening tag of a figure; attribute values may hold `>`.
static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<figure\b((?:[^>"']|"[^"]*"|'[^']*')*)>"#).expect("a constant"));
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')"#).expect("a constant"));
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-z0-9]+(?:-[a-z0-9]+)*$").expect("a constant"));

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A numbered equation, `{{eq momentum:rate}}`, id `eq-rate`.
    Equation,
    /// A figure, `{{fig momentum:stability}}`, id `fig-stability`.
    Figure,
    /// An exercise, `{{ex momentum:cycle}}`, id `ex-cycle`.
    Exercise,
}

impl Kind {
    /// The word in the tag and before the dash of the id.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Equation => "eq",
            Self::Figure => "fig",
            Self::Exercise => "ex",
        }
    }

    /// The word in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Equation => "equation",
            Self::Figure => "figure",
            Self::Exercise => "exercise",
        }
    }

    /// The kind with this prefix.
    pub fn of_prefix(prefix: &str) -> Option<Self> {
        [Self::Equation, Self::Figure, Self::Exercise]
            .into_iter()
            .find(|kind| kind.prefix() == prefix)
    }
}

/// Where a label is set on a page, and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it names.
    pub kind: Kind,
    /// `momentum:rate`
    pub label: String,
    /// `7.3`, or `3` on a page without chapter number.
    pub number: String,
    /// The page's file relative to the edition's folder, `momentum.md`.
    pub page: std::path::PathBuf,
    /// The id on that page, `eq-rate`.
    pub id: String,
    /// Where it is set: the include, the figure's tag, the exercise's heading.
    pub place: Place,
    /// Its bytes in the page's source.
    pub range: Range<usize>,
}

/// A figure of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its label, if it has an id `fig-…`.
    pub label: Option<String>,
    /// The alternative text, in the page's language.
    pub alt: String,
    /// Where its tag stands.
    pub place: Place,
    /// The tag's bytes in the page's source.
    pub range: Range<usize>,
}

/// A reference on a page: `{{eq momentum:rate}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it refers to.
    pub kind: Kind,
    /// The label.
    pub label: String,
    /// Where it stands.
    pub place: Place,
    /// Its bytes in the page's source.
    pub range: Range<usize>,
}

/// All labels of one edition, with the pages and sheets that they come from.
#[derive(Debug, Clone)]
pub struct Labels {
    /// The edition.
    pub language: Language,
    /// Its pages in order.
    pub pages: Vec<Page>,
    /// Every equation of every sheet, by label.
    pub equations: BTreeMap<String, Equation>,
    /// Every label set on a page.
    pub labels: BTreeMap<(Kind, String), Label>,
}

impl Labels {
    /// Reads an edition.
    ///
    /// # Errors
    /// The first fault found in its summary, sheets, figures, exercises or labels.
    pub fn read(root: &Path, language: Language) -> Result<Self, Problem> {
        let pages = pages::read(root, language)?;
        let equations = sheet::read_all(root)?
            .into_iter()
            .map(|equation| (equation.label.clone(), equation))
            .collect();
        let mut all = Self {
            language,
            pages,
            equations,
            labels: BTreeMap::new(),
        };
        // An include that brings nothing sets no label: that is the first fault to name.
        for include in all.pages.iter().flat_map(includes::find) {
            include.resolve(root)?;
        }
        for page in &all.pages {
            for label in set_on(page)? {
                let key = (label.kind, label.label.clone());
                if let Some(first) = all.labels.get(&key) {
                    return Err(Problem::Twice {
                        place: label.place,
                        label: label.label,
                        first: first.place.clone(),
                    });
                }
                all.labels.insert(key, label);
            }
        }
        Ok(all)
    }

    /// The label that a reference names.
    ///
    /// # Errors
    /// [`Problem::UnknownLabel`] with the nearest valid one.
    pub fn find(&self, reference: &Reference) -> Result<&Label, Problem> {
        self.labels
            .get(&(reference.kind, reference.label.clone()))
            .ok_or_else(|| {
                let known = self
                    .labels
                    .keys()
                    .filter(|key| key.0 == reference.kind)
                    .map(|key| key.1.as_str());
                let note = match (reference.kind, self.equations.get(&reference.label)) {
                    (Kind::Equation, Some(equation)) => {
                        format!(
                            "the sheet has it at {}, but no {} page includes it",
                            equation.place, self.language
                        )
                    }
                    _ => String::new(),
                };
                Problem::UnknownLabel {
                    place: reference.place.clone(),
                    kind: reference.kind.noun(),
                    label: reference.label.clone(),
                    nearest: nearest(&reference.label, known),
                    note,
                }
            })
    }
}

/// The equation that an include brings, as (chapter, anchor), if it names a sheet.
pub fn equation_of(include: &Include) -> Option<(String, String)> {
    match &include.part {
        Part::Anchor(name) => {
            sheet::chapter_of(&include.target).map(|chapter| (chapter, name.clone()))
        }
        Part::Lines(_) => None,
    }
}

/// The labels that a page sets, numbered in the order of the page.
///
/// # Errors
/// If a figure or an exercise is not written as agreed.
pub fn set_on(page: &Page) -> Result<Vec<Label>, Problem> {
    let outline = Outline::of(&page.source);
    let mut labels = Vec::new();
    let mut push = |kind: Kind, name: &str, range: Range<usize>, counter: &mut usize| {
        *counter += 1;
        labels.push(Label {
            kind,
            label: format!("{}:{name}", page.name),
            number: page.number.as_ref().map_or_else(
                || counter.to_string(),
                |chapter| format!("{chapter}.{counter}"),
            ),
            page: page.path.clone(),
            id: format!("{}-{name}", kind.prefix()),
            place: page.place(range.start),
            range,
        });
    };
    let mut count = 0;
    for include in includes::find(page) {
        // An equation of an earlier chapter may be shown again; its label stays there.
        if let Some((chapter, name)) = equation_of(&include)
            && chapter == page.name
            && !outline.is_code(include.range.start)
        {
            push(Kind::Equation, &name, include.range, &mut count);
        }
    }
    let mut count = 0;
    for figure in figures(page)? {
        if let Some((_, name)) = figure
            .label
            .as_deref()
            .and_then(|label| label.split_once(':'))
        {
            push(Kind::Figure, name, figure.range, &mut count);
        }
    }
    let mut count = 0;
    for heading in outline.headings {
        let Some(name) = heading.id.as_deref().and_then(|id| id.strip_prefix("ex-")) else {
            continue;
        };
        let words = page.language.words();
        let start = format!("{}{}", words.exercise, words.after_exercise.trim_end());
        if !heading.text.starts_with(&start) {
            return Err(Problem::Form {
                place: page.place(heading.range.start),
                reason: format!(
                    "the heading of an exercise must begin with `{start}`; the number is added"
                ),
            });
        }
        push(Kind::Exercise, name, heading.range, &mut count);
    }
    for label in &labels {
        let name = label.label.split_once(':').map_or("", |(_, name)| name);
        if !NAME.is_match(name) {
            return Err(Problem::Form {
                place: label.place.clone(),
                reason: format!("`{name}` is no label: allowed are a-z, 0-9 and single dashes"),
            });
        }
    }
    Ok(labels)
}

/// The figures of a page.
///
/// # Errors
/// If a figure has no alternative text, or one with a formula in it.
pub fn figures(page: &Page) -> Result<Vec<Figure>, Problem> {
    let outline = Outline::of(&page.source);
    FIGURE
        .captures_iter(&page.source)
        .filter(|found| !outline.is_code(found.get_match().start()))
        .map(|found| {
            let all = found.get_match();
            let place = page.place(all.start());
            let attribute = |name: &str| {
                ATTRIBUTE
                    .captures_iter(&found[1])
                    .find(|pair| pair[1] == *name)
                    .and_then(|pair| {
                        pair.get(2)
                            .or(pair.get(3))
                            .map(|value| value.as_str().to_owned())
                    })
            };
            let wrong = |reason: &str| Problem::Form {
                place: place.clone(),
                reason: reason.to_owned(),
            };
            let alt = attribute("data-alt").unwrap_or_default();
            if alt.trim().is_empty() {
                return Err(wrong(
                    "this figure has no data-alt, the text read aloud in its place",
                ));
            }
            if alt.contains('$') || alt.contains("{{") {
                return Err(wrong(
                    "data-alt is read aloud: write it in words, without $ and {{",
                ));
            }
            let name =
                attribute("id").and_then(|id| id.strip_prefix("fig-").map(ToOwned::to_owned));
            Ok(Figure {
                label: name.map(|name| format!("{}:{name}", page.name)),
                alt,
                place: place.clone(),
                range: all.range(),
            })
        })
        .collect()
}

/// The references of a page.
///
/// # Errors
/// [`Problem::UnknownTag`] for anything between double braces that is neither a reference nor an
/// include. Code and formulas may hold double braces.
pub fn references(page: &Page) -> Result<Vec<Reference>, Problem> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        // Formulas first, so that TeX like {{a}} inside them is passed over.
        Regex::new(r"(?s)\$\$.*?\$\$|\\\$|\$[^$\n]*(?:\n[^$\n]+)*\$|(\\?)\{\{(.*?)\}\}")
            .expect("a constant")
    });
    let outline = Outline::of(&page.source);
    let mut found = Vec::new();
    for tag in TAG.captures_iter(&page.source) {
        let all = tag.get_match();
        let (Some(escape), Some(inner)) = (tag.get(1), tag.get(2)) else {
            continue;
        };
        if outline.is_code(all.start())
            || !escape.is_empty()
            || inner.as_str().trim_start().starts_with('#')
        {
            continue;
        }
        if Register::of_tag(inner.as_str()).is_some() {
            continue;
        }
        let mut words = inner.as_str().split_whitespace();
        let kind = words.next().and_then(Kind::of_prefix);
        match (kind, words.next(), words.next()) {
            (Some(kind), Some(label), None) => found.push(Reference {
                kind,
                label: label.to_owned(),
                place: page.place(all.start()),
                range: all.range(),
            }),
            _ => {
                return Err(Problem::UnknownTag {
                    place: page.place(all.start()),
                    tag: all.as_str().chars().take(60).collect(),
                });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(language: Language, source: &str) -> Page {
        Page {
            language,
            name: "momentum".into(),
            title: "Momentum".into(),
            number: Some("7".into()),
            file: "src/en/momentum.md".into(),
            path: "momentum.md".into(),
            source: source.into(),
        }
    }

    fn shown(source: &str) -> Vec<(String, String)> {
        set_on(&page(Language::En, source))
            .unwrap()
            .into_iter()
            .map(|label| {
                (
                    format!("{} {}", label.kind.prefix(), label.label),
                    label.number,
                )
            })
            .collect()
    }

    #[test]
    fn each_kind_is_numbered_in_the_order_of_the_page() {
        let sheet = "../../crates/chapters/momentum/equations.md";
        let source = format!(
            "{{{{#include {sheet}:step}}}}\n\n<figure id=\"fig-a\" data-alt=\"x > 1\">\n</figure>\n\n\
             {{{{#include ../../crates/chapters/sgd/equations.md:other}}}}\n\n{{{{#include {sheet}:rate}}}}\n\n\
             ### Exercise: One {{#ex-one}}\n\n<figure id=\"fig-b\" data-alt=\"y\"></figure>\n"
        );
        let expected = [
            ("eq momentum:step", "7.1"),
            ("eq momentum:rate", "7.2"),
            ("fig momentum:a", "7.1"),
            ("fig momentum:b", "7.2"),
            ("ex momentum:one", "7.1"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(label, number)| ((*label).to_owned(), (*number).to_owned()))
            .collect();
        assert_eq!(shown(&source), expected);
    }

    #[test]
    fn an_exercise_must_begin_with_its_word() {
        assert!(set_on(&page(Language::Zh, "### 习题：循环 {#ex-cycle}\n")).is_ok());
        let problem = set_on(&page(Language::Zh, "### Exercise: x {#ex-cycle}\n")).unwrap_err();
        assert!(
            problem.to_string().contains("must begin with `习题：`"),
            "{problem}"
        );
    }

    #[test]
    fn a_figure_without_alternative_text_is_an_error() {
        let problem =
            figures(&page(Language::En, "\n<figure id=\"fig-a\">\n</figure>")).unwrap_err();
        assert!(
            problem
                .to_string()
                .starts_with("src/en/momentum.md:2: this figure has no data-alt"),
            "{problem}"
        );
    }

    #[test]
    fn tags_in_code_and_braces_in_formulas_are_no_references() {
        let source = "`{{eq a:b}}` $x_{{a}}$ $$\\frac{{a}}{b}$$ {{eq momentum:rate}} \\{{eq c:d}}";
        let found = references(&page(Language::En, source)).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].kind, found[0].label.as_str()),
            (Kind::Equation, "momentum:rate")
        );
    }

    #[test]
    fn an_unknown_tag_is_an_error() {
        let problem = references(&page(Language::En, "a\n{{equation momentum:rate}}")).unwrap_err();
        assert!(
            problem
                .to_string()
                .starts_with("src/en/momentum.md:2: unknown tag `{{equation momentum:rate}}`"),
            "{problem}"
        );
    }

    #[test]
    fn an_unknown_label_names_the_nearest() {
        let page = page(
            Language::En,
            "{{fig momentum:stabilty}}\n\n<figure id=\"fig-stability\" data-alt=\"x\"></figure>",
        );
        let labels = Labels {
            language: Language::En,
            equations: BTreeMap::new(),
            labels: set_on(&page)
                .unwrap()
                .into_iter()
                .map(|label| ((label.kind, label.label.clone()), label))
                .collect(),
            pages: vec![page.clone()],
        };
        let reference = &references(&page).unwrap()[0];
        assert_eq!(
            labels.find(reference).unwrap_err().to_string(),
            "src/en/momentum.md:1: unknown figure `momentum:stabilty`; the nearest is `momentum:stability`"
        );
    }
}
