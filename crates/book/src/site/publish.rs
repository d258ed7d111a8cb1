//! Puts a finished site in place of the old one, or leaves the old one untouched.

use crate::problem::Problem;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file by which a folder is known to hold a site of this book.
pub const MARK: &str = ".downhill-site";

/// A folder beside the site in which the new one grows.
#[derive(Debug)]
pub struct Draft {
    out: PathBuf,
    draft: TempDir,
}

impl Draft {
    /// Begins a new site that will stand at `out`.
    ///
    /// # Errors
    /// If `out` cannot be written, holds something else than a site of this book, or lies where
    /// the book's own files would be replaced.
    pub fn begin(root: &Path, out: &Path) -> Result<Self, Problem> {
        let out = std::path::absolute(out).map_err(|error| Problem::unwritable(out, &error))?;
        let out = crate::includes::normal(&out);
        let sources = ["src", "crates", "assets", "tests", ".git"].map(|name| root.join(name));
        if root.starts_with(&out) || sources.iter().any(|source| out.starts_with(source)) {
            return Err(Problem::Sources { path: out });
        }
        check_old(&out)?;
        let parent = out
            .parent()
            .ok_or_else(|| Problem::Sources { path: out.clone() })?;
        fs::create_dir_all(parent).map_err(|error| Problem::unwritable(parent, &error))?;
        let draft = tempfile::Builder::new()
            .prefix(".downhill-")
            .tempdir_in(parent)
            .map_err(|error| Problem::unwritable(parent, &error))?;
        fs::write(
            draft.path().join(MARK),
            "Made by cargo book; replaced by its next build.\n",
        )
        .map_err(|error| Problem::unwritable(draft.path(), &error))?;
        Ok(Self { out, draft })
    }

    /// Where to build.
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Replaces the old site by the new one.
    ///
    /// # Errors
    /// If the old site cannot be moved away; it then stays.
    pub fn publish(self) -> Result<(), Problem> {
        let wrong = |error: io::Error| Problem::unwritable(&self.out, &error);
        // A folder made by tempfile is private; a site is not.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.draft.path(), fs::Permissions::from_mode(0o755))
                .map_err(wrong)?;
        }
        if !self.out.exists() {
            fs::rename(self.draft.path(), &self.out).map_err(wrong)?;
            // The folder is where it belongs: nothing is left to remove.
            let _ = self.draft.keep();
            return Ok(());
        }
        let parent = self.out.parent().unwrap_or(Path::new("."));
        let away = tempfile::Builder::new()
            .prefix(".downhill-old-")
            .tempdir_in(parent)
            .map_err(wrong)?;
        let old = away.path().join("site");
        fs::rename(&self.out, &old).map_err(wrong)?;
        if let Err(error) = fs::rename(self.draft.path(), &self.out) {
            fs::rename(&old, &self.out).map_err(wrong)?;
            return Err(wrong(error));
        }
        let _ = self.draft.keep();
        Ok(())
    }
}

/// The old site must be ours, or an empty folder.
fn check_old(out: &Path) -> Result<(), Problem> {
    if !out.exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(out).map_err(|error| Problem::unwritable(out, &error))?;
    if entries.next().is_some() && !out.join(MARK).is_file() {
        return Err(Problem::NotOurs {
            path: out.to_owned(),
        });
    }
    let writable = fs::metadata(out).is_ok_and(|metadata| !metadata.permissions().readonly());
    if writable {
        Ok(())
    } else {
        Err(Problem::unwritable(
            out,
            &io::Error::from(io::ErrorKind::PermissionDenied),
        ))
    }
}

/// Writes a file whole or not at all, and only if its content is new; says whether it was.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, content: &[u8]) -> Result<bool, Problem> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    let wrong = |error: io::Error| Problem::unwritable(path, &error);
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(wrong)?;
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(wrong)?;
    io::Write::write_all(&mut file, content).map_err(wrong)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).map_err(wrong)?;
    }
    file.persist(path).map_err(|error| wrong(error.error))?;
    Ok(true)
}

/// Every file under `folder`, relative to it, sorted.
///
/// # Errors
/// If a folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    fn walk(folder: &Path, inner: &Path, all: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder.join(inner))? {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                walk(folder, &path, all)?;
            } else {
                all.push(path);
            }
        }
        Ok(())
    }
    let mut all = Vec::new();
    walk(folder, Path::new(""), &mut all).map_err(|error| Problem::unreadable(folder, &error))?;
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_replaces_the_old_one_whole() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        for name in ["a", "b"] {
            let draft = Draft::begin(root.path(), &out).unwrap();
            fs::write(draft.path().join(name), "").unwrap();
            draft.publish().unwrap();
        }
        assert_eq!(files(&out).unwrap(), [Path::new(MARK), Path::new("b")]);
        assert_eq!(
            fs::read_dir(root.path()).unwrap().count(),
            1,
            "nothing is left behind"
        );
    }

    #[test]
    fn an_abandoned_draft_leaves_the_old_site_untouched() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("book");
        Draft::begin(root.path(), &out).unwrap().publish().unwrap();
        drop(Draft::begin(root.path(), &out).unwrap());
        assert_eq!(files(&out).unwrap(), [Path::new(MARK)]);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn folders_that_are_not_ours_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("home");
        fs::create_dir_all(&home).unwrap();
        fs::write(home.join("letter.txt"), "dear").unwrap();
        assert!(matches!(
            Draft::begin(root.path(), &home),
            Err(Problem::NotOurs { .. })
        ));
        assert!(matches!(
            Draft::begin(root.path(), root.path()),
            Err(Problem::Sources { .. })
        ));
        assert!(matches!(
            Draft::begin(root.path(), &root.path().join("src/en")),
            Err(Problem::Sources { .. })
        ));
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(
            Draft::begin(root.path(), &file),
            Err(Problem::Unwritable { .. })
        ));
        assert!(matches!(
            Draft::begin(root.path(), &file.join("below")),
            Err(Problem::Unwritable { .. })
        ));
    }
}
