//! `cargo book new-chapter`: a chapter to start from.

use std::fmt::Write as _;
use std::path::Path;

use super::{Failure, print};
use crate::new_chapter;

/// What `cargo book new-chapter` can be told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: cargo book new-chapter saddle-points --title \"Saddle points\" --title-zh 鞍点"
)]
pub struct Args {
    /// The chapter's name: lower-case words with hyphens
    pub name: String,
    /// The English title; the name in words where it is not given
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// The Chinese title
    #[arg(long, value_name = "TITLE")]
    pub title_zh: Option<String>,
}

/// Makes the chapter and says what was made.
///
/// # Errors
/// If the name is not allowed or taken, or a file cannot be written; nothing is written then.
pub fn run(root: &Path, args: &Args) -> Result<(), Failure> {
    let titles = (args.title.as_deref(), args.title_zh.as_deref());
    let files = new_chapter::make(root, &args.name, titles).map_err(Failure::input)?;
    let mut text = String::new();
    // Writing to a string cannot fail.
    for file in files {
        let _ = writeln!(text, "{}", file.display());
    }
    let name = &args.name;
    let _ = writeln!(
        text,
        "\nNext: cargo test -p {name}; then move its line in both SUMMARY.md to where it belongs."
    );
    print(|out| out.write_all(text.as_bytes()))
}
