//! The whole site: both editions, the chooser, the fonts, the search index.

use super::edition::{self, Watcher};
use super::page::{self, Around, Raw};
use super::progress::Progress;
use super::publish::{Draft, files, write};
use super::search::{self, Entry};
use super::slots::Slots;
use super::{csp, twins};
use crate::labels::Labels;
use crate::language::Language;
use crate::problem::Problem;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The path of a page in its edition's folder, and its HTML as mdBook made it.
type RawPages = BTreeMap<String, String>;
/// Paths and contents of other files.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// A site that can be built again after a change, with what was kept from before.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    slots: Arc<Slots>,
    editions: BTreeMap<Language, Edition>,
}

/// What mdBook made of one edition.
#[derive(Debug)]
struct Edition {
    labels: Arc<Labels>,
    pages: RawPages,
    /// Styles, scripts, images: path in the edition's folder and content.
    files: Files,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Pages of both editions.
    pub pages: usize,
    /// Files that were new or had changed.
    pub written: usize,
}

/// Builds the site into `out` and replaces the old one when all has succeeded.
///
/// # Errors
/// The first problem; the old site then stays.
pub fn build(root: &Path, out: &Path, progress: &Progress) -> Result<Count, Problem> {
    Site::publish(root, out, progress).map(|(_, count)| count)
}

/// Indexes the pages and writes the index of a site.
///
/// # Errors
/// If Pagefind fails or a file cannot be written.
pub fn write_index(out: &Path, entries: Vec<Entry>) -> Result<(), Problem> {
    let folder = out.join("pagefind");
    let new = search::index(entries)?;
    // The entry file names the others: it comes last, so that a reader never gets a half index.
    let (entry, rest): (Vec<_>, Vec<_>) = new
        .into_iter()
        .partition(|(name, _)| name.as_os_str() == "pagefind-entry.json");
    let names: Vec<_> = rest
        .iter()
        .chain(&entry)
        .map(|(name, _)| name.clone())
        .collect();
    for (name, content) in rest.into_iter().chain(entry) {
        write(&folder.join(name), &content)?;
    }
    for old in files(&folder)?
        .into_iter()
        .filter(|old| !names.contains(old))
    {
        // A file of the last index that stays behind does no harm.
        let _ = std::fs::remove_file(folder.join(old));
    }
    Ok(())
}

