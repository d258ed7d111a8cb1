//! A new chapter: its crate, its pages, and the lines that name them.
//!
//! * [`template`]: the files, with places for the name and the titles.
//! * [`writing`]: all of them are written, or none.

pub mod template;
pub mod writing;

use std::path::{Path, PathBuf};

use regex::Regex;

use crate::language::Language;
use template::Chapter;
use writing::Change;

/// Why a chapter cannot be made. Nothing has been written then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewChapterError {
    /// The name is not kebab-case.
    #[error("`{name}` is no chapter's name: use lower-case words with hyphens, {hint}")]
    Name {
        /// The name.
        name: String,
        /// The nearest that is, or an example.
        hint: String,
    },
    /// Something else has that name.
    #[error("the name `{name}` is taken: {by}")]
    Taken {
        /// The name.
        name: String,
        /// What has it.
        by: String,
    },
    /// A title would break the lines that it stands in.
    #[error("the title `{title}` must be one line without brackets or quotes")]
    Title {
        /// The title.
        title: String,
    },
    /// A file that must be changed has not the line to which something is added.
    #[error("{}: has no line with `{line}`, to put the new one below", file.display())]
    NoPlace {
        /// The file.
        file: PathBuf,
        /// What the line holds.
        line: &'static str,
    },
    /// A file cannot be read or written.
    #[error("{}: {reason}; nothing was changed", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl NewChapterError {
    fn file(path: &Path, cause: &std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            reason: cause.to_string(),
        }
    }
}

/// Makes the chapter in the book at `root`; returns the files that it wrote, new ones first.
///
/// # Errors
/// If the name or a title is not allowed or taken, or not all can be written; nothing is then.
pub fn make(
    root: &Path,
    name: &str,
    titles: (Option<&str>, Option<&str>),
) -> Result<Vec<PathBuf>, NewChapterError> {
    check_name(name)?;
    let chapter = Chapter::new(name, titles);
    for title in [&chapter.title, &chapter.title_zh] {
        if title.trim().is_empty() || title.contains(['\n', '[', ']', '(', ')', '"', '\\', '<']) {
            return Err(NewChapterError::Title {
                title: title.clone(),
            });
        }
    }
    check_free(root, name)?;
    let mut changes: Vec<Change> = chapter
        .files()
        .into_iter()
        .map(|(path, text)| Change::New {
            path: root.join(path),
            text,
        })
        .collect();
    for (file, holds, line) in chapter.lines() {
        let path = root.join(&file);
        let before =
            std::fs::read_to_string(&path).map_err(|e| NewChapterError::file(&path, &e))?;
        let after = below_last(&before, holds, &line)
            .ok_or(NewChapterError::NoPlace { file, line: holds })?;
        changes.push(Change::Replaced {
            path,
            before,
            after,
        });
    }
    writing::write_all(&changes)?;
    let relative = |change: &Change| {
        let path = change.path();
        path.strip_prefix(root).unwrap_or(path).to_owned()
    };
    Ok(changes.iter().map(relative).collect())
}

/// Words of Rust and crates that come with it; no crate can be called so.
const RESERVED: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

fn check_name(name: &str) -> Result<(), NewChapterError> {
    let kebab = Regex::new("^[a-z][a-z0-9]*(-[a-z0-9]+)*$").expect("a constant");
    if kebab.is_match(name) {
        return Ok(());
    }
    // The nearest name that is allowed: words apart, lower case.
    let mut near = String::new();
    for c in name.chars() {
        match c {
            c if c.is_ascii_uppercase() && near.ends_with(|c: char| c.is_ascii_lowercase()) => {
                near.extend(['-', c.to_ascii_lowercase()]);
            }
            c if c.is_ascii_alphanumeric() => near.push(c.to_ascii_lowercase()),
            _ if !near.is_empty() && !near.ends_with('-') => near.push('-'),
            _ => {}
        }
    }
    let near = near.trim_end_matches('-');
    let hint = if kebab.is_match(near) {
        format!("here `{near}`")
    } else {
        "as in `saddle-points`".to_owned()
    };
    Err(NewChapterError::Name {
        name: name.to_owned(),
        hint,
    })
}

/// That no chapter, page, crate or dependency has the name.
fn check_free(root: &Path, name: &str) -> Result<(), NewChapterError> {
    let taken = |by: String| {
        Err(NewChapterError::Taken {
            name: name.to_owned(),
            by,
        })
    };
    if RESERVED.contains(&name) {
        return taken("Rust has it".to_owned());
    }
    let pages = Language::ALL.map(|language| language.source().join(format!("{name}.md")));
    let folders = [format!("crates/chapters/{name}"), format!("crates/{name}")];
    let figures = format!("assets/figures/{name}");
    let mut paths = folders
        .iter()
        .chain([&figures])
        .map(PathBuf::from)
        .chain(pages);
    if let Some(path) = paths.find(|path| root.join(path).exists()) {
        return taken(format!("{} exists", path.display()));
    }
    // A crate of the same name anywhere would make `cargo test -p` ambiguous.
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let dependency = manifest.lines().any(|line| {
        line.split_once('=')
            .is_some_and(|(key, _)| key.trim().trim_matches('"') == name)
    });
    if dependency || lock.contains(&format!("\nname = \"{name}\"\n")) {
        return taken("a crate that the book uses has it".to_owned());
    }
    Ok(())
}

/// `text` with `line` below the last line that holds `holds`.
fn below_last(text: &str, holds: &str, line: &str) -> Option<String> {
    let at = text
        .lines()
        .collect::<Vec<_>>()
        .iter()
        .rposition(|l| l.contains(holds))?;
    let mut out = String::new();
    for (i, old) in text.lines().enumerate() {
        out.push_str(old);
        out.push('\n');
        if i == at {
            out.push_str(line);
            out.push('\n');
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_kebab_case_get_the_nearest_that_is() {
        for (name, near) in [
            ("SaddlePoints", "saddle-points"),
            ("saddle_points", "saddle-points"),
            ("Saddle Points!", "saddle-points"),
            ("-x-", "x"),
        ] {
            let error = check_name(name).expect_err("not kebab-case").to_string();
            assert!(error.ends_with(&format!("here `{near}`")), "{error}");
        }
        assert!(
            check_name("鞍点")
                .expect_err("not ASCII")
                .to_string()
                .ends_with("as in `saddle-points`")
        );
        check_name("newton").expect("kebab-case");
        check_name("adam-2").expect("kebab-case");
    }

    #[test]
    fn a_line_goes_below_the_last_of_its_kind() {
        let text = "- [A](a.md)\n\n- [B](b.md)\n\n---\n";
        let wanted = "- [A](a.md)\n\n- [B](b.md)\n- [C](c.md)\n\n---\n";
        assert_eq!(
            below_last(text, "- [", "- [C](c.md)").as_deref(),
            Some(wanted)
        );
        assert_eq!(below_last(text, "* [", "* [C](c.md)"), None);
    }
}
