//! The site, built once for each state of the clone.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use book::site::build;
use book::site::progress::Progress;
use sha2::{Digest as _, Sha256};

use crate::files;

/// Builds the site of the clone under test in `folder` and says where it is. What an earlier test
/// has built there stays, if every file of the clone is still the same.
///
/// # Errors
/// The first fault that the build finds, one line.
pub fn built(folder: &Path) -> Result<PathBuf, String> {
    let unusable = |error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(unusable)?;
    // Of tests that run at the same time one builds, and the others wait for it.
    let lock = File::create(folder.join("lock")).map_err(unusable)?;
    lock.lock().map_err(unusable)?;
    let (out, stamp) = (folder.join("site"), folder.join("sources.sha256"));
    let sources = fingerprint(&files::root());
    if fs::read(&stamp).is_ok_and(|old| old == sources) && out.is_dir() {
        return Ok(out);
    }
    // Whatever happens to the build, no old stamp stands beside a new site.
    let _ = fs::remove_file(&stamp);
    build::build(&files::root(), &out, &Progress::hidden())
        .map_err(|problem| format!("the site cannot be built: {problem}"))?;
    fs::write(&stamp, sources).map_err(unusable)?;
    Ok(out)
}

/// A digest of the names and contents of all files of the clone, the program's own included.
fn fingerprint(root: &Path) -> Vec<u8> {
    let mut digest = Sha256::new();
    for file in files::under(root, "") {
        let content = fs::read(root.join(&file)).unwrap_or_default();
        digest.update(format!("{} {}\n", files::shown(&file), content.len()));
        digest.update(content);
    }
    digest.finalize().to_vec()
}
