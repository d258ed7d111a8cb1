//! `cargo book list`, `run`, `compare` and `new-chapter` as a shell sees them.

#[path = "program/list.rs"]
mod list;
#[path = "program/new_chapter.rs"]
mod new_chapter;
#[path = "program/run.rs"]
mod run;
#[path = "program/usage.rs"]
mod usage;

use std::path::Path;
use std::process::{Command, Output};

/// What the program said, and how it ended.
struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

/// Runs the program in the folder of this crate.
fn book(words: &[&str]) -> Said {
    book_in(Path::new(env!("CARGO_MANIFEST_DIR")), words)
}

fn book_in(folder: &Path, words: &[&str]) -> Said {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_book"))
        .args(words)
        .current_dir(folder)
        .env_remove("COLUMNS")
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Said {
        out: text(stdout),
        err: text(stderr),
        code: status.code(),
    }
}

impl Said {
    /// That it refused wrong input as it should: nothing but one line, which begins with `message`.
    fn refuses(&self, message: &str) {
        let Self { out, err, code } = self;
        assert_eq!(*code, Some(2), "{err}");
        assert!(out.is_empty(), "{out}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.starts_with(&format!("error: {message}")), "{err}");
    }

    /// Its output, if it succeeded in silence.
    fn succeeds(self) -> String {
        assert_eq!(
            (self.code, self.err.as_str()),
            (Some(0), ""),
            "{}",
            self.out
        );
        self.out
    }
}
