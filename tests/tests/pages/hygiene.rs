//! Nothing that belongs to one machine or is unfinished.

use std::path::Path;

use book::problem::Place;
use book_tests::faults::Faults;
use book_tests::files::{shown, under};
use book_tests::sources::Sources;
use regex::Regex;

pub(crate) fn check(sources: &Sources, faults: &mut Faults) {
    // Written in parts, so that this file does not hold what it looks for.
    let of_one_machine = Regex::new(
        r#"(?:^|[\s"'(=`])(?:/work/|/root/|/home/\w|/tmp/(?:target|brief)|/Users/\w|C:\\Users)|artifactory"#,
    )
    .expect("a constant");
    let unfinished =
        Regex::new(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bdbg!\(|\bunimplemented!\(|^(?:<{7}|>{7}) ")
            .expect("a constant");
    let not_run =
        Regex::new(r"#\[ignore|```rust,(?:no_run|should_panic|compile_fail)|#\[should_panic")
            .expect("a constant");
    for file in under(&sources.root, "") {
        let name = shown(&file);
        if name == "tests/tests/pages/hygiene.rs" || name == "Cargo.lock" {
            continue;
        }
        let text = sources.text(&file);
        let is_exercise = name.ends_with("/exercises.rs") || name.ends_with("new_chapter.rs");
        for (index, line) in text.lines().enumerate() {
            let place = || Place::new(&file, index + 1);
            if let Some(found) = of_one_machine.find(line) {
                faults.at(
                    place(),
                    format!("`{}` belongs to one machine", found.as_str().trim()),
                );
            }
            if let Some(found) = unfinished.find(line) {
                faults.at(place(), format!("`{}` is unfinished", found.as_str()));
            }
            faults.unless(
                is_exercise
                    || !line.contains("todo!(")
                    || name.starts_with("tests/")
                    || name.starts_with("src/")
                    || is_kind(&name, &["md"])
                    || name.starts_with("crates/book/"),
                place(),
                "todo!() outside of a chapter's exercises.rs",
            );
            if let Some(found) = not_run.find(line) {
                faults.unless(
                    is_exercise || name.starts_with("crates/book/") || name.starts_with("tests/"),
                    place(),
                    format!(
                        "`{}`: a test that does not run or must fail",
                        found.as_str()
                    ),
                );
            }
        }
        faults.unless(
            !text.contains('\r'),
            &name,
            "lines end with CR LF; they end with LF",
        );
        faults.unless(
            text.is_empty() || text.ends_with('\n') || is_kind(&name, &["svg", "json"]),
            &name,
            "the last line does not end",
        );
    }
}

/// The README names the two commands that do everything.
pub(crate) fn readme(sources: &Sources, faults: &mut Faults) {
    let text = sources.text("README.md");
    let fences: Vec<_> = text.split("```").skip(1).step_by(2).collect();
    for command in ["cargo book serve", "cargo test"] {
        let is_named = fences.iter().any(|fence| {
            fence.lines().any(|line| {
                line.trim()
                    .trim_start_matches("$ ")
                    .split('#')
                    .next()
                    .unwrap_or("")
                    .trim()
                    == command
            })
        });
        faults.unless(
            is_named,
            "README.md",
            format!("no fenced block has the line `{command}`"),
        );
    }
    let ci = sources.text(".ci/run");
    faults.unless(
        ci.lines().any(|line| line.contains("cargo test")),
        ".ci/run",
        "does not run the README's `cargo test`",
    );
}

/// Whether the file's name ends in one of `kinds`.
fn is_kind(name: &str, kinds: &[&str]) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted))
}
