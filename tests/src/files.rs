//! The files of the clone.

use std::path::{Path, PathBuf};

/// The clone under test: `DOWNHILL_ROOT`, or the one that this package lies in.
pub fn root() -> PathBuf {
    std::env::var_os("DOWNHILL_ROOT").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
        PathBuf::from,
    )
}

/// A path as it is shown, with `/`.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Every file under `folder` of `root`, relative to `root`, sorted; without what is built.
pub fn under(root: &Path, folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(root, Path::new(folder), &mut found);
    found.sort();
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let path = folder.join(&name);
        let is_built = [".git", "target", "book", "node_modules"]
            .iter()
            .any(|built| name == *built && folder == Path::new(""));
        let is_draft = name.to_string_lossy().starts_with(".downhill-");
        if is_built || is_draft {
            continue;
        }
        if entry.path().is_dir() {
            collect(root, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// The text of a file relative to `root`; empty if it is missing or no text.
pub fn text(root: &Path, file: &Path) -> String {
    std::fs::read_to_string(root.join(file)).unwrap_or_default()
}

/// The size of `content` as a server sends it, compressed with gzip.
///
/// # Panics
/// Never: writing to memory does not fail.
pub fn gzipped(content: &[u8]) -> usize {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory").len()
}
