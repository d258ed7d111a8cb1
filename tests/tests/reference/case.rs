//! The file of trajectories: its format, and what can be wrong with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ndarray::{ArrayD, IxDyn};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::rows::Schedule;

/// A file of trajectories.
#[derive(Debug, Deserialize)]
pub(crate) struct File {
    /// What holds for all cases.
    pub(crate) meta: Meta,
    /// The recorded runs.
    pub(crate) cases: Vec<Case>,
}

/// What holds for all cases of a file.
#[derive(Debug, Deserialize)]
pub(crate) struct Meta {
    /// Each problem by name: its formula as `text`, its `start`, and the constants of the formula.
    pub(crate) problems: BTreeMap<String, Map<String, Value>>,
}

/// One recorded run.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Case {
    /// A name for messages; not unique.
    pub(crate) id: String,
    /// The library that ran it.
    pub(crate) library: String,
    /// The library's version.
    #[serde(default)]
    pub(crate) version: String,
    /// The library's name of the optimizer.
    pub(crate) optimizer: String,
    /// What was passed to it; everything else had the library's default.
    pub(crate) hyperparameters: Map<String, Value>,
    /// A name in `meta.problems`.
    pub(crate) problem: String,
    /// The formula of a problem that is not in `meta.problems`.
    #[serde(default)]
    pub(crate) problem_text: Option<String>,
    /// Which rows have a gradient at which step, for such a problem.
    #[serde(default, flatten)]
    pub(crate) schedule: Option<Schedule>,
    /// Where the run started, if not at the problem's own start.
    #[serde(default)]
    pub(crate) start: Option<Value>,
    /// The parameters after some of the steps; null where a number was not finite.
    steps: BTreeMap<String, Value>,
    /// After how many steps the library stopped by itself, where `steps` has a `final` point.
    #[serde(default)]
    pub(crate) iterations: Option<usize>,
    /// How much the run magnifies a change of its start.
    #[serde(default)]
    pub(crate) sensitivity: Option<f64>,
    /// Whether the library computed in 32 bits inside.
    #[serde(default)]
    pub(crate) float32_internal: Option<bool>,
    /// Other points that the library keeps, such as averages, after the same steps.
    #[serde(default)]
    pub(crate) aux: Option<Value>,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("reference file {}: cannot be read: {cause}", path.display())]
    Unreadable {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("reference file {}: not a file of trajectories: {cause}", path.display())]
    Broken {
        path: PathBuf,
        cause: serde_json::Error,
    },
    #[error("reference file {}: holds no cases", path.display())]
    Empty { path: PathBuf },
}

/// The key of the point at which a library stopped by itself.
const FINAL: &str = "final";

impl Case {
    /// Files hold runs of PyTorch's Muon as it is, and with its iteration in 64 bits. They say which
    /// in the id alone; here it becomes a hyperparameter, `dtype`.
    fn name_precision(&mut self) {
        for (mark, dtype) in [("-bf16", "bfloat16"), ("-f64", "float64")] {
            if self.library == "torch" && self.optimizer == "Muon" && self.id.contains(mark) {
                self.hyperparameters
                    .insert("dtype".to_owned(), dtype.into());
            }
        }
    }

    /// The recorded steps in order, or the key that is not a step's number.
    pub(crate) fn steps(&self) -> Result<BTreeMap<usize, &Value>, &str> {
        self.steps
            .iter()
            .filter(|(key, _)| *key != FINAL)
            .map(|(key, value)| Ok((key.parse().or(Err(key.as_str()))?, value)))
            .collect()
    }

    /// The point at which the library stopped by itself.
    pub(crate) fn end(&self) -> Option<&Value> {
        self.steps.get(FINAL)
    }
}

impl File {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self, FileError> {
        let path = || path.to_owned();
        let text = std::fs::read_to_string(path()).map_err(|cause| FileError::Unreadable {
            path: path(),
            cause,
        })?;
        let mut file: Self = serde_json::from_str(&text)
            .or_else(|cause| serde_json::from_str(&finite_only(&text)).map_err(|_| cause))
            .map_err(|cause| FileError::Broken {
                path: path(),
                cause,
            })?;
        if file.cases.is_empty() {
            return Err(FileError::Empty { path: path() });
        }
        file.cases.iter_mut().for_each(Case::name_precision);
        Ok(file)
    }
}

/// Python writes NaN and ±Infinity, which JSON has not; they become null.
fn finite_only(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            out.push('"');
        }
        // Every second part lies inside a string; an escaped quote would only shift the parity of
        // free text, and no key or number of the format holds one.
        if i % 2 == 0 && part.contains(['N', 'I']) {
            let plain = part
                .replace("-Infinity", "null")
                .replace("Infinity", "null");
            out.push_str(&plain.replace("NaN", "null"));
        } else {
            out.push_str(part);
        }
    }
    out
}

/// The array that nested lists of numbers spell; null becomes NaN. `None` if they are ragged.
pub(crate) fn array(value: &Value) -> Option<ArrayD<f64>> {
    match value {
        Value::Null => Some(ArrayD::from_elem(IxDyn(&[]), f64::NAN)),
        Value::Number(x) => Some(ArrayD::from_elem(IxDyn(&[]), x.as_f64()?)),
        Value::Array(rows) => {
            let rows = rows.iter().map(array).collect::<Option<Vec<_>>>()?;
            let inner = rows.first()?.shape().to_vec();
            let shape: Vec<usize> = std::iter::once(rows.len()).chain(inner).collect();
            let entries = rows.iter().flat_map(|row| row.iter().copied()).collect();
            let same = rows.iter().all(|row| row.shape() == &shape[1..]);
            ArrayD::from_shape_vec(shape, entries).ok().filter(|_| same)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_lists_become_arrays() {
        let matrix = array(&serde_json::json!([[1, 2.5], [null, 4]])).expect("a matrix");
        assert_eq!(matrix.shape(), [2, 2]);
        assert!(matrix[[1, 0]].is_nan() && matrix[[0, 1]] == 2.5);
        assert!(array(&serde_json::json!([[1], [2, 3]])).is_none());
        assert!(array(&serde_json::json!("x")).is_none());
    }

    #[test]
    fn python_spells_numbers_that_are_not_finite() {
        let text = r#"{"NaN Infinity": [NaN, -Infinity, Infinity, 1]}"#;
        assert_eq!(
            finite_only(text),
            r#"{"NaN Infinity": [null, null, null, 1]}"#
        );
    }

    #[test]
    fn a_missing_and_a_broken_file_get_one_line() {
        let folder = std::env::temp_dir();
        let broken = folder.join(format!("broken-{}.json", std::process::id()));
        std::fs::write(&broken, "{\"meta\": {\"problems\": {}}, \"cases\": [}").expect("written");
        for (path, says) in [
            (folder.join("no/such/file.json"), "cannot be read"),
            (
                broken.clone(),
                "not a file of trajectories: expected value at line 1 column 38",
            ),
        ] {
            let message = File::read(&path).expect_err("an unusable file").to_string();
            assert!(
                message.contains(says) && message.lines().count() == 1,
                "{message}"
            );
        }
        std::fs::remove_file(broken).expect("removed");
    }
}
