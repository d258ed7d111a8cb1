//! `cargo book new-chapter`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::book_in;

/// The least that is a book: one crate for figures, two summaries, a manifest.
fn small_book() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manifest = fs::read_to_string(real.join("Cargo.toml")).expect("the manifest");
    // Only what a new chapter needs is built.
    let (before, after) = manifest.split_once("members = [").expect("members");
    let after = after.split_once(']').expect("the end of the members").1;
    let members = "members = [\"crates/plotting\", \"crates/chapters/*\"";
    write(
        root.path(),
        "Cargo.toml",
        &format!("{before}{members}]{after}"),
    );
    copy(&real, root.path(), "Cargo.lock");
    copy(&real, root.path(), "book.toml");
    for language in ["en", "zh"] {
        copy(&real, root.path(), &format!("src/{language}/SUMMARY.md"));
    }
    copy_all(&real, root.path(), "crates/plotting");
    fs::create_dir_all(root.path().join("crates/chapters")).expect("a folder");
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
    fs::write(path, text).expect("written");
}

fn copy(from: &Path, to: &Path, file: &str) {
    write(to, file, &fs::read_to_string(from.join(file)).expect(file));
}

fn copy_all(from: &Path, to: &Path, folder: &str) {
    for entry in fs::read_dir(from.join(folder)).expect(folder) {
        let entry = entry.expect("an entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            copy_all(from, to, &name);
        } else {
            copy(from, to, &name);
        }
    }
}

/// Every file with its text.
fn contents(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("text");
                files.insert(path.strip_prefix(root).expect("inside").to_owned(), text);
            }
        }
    }
    files
}

#[test]
fn a_new_chapter_compiles_and_passes_its_tests() {
    let root = small_book();
    let words = [
        "new-chapter",
        "two-words",
        "--title",
        "Two words",
        "--title-zh",
        "两个词",
    ];
    let said = book_in(root.path(), &words).succeeds();
    for file in said.lines().take_while(|line| !line.is_empty()) {
        assert!(root.path().join(file).is_file(), "{file}");
    }
    let before = contents(root.path());
    for (language, title) in [("en", "Two words"), ("zh", "两个词")] {
        let line = format!("\n- [{title}](two-words.md)\n");
        let summary = &before[&PathBuf::from(format!("src/{language}/SUMMARY.md"))];
        assert!(summary.contains(&line), "{summary}");
        let page = &before[&PathBuf::from(format!("src/{language}/two-words.md"))];
        assert!(
            page.starts_with(&format!("# {title} {{#two-words}}\n")),
            "{page}"
        );
        assert!(!page.contains('@'), "{page}");
    }
    // A target folder of its own, kept from run to run, so that only the first one is slow.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-chapter");
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "-p", "two-words"])
        .current_dir(root.path())
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .expect("cargo starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    // The figure that came with it is the one that its crate draws.
    let after = contents(root.path());
    let figure = PathBuf::from("assets/figures/two-words/power.svg");
    assert_eq!(
        before[&figure], after[&figure],
        "the template's figure is out of date"
    );
}

#[test]
fn a_name_that_is_not_allowed_or_taken_changes_nothing() {
    let root = small_book();
    write(root.path(), "src/zh/gradients.md", "# 梯度\n");
    write(
        root.path(),
        "assets/figures/newton/old.svg",
        "<svg></svg>\n",
    );
    let before = contents(root.path());
    for (name, message) in [
        (
            "Saddle_Points",
            "`Saddle_Points` is no chapter's name: use lower-case words with hyphens, here `saddle-points`",
        ),
        ("鞍点", "`鞍点` is no chapter's name"),
        ("a--b", "`a--b` is no chapter's name"),
        ("../up", "`../up` is no chapter's name"),
        (
            "plotting",
            "the name `plotting` is taken: crates/plotting exists",
        ),
        (
            "gradients",
            "the name `gradients` is taken: src/zh/gradients.md exists",
        ),
        (
            "newton",
            "the name `newton` is taken: assets/figures/newton exists",
        ),
        (
            "serde",
            "the name `serde` is taken: a crate that the book uses has it",
        ),
        ("match", "the name `match` is taken: Rust has it"),
    ] {
        book_in(root.path(), &["new-chapter", name]).refuses(message);
        assert_eq!(contents(root.path()), before, "{name}");
    }
    let words = ["new-chapter", "fine", "--title", "a](b"];
    book_in(root.path(), &words).refuses("the title `a](b` must be one line");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn what_cannot_be_written_whole_is_not_written_at_all() {
    let root = small_book();
    // A file where a folder must go, which is found only after the crate has been written.
    write(root.path(), "assets/figures", "not a folder\n");
    let before = contents(root.path());
    let said = book_in(root.path(), &["new-chapter", "fine"]);
    said.refuses("");
    assert!(said.err.contains("nothing was changed"), "{}", said.err);
    assert_eq!(contents(root.path()), before);
    assert!(!root.path().join("crates/chapters/fine").exists());
    // A summary without chapters has no place for one.
    let root = small_book();
    write(root.path(), "src/zh/SUMMARY.md", "# 目录\n");
    let before = contents(root.path());
    let message = "src/zh/SUMMARY.md: has no line with `- [`, to put the new one below";
    book_in(root.path(), &["new-chapter", "fine"]).refuses(message);
    assert_eq!(contents(root.path()), before);
}
