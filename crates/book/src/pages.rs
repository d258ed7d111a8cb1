//! The pages of an edition, in the order and with the numbers that its `SUMMARY.md` gives them.

use crate::language::Language;
use crate::problem::{Place, Problem};
use mdbook_summary::{Link, SummaryItem};
use std::path::{Path, PathBuf};

/// A page of one edition.
#[derive(Debug, Clone)]
pub struct Page {
    /// The edition.
    pub language: Language,
    /// The page's name: its file without the extension, `momentum`. Labels begin with it.
    pub name: String,
    /// Its title in `SUMMARY.md`.
    pub title: String,
    /// Its chapter number, `7` or `7.1`; none for front and back matter.
    pub number: Option<String>,
    /// The file relative to the book's root, `src/en/momentum.md`.
    pub file: PathBuf,
    /// The file relative to the edition's folder, `momentum.md`.
    pub path: PathBuf,
    /// The Markdown.
    pub source: String,
}

impl Page {
    /// The place of byte `offset` of the source.
    pub fn place(&self, offset: usize) -> Place {
        Place::of_offset(&self.file, &self.source, offset)
    }
}

/// Finds the book: the nearest folder with a `book.toml`, from `start` upwards.
///
/// # Errors
/// [`Problem::NoBook`] if there is none.
pub fn find_root(start: &Path) -> Result<PathBuf, Problem> {
    start
        .ancestors()
        .find(|folder| folder.join("book.toml").is_file())
        .map(Path::to_owned)
        .ok_or_else(|| Problem::NoBook {
            from: start.display().to_string(),
        })
}

/// Reads every page of an edition.
///
/// # Errors
/// If `SUMMARY.md` is missing or wrong, or names a page that does not exist or cannot be read.
pub fn read(root: &Path, language: Language) -> Result<Vec<Page>, Problem> {
    let summary_file = language.source().join("SUMMARY.md");
    let text = std::fs::read_to_string(root.join(&summary_file))
        .map_err(|error| Problem::unreadable(&summary_file, &error))?;
    let summary = mdbook_summary::parse_summary(&text).map_err(|error| Problem::Summary {
        place: Place::new(&summary_file, 0),
        reason: error
            .chain()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(": "),
    })?;
    let mut links = Vec::new();
    for part in [
        &summary.prefix_chapters,
        &summary.numbered_chapters,
        &summary.suffix_chapters,
    ] {
        collect(part, &mut links);
    }
    links
        .into_iter()
        .filter_map(|link| link.location.as_ref().map(|location| (link, location)))
        .map(|(link, location)| {
            let place = || {
                let name = location.to_string_lossy();
                Place::of_offset(&summary_file, &text, text.find(name.as_ref()).unwrap_or(0))
            };
            let file = language.source().join(location);
            if !root.join(&file).is_file() {
                return Err(Problem::NoPage {
                    place: place(),
                    page: location.display().to_string(),
                });
            }
            let source = std::fs::read_to_string(root.join(&file))
                .map_err(|error| Problem::unreadable(&file, &error))?;
            Ok(Page {
                language,
                name: location
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                title: link.name.clone(),
                number: link
                    .number
                    .as_ref()
                    .map(|number| number.to_string().trim_end_matches('.').to_owned()),
                path: location.clone(),
                file,
                source,
            })
        })
        .collect()
}

fn collect<'a>(items: &'a [SummaryItem], links: &mut Vec<&'a Link>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            links.push(link);
            collect(&link.nested_items, links);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn numbers_come_from_the_summary_and_a_missing_page_is_named_with_its_line() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("src/en");
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join("SUMMARY.md"),
            "# S\n\n[Preface](preface.md)\n\n- [SGD](sgd.md)\n- [Momentum](momentum.md)\n",
        )
        .unwrap();
        fs::write(folder.join("preface.md"), "").unwrap();
        fs::write(folder.join("sgd.md"), "").unwrap();
        let problem = read(root.path(), Language::En).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "src/en/SUMMARY.md:6: the page momentum.md does not exist"
        );
        fs::write(folder.join("momentum.md"), "").unwrap();
        let pages = read(root.path(), Language::En).unwrap();
        let numbers: Vec<_> = pages
            .iter()
            .map(|page| (page.name.as_str(), page.number.as_deref()))
            .collect();
        assert_eq!(
            numbers,
            [
                ("preface", None),
                ("sgd", Some("1")),
                ("momentum", Some("2"))
            ]
        );
    }
}
