//! The workspace: who may depend on whom, and what each chapter's crate runs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use book::language::Language;
use book_tests::faults::Faults;
use book_tests::files::{shown, under};
use book_tests::sources::Sources;

/// The direct dependencies of each of the book's own crates, by section.
fn manifests(sources: &Sources, faults: &mut Faults) -> BTreeMap<String, Manifest> {
    let mut found = BTreeMap::new();
    for file in under(&sources.root, "crates") {
        if file.file_name().is_none_or(|name| name != "Cargo.toml") {
            continue;
        }
        let table: toml::Table = match sources.text(&file).parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                faults.at(shown(&file), error.message());
                continue;
            }
        };
        let name = table
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(|name| name.as_str())
            .unwrap_or("")
            .to_owned();
        let of = |section: &str| -> BTreeSet<String> {
            table
                .get(section)
                .and_then(|section| section.as_table())
                .map(|section| section.keys().cloned().collect())
                .unwrap_or_default()
        };
        let folder = file.parent().map(shown).unwrap_or_default();
        faults.unless(
            folder.ends_with(&format!("/{name}")),
            shown(&file),
            format!("the crate is called `{name}`; a crate is called as its folder"),
        );
        faults.unless(
            table
                .get("lints")
                .and_then(|lints| lints.get("workspace"))
                .and_then(toml::Value::as_bool)
                == Some(true),
            shown(&file),
            "no `[lints] workspace = true`",
        );
        found.insert(
            name,
            Manifest {
                file: shown(&file),
                is_chapter: folder.starts_with("crates/chapters/"),
                dependencies: of("dependencies"),
                all: of("dependencies")
                    .union(&of("dev-dependencies"))
                    .cloned()
                    .collect(),
            },
        );
    }
    found
}

struct Manifest {
    file: String,
    is_chapter: bool,
    dependencies: BTreeSet<String>,
    all: BTreeSet<String>,
}

pub(crate) fn dependencies(sources: &Sources, faults: &mut Faults) {
    let manifests = manifests(sources, faults);
    let order: Vec<_> = sources
        .of(Language::En)
        .map(|page| page.name.clone())
        .collect();
    let position = |name: &str| order.iter().position(|page| page == name);
    for (name, manifest) in &manifests {
        // A crate's rank; it may use lower ones, and a chapter an earlier chapter.
        let rank = |name: &str| match name {
            "descent" => 0,
            "plotting" => 1,
            "optimizers" => 3,
            // The last chapter compares what the registry holds.
            "field-guide" => 4,
            "book" | "book-tests" => 5,
            _ => 2,
        };
        for other in &manifest.all {
            if !manifests.contains_key(other) && other != "book-tests" {
                continue;
            }
            let both_chapters =
                manifest.is_chapter && manifests.get(other).is_some_and(|m| m.is_chapter);
            if both_chapters {
                faults.unless(
                    position(other) < position(name) || is_exempt(name, other),
                    &manifest.file,
                    format!(
                        "the chapter {name} uses {other}, which is no earlier chapter of SUMMARY.md"
                    ),
                );
            } else {
                faults.unless(
                    rank(other) < rank(name),
                    &manifest.file,
                    format!("{name} uses {other}; allowed is descent ← plotting ← chapters ← optimizers ← field-guide ← book"),
                );
            }
        }
        for heavy in ["mdbook-driver", "pagefind", "tokio", "rayon", "clap"] {
            faults.unless(
                name == "book" || !manifest.dependencies.contains(heavy),
                &manifest.file,
                format!("{name} uses {heavy}; only book may, a chapter builds in seconds"),
            );
        }
        if manifest.is_chapter {
            let registered = manifests
                .get("optimizers")
                .is_some_and(|optimizers| optimizers.dependencies.contains(name));
            let has_spec = under(&sources.root, &format!("crates/chapters/{name}/src"))
                .iter()
                .any(|file| sources.text(file).contains("const SPEC"));
            faults.unless(
                registered || !has_spec,
                &manifest.file,
                format!("{name} has an optimizer, but crates/optimizers does not depend on it"),
            );
        }
    }
}

/// Pairs of chapters that look forward, each with its reason.
fn is_exempt(name: &str, other: &str) -> bool {
    // The views of part II look at the method that part III builds: the dynamical view draws
    // momentum's trajectories beside their differential equation.
    (name, other) == ("sde-view", "momentum")
}