impl Site {
    /// Nothing rendered yet.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            slots: Arc::default(),
            editions: BTreeMap::new(),
        }
    }

    /// Builds everything into `out` and keeps what the next change can use.
    ///
    /// # Errors
    /// The first problem; an old site then stays.
    pub fn publish(root: &Path, out: &Path, progress: &Progress) -> Result<(Self, Count), Problem> {
        let draft = Draft::begin(root, out)?;
        let mut site = Self::new(root);
        site.render(&Language::ALL, progress)?;
        let count = site.write(draft.path(), progress)?;
        progress.say("search index");
        write_index(draft.path(), site.search_entries()?)?;
        progress.done();
        draft.publish()?;
        Ok((site, count))
    }

    /// Renders these editions anew; on a problem everything stays as it was.
    ///
    /// # Errors
    /// The first problem.
    pub fn render(&mut self, languages: &[Language], progress: &Progress) -> Result<(), Problem> {
        let watcher: Arc<dyn Watcher> = Arc::new(progress.clone());
        let mut new = Vec::new();
        // All labels first: a fault in any page is found before the first is built.
        let labels: Vec<_> = languages
            .iter()
            .map(|&language| Labels::read(&self.root, language))
            .collect::<Result<_, _>>()?;
        for labels in labels {
            let labels = Arc::new(labels);
            let language = labels.language;
            progress.say(format!("{} pages", language.name()));
            let folder = tempfile::Builder::new()
                .prefix("downhill-raw-")
                .tempdir()
                .map_err(|error| Problem::unwritable(std::env::temp_dir(), &error))?;
            edition::render(&self.root, &labels, &self.slots, folder.path(), &watcher)?;
            let (pages, files) = read_raw(folder.path())?;
            new.push((
                language,
                Edition {
                    labels,
                    pages,
                    files,
                },
            ));
        }
        self.editions.extend(new);
        Ok(())
    }

    /// Writes the site, except for the search index, into `out`; files that are as before stay.
    ///
    /// # Errors
    /// The first problem.
    pub fn write(&self, out: &Path, progress: &Progress) -> Result<Count, Problem> {
        let mut all: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (&language, edition) in &self.editions {
            let folder = PathBuf::from(language.code());
            progress.say(format!("{} pages", language.name()));
            progress.more(edition.pages.len());
            let finished: Result<Vec<_>, Problem> = edition
                .pages
                .par_iter()
                .map(|(name, html)| {
                    progress.done();
                    Ok((
                        folder.join(name),
                        self.finish(Raw {
                            language,
                            name,
                            html,
                        })?
                        .into_bytes(),
                    ))
                })
                .collect();
            all.extend(finished?);
            all.extend(
                edition
                    .files
                    .iter()
                    .map(|(file, content)| (folder.join(file), content.clone())),
            );
        }
        all.push(("index.html".into(), self.chooser()?.into_bytes()));
        all.push(("chooser.css".into(), self.read("assets/theme/chooser.css")?));
        all.push((".nojekyll".into(), Vec::new()));
        all.extend(self.fonts()?);
        let mut written = 0;
        for (path, content) in &all {
            written += usize::from(write(&out.join(path), content)?);
        }
        // Files of an earlier build that no page needs any more.
        for language in Language::ALL {
            let folder = out.join(language.code());
            for old in files(&folder)? {
                let path = Path::new(language.code()).join(&old);
                if !all.iter().any(|(new, _)| *new == path) {
                    std::fs::remove_file(folder.join(&old))
                        .map_err(|error| Problem::unwritable(path, &error))?;
                }
            }
        }
        let pages = self
            .editions
            .values()
            .map(|edition| edition.labels.pages.len())
            .sum();
        Ok(Count { pages, written })
    }

    /// The pages as the search index reads them.
    ///
    /// # Errors
    /// If a page cannot be parsed.
    pub fn search_entries(&self) -> Result<Vec<Entry>, Problem> {
        let mut entries = Vec::new();
        for (&language, edition) in &self.editions {
            for page in &edition.labels.pages {
                let name = page
                    .path
                    .with_extension("html")
                    .to_string_lossy()
                    .replace('\\', "/");
                let Some(html) = edition.pages.get(&name) else {
                    continue;
                };
                let raw = Raw {
                    language,
                    name: &name,
                    html,
                };
                entries.push(Entry {
                    path: format!("{language}/{name}"),
                    html: page::for_search(raw, &self.slots)?,
                });
            }
        }
        Ok(entries)
    }

    fn finish(&self, raw: Raw<'_>) -> Result<String, Problem> {
        let twin = raw.language.twin();
        let other = self
            .editions
            .get(&twin)
            .and_then(|edition| edition.pages.get(raw.name));
        let twins = match other {
            Some(html) => twins::pair(
                &page::headings(raw)?,
                &page::headings(Raw {
                    language: twin,
                    name: raw.name,
                    html,
                })?,
            ),
            None => HashMap::new(),
        };
        page::finish(
            raw,
            &Around {
                slots: &self.slots,
                has_twin: other.is_some(),
                twins,
            },
        )
    }

    fn chooser(&self) -> Result<String, Problem> {
        let file = "assets/theme/chooser.html";
        csp::insert(&String::from_utf8_lossy(&self.read(file)?), file)
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, Problem> {
        std::fs::read(self.root.join(file)).map_err(|error| Problem::unreadable(file, &error))
    }

    /// The fonts, once for both editions, at `fonts/`.
    fn fonts(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, Problem> {
        let folder = self.root.join("assets/fonts");
        files(&folder)?
            .into_iter()
            .map(|file| {
                let content = std::fs::read(folder.join(&file))
                    .map_err(|error| Problem::unreadable(&file, &error))?;
                Ok((Path::new("fonts").join(file), content))
            })
            .collect()
    }
}

/// What mdBook wrote: its pages, and the other files that the finished pages use.
fn read_raw(folder: &Path) -> Result<(RawPages, Files), Problem> {
    let mut pages = RawPages::new();
    let mut others = Vec::new();
    for file in files(folder)?.into_iter().filter(|file| !is_dropped(file)) {
        let from = folder.join(&file);
        let content = std::fs::read(&from).map_err(|error| Problem::unreadable(&from, &error))?;
        if file
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let name = file.to_string_lossy().replace('\\', "/");
            pages.insert(name, String::from_utf8_lossy(&content).into_owned());
        } else {
            others.push((file, content));
        }
    }
    Ok((pages, others))
}

/// Files of mdBook that the finished pages do not use: its fonts, its highlighter, its second icon.
fn is_dropped(file: &Path) -> bool {
    let name = file.to_string_lossy().replace('\\', "/");
    name.starts_with("fonts/")
        || (name.starts_with("favicon")
            && file.extension().is_some_and(|extension| extension == "png"))
        || (name.starts_with("highlight")
            && file.extension().is_some_and(|extension| extension == "js"))
}
