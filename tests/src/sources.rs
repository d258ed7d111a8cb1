//! The sources of the book, read so that one fault does not hide the next.

use crate::files;
use book::includes::{self, Include};
use book::labels::{self, Label};
use book::language::Language;
use book::markdown::Outline;
use book::pages::Page;
use book::problem::{Place, Problem};
use book::sheet::{self, Equation};
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One entry of a `SUMMARY.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How deep it is nested; none for front and back matter and for titles of parts.
    pub depth: Option<usize>,
    /// The page's path in its edition, none for the title of a part.
    pub path: Option<String>,
    /// The text.
    pub title: String,
    /// The line.
    pub line: usize,
}

/// The book as its tests see it.
#[derive(Debug)]
pub struct Sources {
    /// The clone.
    pub root: PathBuf,
    /// The pages that exist, of both editions.
    pub pages: Vec<Page>,
    /// The entries of both summaries.
    pub summaries: [Vec<Entry>; 2],
    /// What each chapter's sheet holds.
    pub sheets: Vec<Sheet>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A chapter's sheet.
#[derive(Debug)]
pub struct Sheet {
    /// The chapter.
    pub chapter: String,
    /// Its equations in order.
    pub equations: Vec<Equation>,
}

static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<indent>\s*)(?P<bullet>[-*] )?\[(?P<title>[^\]]*)\]\((?P<path>[^)]*)\)")
        .expect("a constant")
});

impl Sources {
    /// Reads the clone under test.
    pub fn read() -> Self {
        Self::at(files::root())
    }

    /// Reads a clone.
    ///
    /// # Panics
    /// Never: paths of sources are UTF-8.
    pub fn at(root: PathBuf) -> Self {
        let mut problems = Vec::new();
        let mut pages = Vec::new();
        let summaries = Language::ALL.map(|language| {
            let entries = summary(&root, language, &mut problems);
            pages.extend(read_pages(&root, language, &entries, &mut problems));
            entries
        });
        let sheets = sheet::chapters(&root)
            .into_iter()
            .filter_map(|chapter| match sheet::read(&root, &chapter) {
                Ok(equations) => Some(Sheet { chapter, equations }),
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            })
            .collect();
        Self {
            root,
            pages,
            summaries,
            sheets,
            problems,
        }
    }

    /// The pages of an edition.
    pub fn of(&self, language: Language) -> impl Iterator<Item = &Page> {
        self.pages
            .iter()
            .filter(move |page| page.language == language)
    }

    /// A page by name.
    pub fn page(&self, language: Language, name: &str) -> Option<&Page> {
        self.of(language).find(|page| page.name == name)
    }

    /// The pages that both editions have, English first.
    pub fn pairs(&self) -> Vec<(&Page, &Page)> {
        self.of(Language::En)
            .filter_map(|page| Some((page, self.page(Language::Zh, &page.name)?)))
            .collect()
    }

    /// The pages of chapters: those with a crate.
    pub fn chapters(&self) -> impl Iterator<Item = &Page> {
        self.pages
            .iter()
            .filter(|page| self.root.join("crates/chapters").join(&page.name).is_dir())
    }

    /// The labels that a page sets; a fault that the build would report gives none.
    pub fn labels(&self, page: &Page) -> Vec<Label> {
        labels::set_on(page).unwrap_or_default()
    }

    /// Every include of a page outside of inline code.
    pub fn includes(&self, page: &Page) -> Vec<Include> {
        includes::find(page)
    }

    /// A file as text.
    pub fn text(&self, file: impl AsRef<Path>) -> String {
        files::text(&self.root, file.as_ref())
    }
}

/// A page without its list of references, which holds other people's words.
pub fn own_words(page: &Page) -> &str {
    let end = page.source.find("{#references}");
    &page.source[..end.unwrap_or(page.source.len())]
}

/// The ids that can be linked to on a page.
pub fn anchors(page: &Page) -> Vec<String> {
    let headings = Outline::of(&page.source)
        .headings
        .into_iter()
        .filter_map(|heading| heading.id);
    let labels = labels::set_on(page).unwrap_or_default();
    headings
        .chain(labels.into_iter().map(|label| label.id))
        .collect()
}

fn summary(root: &Path, language: Language, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let file = language.source().join("SUMMARY.md");
    let text = match std::fs::read_to_string(root.join(&file)) {
        Ok(text) => text,
        Err(error) => {
            problems.push(Problem::unreadable(&file, &error));
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        if let Some(found) = ENTRY.captures(line) {
            entries.push(Entry {
                depth: found.name("bullet").map(|_| found["indent"].len()),
                path: Some(found["path"].to_owned()),
                title: found["title"].to_owned(),
                line: line_number,
            });
        } else if let Some(title) = line.strip_prefix("# ") {
            entries.push(Entry {
                depth: None,
                path: None,
                title: title.to_owned(),
                line: line_number,
            });
        }
    }
    entries
}

fn read_pages(
    root: &Path,
    language: Language,
    entries: &[Entry],
    problems: &mut Vec<Problem>,
) -> Vec<Page> {
    let summary = language.source().join("SUMMARY.md");
    let mut chapter = 0;
    let mut pages = Vec::new();
    for entry in entries {
        let Some(path) = &entry.path else { continue };
        let number = (entry.depth == Some(0)).then(|| {
            chapter += 1;
            chapter.to_string()
        });
        let file = language.source().join(path);
        match std::fs::read_to_string(root.join(&file)) {
            Ok(source) => pages.push(Page {
                language,
                name: Path::new(path)
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                title: entry.title.clone(),
                number,
                path: path.into(),
                file,
                source,
            }),
            Err(_) => problems.push(Problem::NoPage {
                place: Place::new(&summary, entry.line),
                page: path.clone(),
            }),
        }
    }
    pages
}
