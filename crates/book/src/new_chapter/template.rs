//! The files of a new chapter.

use std::path::PathBuf;

use crate::language::Language;

/// The name and the titles that go into the templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Kebab-case, as the crate and the pages are called.
    pub name: String,
    /// The English title.
    pub title: String,
    /// The Chinese title.
    pub title_zh: String,
}

const CRATE: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("template/Cargo.toml.txt")),
    ("equations.md", include_str!("template/equations.md.txt")),
    ("src/lib.rs", include_str!("template/lib.rs.txt")),
    ("src/parabola.rs", include_str!("template/parabola.rs.txt")),
    ("src/figures.rs", include_str!("template/figures.rs.txt")),
    (
        "src/exercises.rs",
        include_str!("template/exercises.rs.txt"),
    ),
    (
        "src/solutions.rs",
        include_str!("template/solutions.rs.txt"),
    ),
    (
        "tests/exercises.rs",
        include_str!("template/tests_exercises.rs.txt"),
    ),
];
const FIGURE: &str = include_str!("template/power.svg.txt");

impl Chapter {
    /// The chapter `name`; a title that is not given is the name in words.
    pub fn new(name: &str, (title, title_zh): (Option<&str>, Option<&str>)) -> Self {
        let words = name.replace('-', " ");
        let sentence = words[..1].to_uppercase() + &words[1..];
        let title = title.map_or(sentence, str::to_owned);
        let title_zh = title_zh.map_or_else(|| title.clone(), str::to_owned);
        Self {
            name: name.to_owned(),
            title,
            title_zh,
        }
    }

    /// Every new file, by its path from the book's root.
    pub fn files(&self) -> Vec<(PathBuf, String)> {
        let folder = PathBuf::from("crates/chapters").join(&self.name);
        let mut files: Vec<_> = CRATE
            .iter()
            .map(|(path, text)| (folder.join(path), self.fill(text)))
            .collect();
        for language in Language::ALL {
            let text = match language {
                Language::En => include_str!("template/page.en.md"),
                Language::Zh => include_str!("template/page.zh.md"),
            };
            let page = language.source().join(format!("{}.md", self.name));
            files.push((page, self.fill(text)));
        }
        let figures = PathBuf::from("assets/figures").join(&self.name);
        files.push((figures.join("power.svg"), self.fill(FIGURE)));
        files
    }

    /// Lines that are added to files: the file, what the line above holds, the line.
    pub fn lines(&self) -> Vec<(PathBuf, &'static str, String)> {
        let Self {
            name,
            title,
            title_zh,
        } = self;
        let summary = |language: Language| language.source().join("SUMMARY.md");
        vec![
            (
                summary(Language::En),
                "- [",
                format!("- [{title}]({name}.md)"),
            ),
            (
                summary(Language::Zh),
                "- [",
                format!("- [{title_zh}]({name}.md)"),
            ),
            (
                PathBuf::from("Cargo.toml"),
                "path = \"crates/chapters/",
                format!("{name} = {{ path = \"crates/chapters/{name}\" }}"),
            ),
        ]
    }

    fn fill(&self, template: &str) -> String {
        template
            .replace("@NAME@", &self.name)
            .replace("@CRATE@", &self.name.replace('-', "_"))
            .replace("@TITLE@", &self.title)
            .replace("@TITLE_ZH@", &self.title_zh)
    }
}
