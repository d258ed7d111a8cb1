//! The schedules against the learning rates that PyTorch gives.
//!
//! Reads `tests/reference/schedules.json`, or the file named by the environment variable
//! `SCHEDULES`; `tests/reference/README.md` explains the fields. `mapping.rs` says which of our
//! schedules stands for which of theirs.

mod mapping;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use schedules::Schedule;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How many cases of the committed file are reproduced. A new schedule raises it.
const REPRODUCED: usize = 13;
/// Ours and theirs differ by rounding only: PyTorch multiplies up what we write in closed form.
const RELATIVE: f64 = 1e-10;
/// Where a schedule ends at 0, relative to the case's largest rate.
const AT_ZERO: f64 = 1e-14;

#[derive(Debug, Deserialize)]
struct File {
    cases: Vec<Case>,
}

/// One schedule of the library with the rates that it gave.
#[derive(Debug, Deserialize)]
struct Case {
    schedule: String,
    base_lr: f64,
    arguments: Map<String, Value>,
    /// The rate in force after 0, 1, 2, … steps.
    lr: Vec<f64>,
}

#[derive(Debug, Default)]
struct Report {
    reproduced: usize,
    failed: Vec<String>,
    not_implemented: Vec<String>,
}

fn read(path: &Path) -> Result<File, String> {
    let place = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| format!("{place}: {e}"))?;
    let file: File = serde_json::from_str(&text).map_err(|e| format!("{place}: {e}"))?;
    if file.cases.is_empty() {
        return Err(format!("{place}: no cases"));
    }
    Ok(file)
}

/// Where the rates part, if they do.
fn difference(case: &Case, schedule: &dyn Schedule) -> Option<String> {
    let largest = case.lr.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    (0..).zip(&case.lr).find_map(|(t, theirs)| {
        let ours = schedule.rate(t);
        let allowed = RELATIVE * theirs.abs() + AT_ZERO * largest;
        // NaN is no agreement either.
        let agrees = (ours - theirs).abs() <= allowed;
        (!agrees).then(|| format!("after {t} steps {ours}, not {theirs}"))
    })
}

fn report(file: &File) -> Report {
    let mut report = Report::default();
    for case in &file.cases {
        let arguments = Value::Object(case.arguments.clone());
        let name = format!("{} {arguments} from {}", case.schedule, case.base_lr);
        match mapping::schedule(&case.schedule, case.base_lr, &case.arguments) {
            Err(why) => report.not_implemented.push(format!("{name}: {why}")),
            Ok(schedule) => match difference(case, schedule.as_ref()) {
                Some(why) => report.failed.push(format!("{name}: {why}")),
                None if case.lr.is_empty() => report.failed.push(format!("{name}: no rates")),
                None => report.reproduced += 1,
            },
        }
    }
    report
}

fn named() -> Option<PathBuf> {
    let name = std::env::var_os("SCHEDULES").filter(|name| !name.is_empty())?;
    let shell = std::env::var_os("PWD").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut places = shell
        .into_iter()
        .chain([root])
        .map(|folder| folder.join(&name));
    Some(
        places
            .find(|path| path.exists())
            .unwrap_or_else(|| name.into()),
    )
}

/// Past the test harness, which hides what a passing test prints.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[test]
fn schedules_are_reproduced() {
    let named = named();
    let path = named
        .clone()
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("reference/schedules.json"));
    let file = read(&path).unwrap_or_else(|why| {
        say(&format!("{why}\n"));
        panic!("{why}");
    });
    let report = report(&file);
    let mut text = format!(
        "{}: {} reproduced, {} failed, {} not implemented\n",
        path.display(),
        report.reproduced,
        report.failed.len(),
        report.not_implemented.len()
    );
    for (heading, cases) in [
        ("failed", &report.failed),
        ("not implemented", &report.not_implemented),
    ] {
        for case in cases {
            let _ = writeln!(text, "  {heading}: {case}");
        }
    }
    say(&text);
    assert!(
        report.failed.is_empty(),
        "{} cases failed, see above",
        report.failed.len()
    );
    if named.is_none() {
        assert_eq!(report.reproduced, REPRODUCED, "of the committed file");
        assert!(report.not_implemented.is_empty(), "see above");
    }
}

#[test]
fn a_wrong_rate_or_an_unknown_argument_is_never_reproduced() {
    let case = |arguments: Value, lr: &[f64]| File {
        cases: vec![Case {
            schedule: "StepLR".to_owned(),
            base_lr: 1.0,
            arguments: arguments.as_object().cloned().unwrap_or_default(),
            lr: lr.to_vec(),
        }],
    };
    let right = serde_json::json!({"step_size": 2, "gamma": 0.5});
    assert_eq!(report(&case(right.clone(), &[1.0, 1.0, 0.5])).reproduced, 1);
    for wrong in [
        [1.0, 0.5, 0.5],
        [1.0, 1.0, 0.5 + 1e-9],
        [1.0, 1.0, f64::NAN],
    ] {
        let report = report(&case(right.clone(), &wrong));
        assert_eq!(
            (report.reproduced, report.failed.len()),
            (0, 1),
            "{wrong:?}"
        );
    }
    assert_eq!(report(&case(right, &[])).failed.len(), 1);
    for unknown in [
        serde_json::json!({"step_size": 2, "warm": 3}),
        serde_json::json!({"gamma": 0.5}),
        serde_json::json!({"step_size": 0, "gamma": 0.5}),
        serde_json::json!({"step_size": 2.5, "gamma": 0.5}),
        serde_json::json!({"step_size": 2, "gamma": 0.5, "last_epoch": 3}),
    ] {
        let report = report(&case(unknown.clone(), &[1.0]));
        assert_eq!(report.not_implemented.len(), 1, "{unknown}");
    }
}
