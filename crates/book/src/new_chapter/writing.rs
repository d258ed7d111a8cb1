//! Writes several files, or none.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::NewChapterError;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// One that is not there yet.
    New {
        /// Where it goes.
        path: PathBuf,
        /// What it holds.
        text: String,
    },
    /// One that is there.
    Replaced {
        /// Where it is.
        path: PathBuf,
        /// What it holds now.
        before: String,
        /// What it will hold.
        after: String,
    },
}

impl Change {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        match self {
            Self::New { path, .. } | Self::Replaced { path, .. } => path,
        }
    }
}

/// Makes all changes, or takes back those that were made.
///
/// # Errors
/// The first file that could not be written.
pub fn write_all(changes: &[Change]) -> Result<(), NewChapterError> {
    let mut done = Done::default();
    for change in changes {
        if let Err(cause) = done.write(change) {
            done.take_back();
            return Err(NewChapterError::file(change.path(), &cause));
        }
    }
    Ok(())
}

/// What was made so far.
#[derive(Default)]
struct Done<'a> {
    folders: Vec<PathBuf>,
    files: Vec<&'a Path>,
    replaced: Vec<(&'a Path, &'a str)>,
}

impl<'a> Done<'a> {
    fn write(&mut self, change: &'a Change) -> io::Result<()> {
        match change {
            Change::New { path, text } => {
                self.create_folders(path.parent().unwrap_or(Path::new(".")))?;
                let mut file = fs::File::create_new(path)?;
                self.files.push(path);
                file.write_all(text.as_bytes())
            }
            Change::Replaced {
                path,
                before,
                after,
            } => {
                if fs::read_to_string(path)? != *before {
                    return Err(io::Error::other("was changed by someone else meanwhile"));
                }
                self.replaced.push((path, before));
                fs::write(path, after)
            }
        }
    }

    /// Creates `folder` and those above it, and remembers which were new.
    fn create_folders(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.create_folders(above)?;
        }
        fs::create_dir(folder)?;
        self.folders.push(folder.to_owned());
        Ok(())
    }

    /// As far as the system lets it.
    fn take_back(self) {
        for file in self.files {
            drop(fs::remove_file(file));
        }
        for (file, before) in self.replaced {
            drop(fs::write(file, before));
        }
        // Only empty folders go.
        for folder in self.folders.iter().rev() {
            drop(fs::remove_dir(folder));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_whole_is_taken_back() {
        let root = tempfile::tempdir().expect("a folder");
        let old = root.path().join("old.txt");
        fs::write(&old, "before").expect("written");
        let taken = root.path().join("taken.txt");
        fs::write(&taken, "theirs").expect("written");
        let new = root.path().join("a/b/new.txt");
        let change = |path: &Path| Change::New {
            path: path.to_owned(),
            text: "text".to_owned(),
        };
        let replaced = Change::Replaced {
            path: old.clone(),
            before: "before".to_owned(),
            after: "after".to_owned(),
        };
        let changes = [change(&new), replaced, change(&taken)];
        let error = write_all(&changes)
            .expect_err("taken.txt exists")
            .to_string();
        assert!(
            error.contains("taken.txt") && error.ends_with("nothing was changed"),
            "{error}"
        );
        assert!(!root.path().join("a").exists());
        assert_eq!(fs::read_to_string(&old).expect("read"), "before");
        assert_eq!(fs::read_to_string(&taken).expect("read"), "theirs");
        write_all(&changes[..2]).expect("these can be written");
        assert_eq!(fs::read_to_string(&new).expect("read"), "text");
        assert_eq!(fs::read_to_string(&old).expect("read"), "after");
    }
}
