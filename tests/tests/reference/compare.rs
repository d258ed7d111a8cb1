//! Runs a case and compares.

use std::collections::BTreeMap;

use descent::{Method, Objective, zeros_like};
use serde_json::Value;

use crate::case::{Case, array};

/// The relative tolerance where neither the run nor the library magnifies rounding.
const TOLERANCE: f64 = 1e-9;
/// Up to this sensitivity, rounding errors stay far below the tolerance.
const TAME: f64 = 1e4;
/// A library that keeps its state in 32 bits rounds by 6·10⁻⁸ in each of some hundred steps.
const SINGLE: f64 = 1e-5;

/// How far from `case` a number may lie, relative to 1 + |theirs|.
///
/// 10⁻⁹; where the run magnifies a change of its start more than 10⁴ times, as many times more;
/// 10⁻⁵ where the library itself computed in 32 bits.
pub(crate) fn tolerance(case: &Case) -> f64 {
    let wild = case
        .sensitivity
        .filter(|s| s.is_finite())
        .map_or(1.0, |s| (s / TAME).max(1.0));
    let base = if case.float32_internal == Some(true) {
        SINGLE
    } else {
        TOLERANCE
    };
    base * wild
}

/// Runs `method` on `problems`, one a step in turn, and compares every recorded step; the error says where it differs.
pub(crate) fn compare(
    case: &Case,
    steps: &BTreeMap<usize, &Value>,
    problems: &[Box<dyn Objective>],
    mut method: Method,
) -> Result<(), String> {
    let allowed = tolerance(case);
    let mut params = problems[0].start();
    let mut grads = zeros_like(&params);
    let mut done = 0;
    let mut stopped = None;
    for (&step, &recorded) in steps {
        while done < step && stopped.is_none() {
            let problem = problems[done % problems.len()].as_ref();
            let advanced = match &mut method {
                Method::Gradient(optimizer) => {
                    problem.gradient_into(&params, &mut grads);
                    optimizer.step(&mut params, &grads)
                }
                Method::Oracle(optimizer) => optimizer.step_on(problem, &mut params),
            };
            match advanced {
                Ok(()) => done += 1,
                Err(refused) => stopped = Some(format!("step {}: {refused}", done + 1)),
            }
        }
        let theirs = array(recorded).ok_or_else(|| format!("step {step}: not an array"))?;
        if theirs.shape() != params[0].shape() {
            let (theirs, ours) = (theirs.shape(), params[0].shape());
            return Err(format!(
                "step {step}: theirs has shape {theirs:?}, ours {ours:?}"
            ));
        }
        for (entry, (&ours, &theirs)) in params[0].iter().zip(&theirs).enumerate() {
            // Where theirs is not finite, ours must have stopped or be beyond numbers too.
            if !theirs.is_finite() {
                if stopped.is_none() && ours.is_finite() {
                    return Err(format!(
                        "step {step}, entry {entry}: ours {ours}, theirs no number"
                    ));
                }
                continue;
            }
            if let Some(stopped) = &stopped {
                return Err(format!("{stopped}; theirs goes on to step {step}"));
            }
            let error = (ours - theirs).abs() / (1.0 + theirs.abs());
            if error.is_nan() || error > allowed {
                return Err(format!(
                    "step {step}, entry {entry}: ours {ours}, theirs {theirs}, \
                     relative error {error:.1e}, allowed {allowed:.0e}"
                ));
            }
        }
    }
    Ok(())
}
