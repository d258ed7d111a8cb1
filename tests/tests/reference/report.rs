//! What became of each case, counted.

use std::fmt;
use std::io::Write as _;

use crate::case::{Case, File};
use crate::compare::{compare, compare_end, holds_one_point, keeps_second_point};
use crate::defects::{DEFECTS, Defect, defect};
use crate::formula::FormulaError;
use crate::mapping::{Missing, method};
use crate::problem::problem;

/// Every case of a file under one of four headings.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) reproduced: Vec<String>,
    /// With where they differ.
    pub(crate) failed: Vec<String>,
    /// With the reason.
    pub(crate) not_implemented: Vec<(String, Missing)>,
    /// With the library's fault.
    pub(crate) defects: Vec<(String, &'static Defect)>,
    /// Defects with a case that we reproduce all the same.
    refuted: Vec<&'static Defect>,
}

enum Verdict {
    Reproduced,
    Failed(String),
    NotImplemented(Missing),
}

impl Report {
    /// Runs every case of `file`.
    pub(crate) fn of(file: &File) -> Self {
        let mut report = Self::default();
        for case in &file.cases {
            let hyperparameters = serde_json::Value::from(case.hyperparameters.clone());
            let name = format!("{} on {} {hyperparameters}", case.id, case.problem);
            let verdict = verdict(file, case);
            if let Some(defect) = defect(case) {
                if matches!(verdict, Verdict::Reproduced) {
                    report.refuted.push(defect);
                }
                report.defects.push((name, defect));
                continue;
            }
            match verdict {
                Verdict::Reproduced => report.reproduced.push(name),
                Verdict::Failed(why) => report.failed.push(format!("{name}: {why}")),
                Verdict::NotImplemented(why) => report.not_implemented.push((name, why)),
            }
        }
        report
    }

    /// Entries of the table of defects that no case shows, or that a reproduced case refutes.
    pub(crate) fn stale_defects(&self) -> Vec<String> {
        let shown = |defect: &Defect| {
            let same = |other: &Defect| {
                (other.library, other.optimizer) == (defect.library, defect.optimizer)
            };
            self.defects.iter().any(|(_, other)| same(other))
                && !self.refuted.iter().any(|other| same(other))
        };
        DEFECTS
            .iter()
            .filter(|defect| !shown(defect))
            .map(|defect| format!("{} {}", defect.library, defect.optimizer))
            .collect()
    }
}

fn verdict(file: &File, case: &Case) -> Verdict {
    match attempt(file, case) {
        Ok(Ok(())) => Verdict::Reproduced,
        Ok(Err(why)) => Verdict::Failed(why),
        Err(missing) => Verdict::NotImplemented(missing),
    }
}

/// Runs the case, if everything that it needs exists, and compares.
fn attempt(file: &File, case: &Case) -> Result<Result<(), String>, Missing> {
    let (method, trial) = (method(case)?, method(case)?);
    let problems = match problem(&file.meta, case) {
        Err(FormulaError::Contradiction(why)) => return Ok(Err(why)),
        other => other?,
    };
    let first = problems[0].as_ref();
    if let Some(aux) = &case.aux
        && !(holds_one_point(aux) && keeps_second_point(first, trial))
    {
        return Err(Missing::SecondPoint);
    }
    if let Some(end) = case.end() {
        let iterations = case.iterations.ok_or(Missing::Iterations)?;
        return Ok(compare_end(end, iterations, first, method));
    }
    let steps = case.steps().map_err(|key| Missing::Step(key.to_owned()))?;
    Ok(compare(case, &steps, &problems, method))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (case, why) in &self.not_implemented {
            // That we do not have an optimizer is no news; that we have it in part is.
            if !matches!(why, Missing::Optimizer) {
                writeln!(f, "not implemented: {case}: {why}")?;
            }
        }
        for defect in DEFECTS {
            let cases = self
                .defects
                .iter()
                .filter(|(_, d)| std::ptr::eq(*d, defect))
                .count();
            if cases > 0 {
                let Defect {
                    library,
                    optimizer,
                    reason,
                    ..
                } = defect;
                writeln!(
                    f,
                    "library defect: {library} {optimizer}, {cases} cases: {reason}"
                )?;
            }
        }
        for case in &self.failed {
            writeln!(f, "failed: {case}")?;
        }
        writeln!(
            f,
            "reproduced {} / failed {} / not implemented {} (library defects, counted apart: {})",
            self.reproduced.len(),
            self.failed.len(),
            self.not_implemented.len(),
            self.defects.len(),
        )
    }
}

/// Prints also where the test harness captures what tests print.
pub(crate) fn say(text: &str) {
    // Nothing can be done, and nothing is lost but words, if standard output is closed.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
