//! The search index of both editions, made by Pagefind in this process.

use crate::problem::Problem;
use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use std::path::{Path, PathBuf};

/// A page for the index.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its path in the site, `zh/momentum.html`.
    pub path: String,
    /// Its HTML.
    pub html: String,
}

/// The files of the index, to be put under `pagefind/`.
///
/// # Errors
/// If Pagefind fails.
pub fn index(entries: Vec<Entry>) -> Result<Vec<(PathBuf, Vec<u8>)>, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| Problem::tool("the search index", &error))?;
    runtime.block_on(async {
        let wrong = |error| Problem::tool("the search index", &error);
        let options = PagefindServiceConfig::builder()
            .keep_index_url(true)
            .build();
        let mut index = PagefindIndex::new(Some(options)).map_err(wrong)?;
        for entry in entries {
            index
                .add_html_file(Some(entry.path), None, entry.html)
                .await
                .map_err(wrong)?;
        }
        let files = index.get_files().await.map_err(wrong)?;
        Ok(files
            .into_iter()
            // The site has its own search dialog.
            .filter(|file| !is_interface(&file.filename))
            .map(|file| (file.filename, file.contents))
            .collect())
    })
}

fn is_interface(file: &Path) -> bool {
    let name = file.to_string_lossy();
    [
        "pagefind-ui.",
        "pagefind-modular-ui.",
        "pagefind-component-ui.",
        "pagefind-highlight.",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_indexed_and_no_interface_is_shipped() {
        let entry = |language: &str, text: &str| Entry {
            path: format!("{language}/a.html"),
            html: format!(
                "<html lang=\"{language}\"><body><main data-pagefind-body><h1>{text}</h1></main></body></html>"
            ),
        };
        let files = index(vec![
            entry("en", "momentum"),
            entry("zh-CN", "鞍点的学习率"),
        ])
        .unwrap();
        let names: Vec<_> = files
            .iter()
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect();
        assert!(names.iter().any(|name| name == "pagefind.js"), "{names:?}");
        assert!(
            names.iter().any(|name| name.starts_with("pagefind.zh")),
            "{names:?}"
        );
        assert!(
            names.iter().any(|name| name.starts_with("pagefind.en")),
            "{names:?}"
        );
        assert!(!names.iter().any(|name| name.contains("ui")), "{names:?}");
    }
}
