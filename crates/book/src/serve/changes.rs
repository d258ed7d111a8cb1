//! Which change of which file concerns which edition, and waiting for the next one.

use crate::language::Language;
use crate::problem::Problem;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long no further file may change before a rebuild begins; editors write in several steps.
const QUIET: Duration = Duration::from_millis(80);

/// Watches the sources of the book.
#[derive(Debug)]
pub struct Changes {
    root: PathBuf,
    events: Receiver<notify::Result<Event>>,
    // Watching ends when this is dropped.
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Begins to watch.
    ///
    /// # Errors
    /// If the system cannot watch files.
    pub fn watch(root: &Path) -> Result<Self, Problem> {
        let wrong = |error: notify::Error| Problem::tool("watching the sources", &error);
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(wrong)?;
        for folder in ["src", "crates/chapters", "assets"] {
            let folder = root.join(folder);
            if folder.is_dir() {
                watcher
                    .watch(&folder, RecursiveMode::Recursive)
                    .map_err(wrong)?;
            }
        }
        watcher
            .watch(root, RecursiveMode::NonRecursive)
            .map_err(wrong)?;
        Ok(Self {
            root: root.to_owned(),
            events,
            _watcher: watcher,
        })
    }

    /// Waits until files that concern the site have changed; gives the editions they concern.
    ///
    /// # Errors
    /// If watching has ended.
    pub fn next(&self) -> Result<BTreeSet<Language>, Problem> {
        loop {
            let first = self
                .events
                .recv()
                .map_err(|error| Problem::tool("watching the sources", &error))?;
            let mut editions = self.editions(first);
            while let Ok(event) = self.events.recv_timeout(QUIET) {
                editions.extend(self.editions(event));
            }
            if !editions.is_empty() {
                return Ok(editions);
            }
        }
    }

    fn editions(&self, event: notify::Result<Event>) -> BTreeSet<Language> {
        match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => BTreeSet::new(),
            Ok(event) => event
                .paths
                .iter()
                .filter_map(|path| path.strip_prefix(&self.root).ok())
                .flat_map(|path| concerned(path).iter().copied())
                .collect(),
            // Events were lost: everything may have changed.
            Err(_) => Language::ALL.into(),
        }
    }
}

/// The editions that a file, relative to the book's root, concerns.
fn concerned(path: &Path) -> &'static [Language] {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    if name.starts_with('.') || name.ends_with('~') || name.starts_with('#') {
        return &[];
    }
    let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
    match parts.as_slice() {
        ["src", "en", ..] => &[Language::En],
        ["src", "zh", ..] => &[Language::Zh],
        ["book.toml"]
        | ["assets", "figures" | "theme" | "fonts", ..]
        | ["crates", "chapters", _, "equations.md"]
        | ["crates", "chapters", _, "src", ..] => &Language::ALL,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_concerns_the_editions_that_show_it() {
        let cases: [(&str, &[Language]); 9] = [
            ("src/en/momentum.md", &[Language::En]),
            ("src/zh/SUMMARY.md", &[Language::Zh]),
            ("crates/chapters/momentum/equations.md", &Language::ALL),
            ("crates/chapters/momentum/src/nag.rs", &Language::ALL),
            ("crates/chapters/momentum/tests/exercises.rs", &[]),
            ("assets/theme/book.css", &Language::ALL),
            ("book/en/momentum.html", &[]),
            ("src/en/.momentum.md.swp", &[]),
            ("src/en/momentum.md~", &[]),
        ];
        for (path, editions) in cases {
            assert_eq!(concerned(Path::new(path)), editions, "{path}");
        }
    }

    #[test]
    fn an_edit_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("src/zh")).unwrap();
        let changes = Changes::watch(&root).unwrap();
        std::fs::write(root.join("README.md"), "no page").unwrap();
        std::fs::write(root.join("src/zh/a.md"), "页").unwrap();
        assert_eq!(changes.next().unwrap(), BTreeSet::from([Language::Zh]));
    }
}
