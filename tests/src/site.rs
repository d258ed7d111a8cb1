//! The site, built once for a test.

use crate::files;
use book::site::build;
use book::site::progress::Progress;
use std::path::{Path, PathBuf};

/// Builds the site of the clone under test into a folder of its own and says where it is.
///
/// # Errors
/// The first fault that the build finds, one line.
pub fn built(folder: &Path) -> Result<PathBuf, String> {
    let out = folder.join("site");
    build::build(&files::root(), &out, &Progress::hidden())
        .map_err(|problem| format!("the site cannot be built: {problem}"))?;
    Ok(out)
}
