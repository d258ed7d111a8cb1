//! A chapter's sheet: `crates/chapters/<chapter>/equations.md`, every labelled equation with the
//! program that checks it.

use crate::includes::{anchored, anchors};
use crate::markdown::Outline;
use crate::problem::{Place, Problem};
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static DISPLAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)\$\$(.*?)\$\$").expect("a constant"));
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\\tag\{([^}]*)\}").expect("a constant"));

/// A labelled equation with its check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// `momentum:rate`
    pub label: String,
    /// `momentum`
    pub chapter: String,
    /// `rate`
    pub name: String,
    /// The formula in TeX, without its tag.
    pub tex: String,
    /// The Rust code, hidden lines (`# …`) included.
    pub check: String,
    /// The first line inside its anchor.
    pub place: Place,
}

/// The sheet of a chapter, relative to the book's root.
pub fn path(chapter: &str) -> PathBuf {
    PathBuf::from("crates/chapters")
        .join(chapter)
        .join("equations.md")
}

/// Whether a path, relative to the book's root, is a chapter's sheet, and of which chapter.
pub fn chapter_of(file: &Path) -> Option<String> {
    let chapter = file
        .strip_prefix("crates/chapters")
        .ok()?
        .components()
        .next()?
        .as_os_str()
        .to_str()?;
    (file == path(chapter)).then(|| chapter.to_owned())
}

/// Reads every equation of a chapter's sheet; none if the chapter has no sheet.
///
/// # Errors
/// If an anchor does not hold exactly one formula whose tag is `chapter:anchor` and one Rust block.
pub fn read(root: &Path, chapter: &str) -> Result<Vec<Equation>, Problem> {
    let file = path(chapter);
    if !root.join(&file).is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(root.join(&file))
        .map_err(|error| Problem::unreadable(&file, &error))?;
    let mut equations = Vec::new();
    for name in anchors(&text) {
        if let Some((line, body)) = anchored(&file, &text, &name)? {
            equations.push(parse(&file, chapter, &name, line, &body)?);
        }
    }
    Ok(equations)
}

/// Reads every sheet of the book.
///
/// # Errors
/// As [`read`].
pub fn read_all(root: &Path) -> Result<Vec<Equation>, Problem> {
    let mut all = Vec::new();
    for chapter in chapters(root) {
        all.extend(read(root, &chapter)?);
    }
    Ok(all)
}

/// The names of the folders in `crates/chapters`, sorted.
pub fn chapters(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root.join("crates/chapters"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

fn parse(
    file: &Path,
    chapter: &str,
    name: &str,
    line: usize,
    body: &str,
) -> Result<Equation, Problem> {
    let wrong = |reason: String| Problem::Sheet {
        place: Place::new(file, line),
        reason,
    };
    let label = format!("{chapter}:{name}");
    let formulas: Vec<_> = DISPLAY.captures_iter(body).collect();
    let [formula] = formulas.as_slice() else {
        return Err(wrong(format!(
            "the anchor `{name}` must hold one $$…$$, it holds {}",
            formulas.len()
        )));
    };
    let tags: Vec<_> = TAG.captures_iter(&formula[1]).collect();
    match tags.as_slice() {
        [tag] if tag[1] == label => {}
        [tag] => {
            return Err(wrong(format!(
                "the tag `{}` must be `{label}`, as its anchor is called",
                &tag[1]
            )));
        }
        tags => {
            return Err(wrong(format!(
                "the formula of `{name}` must end with \\tag{{{label}}}, it has {} tags",
                tags.len()
            )));
        }
    }
    let fences = Outline::of(body).fences;
    let checks: Vec<_> = fences
        .iter()
        .filter(|fence| fence.info.split(',').next() == Some("rust"))
        .collect();
    let [check] = checks.as_slice() else {
        return Err(wrong(format!(
            "the anchor `{name}` must hold one ```rust block, it holds {}",
            checks.len()
        )));
    };
    Ok(Equation {
        label,
        chapter: chapter.to_owned(),
        name: name.to_owned(),
        tex: TAG.replace(&formula[1], "").trim().to_owned(),
        check: check.code.clone(),
        place: Place::new(file, line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(body: &str) -> Result<Equation, Problem> {
        parse(
            Path::new("crates/chapters/momentum/equations.md"),
            "momentum",
            "rate",
            2,
            body,
        )
    }

    #[test]
    fn an_equation_is_its_formula_without_tag_and_its_check() {
        let equation = sheet("$$\n\\rho = \\beta\n\\tag{momentum:rate}\n$$\n```rust\n# use a;\nassert!(true);\n```\n").unwrap();
        assert_eq!(equation.label, "momentum:rate");
        assert_eq!(equation.tex, "\\rho = \\beta");
        assert_eq!(equation.check, "# use a;\nassert!(true);\n");
    }

    #[test]
    fn a_wrong_tag_a_missing_tag_and_a_missing_check_are_errors() {
        let fault = |body| sheet(body).unwrap_err().to_string();
        assert!(
            fault("$$a \\tag{momentum:raet}$$\n```rust\n```\n").contains("must be `momentum:rate`")
        );
        assert!(fault("$$a$$\n```rust\n```\n").contains("must end with \\tag{momentum:rate}"));
        assert!(fault("$$a \\tag{momentum:rate}$$\n").contains("one ```rust block, it holds 0"));
        assert!(fault("text").contains("one $$…$$, it holds 0"));
    }

    #[test]
    fn a_sheet_is_known_by_its_path() {
        assert_eq!(
            chapter_of(Path::new("crates/chapters/sde-view/equations.md")),
            Some("sde-view".into())
        );
        assert_eq!(
            chapter_of(Path::new("crates/chapters/sde-view/src/lib.rs")),
            None
        );
        assert_eq!(chapter_of(Path::new("src/en/equations.md")), None);
    }
}
