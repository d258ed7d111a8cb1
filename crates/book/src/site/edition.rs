//! One edition through mdBook: our passes, mdBook's includes, mdBook's HTML.

use super::formulas;
use super::slots::Slots;
use super::warnings;
use super::weave;
use crate::includes::line_with;
use crate::labels::Labels;
use crate::language::Language;
use crate::problem::{Place, Problem, one_line};
use mdbook_driver::MDBook;
use mdbook_driver::book::Book;
use mdbook_driver::builtin_preprocessors::LinkPreprocessor;
use mdbook_driver::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Told about progress: how many steps there will be more, and each step done.
pub trait Watcher: Send + Sync {
    /// So many more steps are known.
    fn more(&self, steps: usize);
    /// One step is done.
    fn done(&self);
}

/// Builds one edition with mdBook into `raw`, with markers in place of formulas, listings and
/// drawings.
///
/// # Errors
/// The first problem of its pages.
pub fn render(
    root: &Path,
    labels: &Arc<Labels>,
    slots: &Arc<Slots>,
    raw: &Path,
    watcher: &Arc<dyn Watcher>,
) -> Result<(), Problem> {
    let language = labels.language;
    let config = config(root, language, raw)?;
    let (result, warnings) = warnings::collect(|| -> Result<(), mdbook_driver::errors::Error> {
        let mut book = MDBook::load_with_config(root, config)?;
        let shared = || (Arc::clone(labels), Arc::clone(slots));
        let (of_weave, of_listings, of_formulas) = (shared(), shared(), shared());
        book.with_preprocessor(Weave {
            root: root.to_owned(),
            labels: of_weave.0,
            slots: of_weave.1,
        });
        book.with_preprocessor(LinkPreprocessor::new());
        book.with_preprocessor(Listings(of_listings.1));
        book.with_preprocessor(Formulas {
            labels: of_formulas.0,
            slots: of_formulas.1,
            watcher: Arc::clone(watcher),
        });
        book.build()
    });
    result.map_err(|error| match error.downcast::<Problem>() {
        Ok(problem) => problem,
        Err(error) => Problem::tool(format!("mdBook, edition {language}"), &error),
    })?;
    match warnings.into_iter().next() {
        None => Ok(()),
        Some(warning) => Err(Problem::tool(
            format!("mdBook, edition {language}"),
            &warning,
        )),
    }
}

/// `book.toml`, read for one edition.
fn config(root: &Path, language: Language, raw: &Path) -> Result<Config, Problem> {
    let wrong = |error: mdbook_driver::errors::Error| Problem::Config {
        reason: one_line(&format!("{error:#}")),
    };
    let mut config = Config::from_disk(root.join("book.toml")).map_err(wrong)?;
    config.book.src = language.source();
    config.book.language = Some(language.tag().to_owned());
    config.book.description = Some(weave::description(language).to_owned());
    raw.clone_into(&mut config.build.build_dir);
    config.build.create_missing = false;
    config.build.use_default_preprocessors = false;
    // Preprocessors and search of book.toml are for plain `mdbook build`; ours run in process.
    config
        .set("preprocessor", BTreeMap::<String, String>::new())
        .map_err(wrong)?;
    let mut html = config.html_config().unwrap_or_default();
    html.search = None;
    html.input_404 = Some(String::new());
    config
        .set("output", BTreeMap::from([("html", html)]))
        .map_err(wrong)?;
    Ok(config)
}

/// Tags of this book, before mdBook's includes.
struct Weave {
    root: PathBuf,
    labels: Arc<Labels>,
    slots: Arc<Slots>,
}

impl Preprocessor for Weave {
    fn name(&self) -> &'static str {
        "weave"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> mdbook_driver::errors::Result<Book> {
        let mut result = Ok(());
        book.for_each_chapter_mut(|chapter| {
            let page = self
                .labels
                .pages
                .iter()
                .find(|page| Some(&page.path) == chapter.path.as_ref());
            if let (Ok(()), Some(page)) = (&result, page) {
                match weave::weave(page, &self.labels, &self.root, &self.slots) {
                    Ok(markdown) => chapter.content = markdown,
                    Err(problem) => result = Err(problem),
                }
            }
        });
        result?;
        Ok(book)
    }
}

/// Code, after mdBook's includes.
struct Listings(Arc<Slots>);

impl Preprocessor for Listings {
    fn name(&self) -> &'static str {
        "listings"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> mdbook_driver::errors::Result<Book> {
        book.for_each_chapter_mut(|chapter| {
            chapter.content = weave::listings(&chapter.content, &self.0);
        });
        Ok(book)
    }
}

/// Formulas, last.
struct Formulas {
    labels: Arc<Labels>,
    slots: Arc<Slots>,
    watcher: Arc<dyn Watcher>,
}

impl Formulas {
    fn problem(&self, fault: formulas::Fault, chapter: Option<&Path>, content: &str) -> Problem {
        let page = self
            .labels
            .pages
            .iter()
            .find(|page| Some(page.path.as_path()) == chapter);
        let locate = |tex: &str| {
            let on_page = self
                .labels
                .pages
                .iter()
                .filter(|other| page.is_none_or(|page| page.path == other.path))
                .find_map(|page| match line_with(&page.source, tex) {
                    0 => None,
                    line => Some(Place::new(&page.file, line)),
                });
            let in_sheet = || {
                self.labels
                    .equations
                    .values()
                    .find(|equation| equation.tex.trim() == tex.trim())
                    .map(|equation| equation.place.clone())
            };
            on_page.or_else(in_sheet).unwrap_or_else(|| {
                Place::new(page.map_or_else(PathBuf::new, |page| page.file.clone()), 0)
            })
        };
        let at = |offset: usize| {
            // Lines of the page as it is written: look for the text around the dollar.
            let rest: String = content[offset.min(content.len())..]
                .lines()
                .next()
                .unwrap_or("")
                .to_owned();
            locate(&rest)
        };
        formulas::problem(fault, locate, at)
    }
}

impl Preprocessor for Formulas {
    fn name(&self) -> &'static str {
        "formulas"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> mdbook_driver::errors::Result<Book> {
        let mut all = BTreeSet::new();
        for chapter in book.chapters() {
            let found = formulas::find(&chapter.content)
                .map_err(|fault| self.problem(fault, chapter.path.as_deref(), &chapter.content))?;
            all.extend(found);
        }
        self.watcher.more(all.len());
        formulas::set(all, &self.slots, || self.watcher.done())
            .map_err(|fault| self.problem(fault, None, ""))?;
        let mut result = Ok(());
        book.for_each_chapter_mut(|chapter| {
            match formulas::replace(&chapter.content, &self.slots) {
                Ok(markdown) => chapter.content = markdown,
                Err(fault) => {
                    result = Err(self.problem(fault, chapter.path.as_deref(), &chapter.content));
                }
            }
        });
        result?;
        Ok(book)
    }
}
