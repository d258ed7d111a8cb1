//! The optimizers against trajectories that the reference libraries recorded.
//!
//! Reads `tests/reference/trajectories.json`, or the file named by the environment variable
//! `REFERENCE`; `tests/reference/README.md` explains the fields. `libraries` says, chapter by
//! chapter, which of our optimizers stands for which of theirs, `defects.rs` which cases record a
//! library's fault.

mod case;
mod compare;
mod defects;
mod formula;
mod libraries;
mod mapping;
mod problem;
mod report;
mod rows;

use std::path::{Path, PathBuf};

use case::File;
use libraries::CHAPTERS;
use report::Report;

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/trajectories.json")
}

/// The file that `REFERENCE` names: as the shell that called cargo sees it, or from the book's root.
fn named() -> Option<PathBuf> {
    let name = std::env::var_os("REFERENCE").filter(|name| !name.is_empty())?;
    let shell = std::env::var_os("PWD").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut places = shell
        .into_iter()
        .chain([root])
        .map(|folder| folder.join(&name));
    Some(
        places
            .find(|path| path.exists())
            .unwrap_or_else(|| name.into()),
    )
}

#[test]
fn trajectories_are_reproduced() {
    let named = named();
    let path = named.clone().unwrap_or_else(committed);
    let file = match File::read(&path) {
        Ok(file) => file,
        Err(error) => {
            report::say(&format!("{error}\n"));
            panic!("{error}");
        }
    };
    let report = Report::of(&file);
    report::say(&format!("{}:\n{report}", path.display()));
    assert!(
        report.failed.is_empty(),
        "{} cases failed, see above",
        report.failed.len()
    );
    if named.is_none() {
        assert_eq!(
            report.reproduced.len(),
            CHAPTERS
                .iter()
                .map(|chapter| chapter.reproduced)
                .sum::<usize>(),
            "reproduced cases of the committed file, and what `libraries` says of each chapter"
        );
        let stale = report.stale_defects();
        assert!(
            stale.is_empty(),
            "defects that no case shows any more: {stale:?}"
        );
    }
}
