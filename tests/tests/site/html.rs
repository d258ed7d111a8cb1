//! The built pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use book_tests::files::{shown, under};
use book_tests::site;
use scraper::{ElementRef, Html, Selector};

/// A page of the site.
pub(crate) struct Page {
    /// Its path in the site, `zh/momentum.html`.
    pub(crate) path: String,
    /// Its bytes as text.
    pub(crate) source: String,
    /// Where `main` stands in the source; empty for a page without.
    pub(crate) main: std::ops::Range<usize>,
}

impl Page {
    /// The page's tree. Links for readers without JavaScript count too.
    pub(crate) fn tree(&self) -> Html {
        let open = self
            .source
            .replace("<noscript>", "")
            .replace("</noscript>", "");
        Html::parse_document(&open)
    }

    /// The text of the page in which the book stands.
    pub(crate) fn body(&self) -> &str {
        &self.source[self.main.clone()]
    }

    /// `en`, `zh`, or nothing for the chooser.
    pub(crate) fn language(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// A page that someone reads, not a piece that another page shows in a frame, nor print.
    pub(crate) fn is_read(&self) -> bool {
        !self.language().is_empty()
            && !self.path.ends_with("/toc.html")
            && !self.path.ends_with("/print.html")
    }
}

/// The whole site.
pub(crate) struct Built {
    pub(crate) root: PathBuf,
    pub(crate) files: Vec<String>,
    pub(crate) pages: BTreeMap<String, Page>,
}

impl Built {
    pub(crate) fn new() -> Result<Self, String> {
        let root = site::built(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"))?;
        let files: Vec<_> = under(&root, "").iter().map(|file| shown(file)).collect();
        let pages = files
            .iter()
            .filter(|file| Path::new(file).extension().is_some_and(|end| end == "html"))
            .map(|file| {
                let source = std::fs::read_to_string(root.join(file)).unwrap_or_default();
                let begin = source.find("<main").unwrap_or(source.len());
                let end = source.find("</main>").unwrap_or(begin);
                let page = Page {
                    path: file.clone(),
                    main: begin..end.max(begin),
                    source,
                };
                (file.clone(), page)
            })
            .collect();
        Ok(Self { root, files, pages })
    }

    pub(crate) fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.root.join(file)).unwrap_or_default()
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.files.iter().any(|known| known == file)
    }
}

/// A selector that is written here.
pub(crate) fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a constant")
}

/// The text of an element on one line.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The path in the site that `href` on `page` names, and its anchor.
pub(crate) fn target(page: &str, href: &str) -> (String, String) {
    let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
    let path = path.split('?').next().unwrap_or("");
    if path.is_empty() {
        return (page.to_owned(), decoded(anchor));
    }
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut path = shown(&book::includes::normal(&folder.join(path)));
    if path.is_empty() || href.ends_with('/') {
        path = shown(&Path::new(&path).join("index.html"));
    }
    (decoded(&path), decoded(anchor))
}

/// `%E5%8A%A8` as 动.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
