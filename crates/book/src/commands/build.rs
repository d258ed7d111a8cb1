//! `cargo book build`: the site, both languages.

use crate::problem::Problem;
use crate::site::build;
use crate::site::progress::Progress;
use std::path::{Path, PathBuf};

/// Where the site goes if nothing is said: `book` in the book's root.
pub const DEFAULT_OUT: &str = "book";

/// What `cargo book build` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the site
    #[arg(long, value_name = "DIR", default_value = DEFAULT_OUT)]
    pub out: PathBuf,
}

/// Builds the site; a relative `--out` is counted from `here`, the default from the book's root.
///
/// # Errors
/// The first problem; the old site then stays.
pub fn run(root: &Path, here: &Path, args: &Args) -> Result<(), Problem> {
    let out = output(root, here, &args.out);
    let start = std::time::Instant::now();
    let progress = Progress::new(1);
    let result = build::build(root, &out, &progress);
    progress.finish();
    let count = result?;
    println!(
        "{} pages in {} ({:.1} s)",
        count.pages,
        out.display(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Where the site goes.
pub fn output(root: &Path, here: &Path, out: &Path) -> PathBuf {
    if out == Path::new(DEFAULT_OUT) {
        root.join(out)
    } else {
        here.join(out)
    }
}