pub(crate) fn doctests(sources: &Sources, faults: &mut Faults) {
    for file in under(&sources.root, "crates/chapters") {
        if !file.ends_with("src/lib.rs") {
            continue;
        }
        let name = shown(&file).split('/').nth(2).unwrap_or("").to_owned();
        let text = sources.text(&file);
        for source in under(&sources.root, &format!("crates/chapters/{name}/src")) {
            // The manifest says `test = false`: such tests would never run.
            let silent = sources.text(&source).contains("#[cfg(test)]");
            let why = "unit tests in a chapter's library do not run; move them to its tests/";
            faults.unless(!silent, shown(&source), why);
        }
        for wanted in [
            "../equations.md".to_owned(),
            format!("../../../../src/en/{name}.md"),
            format!("../../../../src/zh/{name}.md"),
        ] {
            let line = format!("#[cfg(doctest)]\n#[doc = include_str!(\"{wanted}\")]");
            faults.unless(
                text.contains(&line),
                shown(&file),
                format!(
                    "does not pull in {wanted}; expected `{}`",
                    line.replace('\n', " ")
                ),
            );
        }
        for language in Language::ALL {
            let page = sources
                .root
                .join(language.source())
                .join(format!("{name}.md"));
            faults.unless(
                page.is_file(),
                shown(&file),
                format!("the chapter has no page src/{language}/{name}.md"),
            );
        }
    }
}

pub(crate) fn specs(sources: &Sources, faults: &mut Faults) {
    let labels: BTreeMap<_, _> = sources
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.equations)
        .map(|equation| (equation.label.as_str(), equation))
        .collect();
    let mut names = BTreeSet::new();
    for spec in optimizers::ALL {
        faults.unless(
            labels.contains_key(spec.equation),
            "crates/optimizers/src/lib.rs",
            format!(
                "the optimizer `{}` names the equation `{}`, which no sheet has; the nearest is `{}`",
                spec.name,
                spec.equation,
                book::problem::nearest(spec.equation, labels.keys().copied()).unwrap_or_default()
            ),
        );
        faults.unless(
            names.insert(spec.name),
            "crates/optimizers/src/lib.rs",
            format!("`{}` is registered twice", spec.name),
        );
    }
    // Every chapter's specifications are registered.
    for file in under(&sources.root, "crates/chapters") {
        let text = sources.text(&file);
        let Some(at) = text.find("const SPEC") else {
            continue;
        };
        let name = text[at..]
            .split_once("name: \"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or("", |(name, _)| name);
        faults.unless(
            names.contains(name),
            shown(&file),
            format!("the optimizer `{name}` is not in optimizers::ALL"),
        );
    }
}

/// A crate is built again for every set of features that is asked of it. `cargo book` asks for
/// fewer than `cargo test`, unless `crates/book` names those that the tests' dependencies need.
pub(crate) fn one_build(sources: &Sources, faults: &mut Faults) {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut features = |what: &[&str]| -> BTreeSet<String> {
        let output = Command::new(&cargo)
            .args(["tree", "--quiet", "--offline", "--prefix", "none"])
            .args(["--format", "{p} {f}"])
            .args(what)
            .current_dir(&sources.root)
            .output();
        let output = match output {
            Ok(output) if output.status.success() => output.stdout,
            Ok(output) => {
                faults.at("Cargo.toml", String::from_utf8_lossy(&output.stderr).trim());
                return BTreeSet::new();
            }
            Err(error) => {
                faults.at("Cargo.toml", format!("cargo tree: {error}"));
                return BTreeSet::new();
            }
        };
        let text = String::from_utf8_lossy(&output);
        text.lines()
            .map(|line| line.trim_end_matches(" (*)").to_owned())
            .collect()
    };
    let book = features(&["--package", "book", "--edges", "normal,build"]);
    let all = features(&["--workspace", "--edges", "normal,build,dev"]);
    for alone in book.difference(&all) {
        faults.at(
            "crates/book/Cargo.toml",
            format!(
                "`cargo book` builds `{alone}`, `cargo test` the same crate with other features: \
                 name these under [dependencies], or it is built twice"
            ),
        );
    }
}
