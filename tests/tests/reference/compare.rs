//! Runs a case and compares.

use std::collections::BTreeMap;

use descent::{Configured, Method, Objective, StepError, Tensor, zeros_like};
use serde_json::Value;

use crate::case::{Case, array};

/// The relative tolerance where neither the run nor the library magnifies rounding.
const TOLERANCE: f64 = 1e-9;
/// Up to this sensitivity, rounding errors stay far below the tolerance.
const TAME: f64 = 1e4;
/// A library that keeps its state in 32 bits rounds by 6·10⁻⁸ in each of some hundred steps.
const SINGLE: f64 = 1e-5;
/// How far apart two ends may lie where both gradients vanish: f is flat to rounding within 10⁻⁸.
const END: f64 = 1e-6;
/// How far from a stationary point a library may have stopped, for each unit of its gradient there.
const FLATNESS: f64 = 10.0;
/// How many of our steps may stand for one of theirs, where the line searches differ.
const PATIENCE: usize = 2;
/// How much higher than theirs our value may be, relative to 1 + |theirs|: rounding.
const HIGHER: f64 = 1e-12;

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

/// One step of either kind of optimizer.
fn advance(
    method: &mut Method,
    problem: &dyn Objective,
    params: &mut [Tensor],
    grads: &mut [Tensor],
) -> Result<(), StepError> {
    match method {
        Method::Gradient(optimizer) => {
            problem.gradient_into(params, grads);
            optimizer.step(params, grads)
        }
        Method::Oracle(optimizer) => optimizer.step_on(problem, params),
    }
}

/// Runs `method` on `problem` and looks whether it comes to where the library stopped by itself.
///
/// A library with another line search walks another path to the same end. Within twice as many steps
/// as it took, ours must come to a point that is no higher and lies within 10⁻⁶ + 10 max|∇f(theirs)|
/// of theirs, relative to 1 + |theirs|, in each entry. The steps before the end are not compared.
pub(crate) fn compare_end(
    end: &Value,
    iterations: usize,
    problem: &dyn Objective,
    mut method: Method,
) -> Result<(), String> {
    let mut params = problem.start();
    let mut grads = zeros_like(&params);
    let theirs = array(end).ok_or("final: not an array")?;
    if theirs.shape() != params[0].shape() {
        let (theirs, ours) = (theirs.shape(), params[0].shape());
        return Err(format!("final: theirs has shape {theirs:?}, ours {ours:?}"));
    }
    let theirs = vec![theirs];
    let value = problem.value(&theirs);
    let steepest = |slope: &Tensor| slope.fold(0.0, |most: f64, g| most.max(g.abs()));
    let allowed = END + FLATNESS * steepest(&problem.gradient(&theirs)[0]);
    if !(value.is_finite() && allowed.is_finite()) {
        return Err(format!("final: f is {value} there, allowed {allowed}"));
    }
    let most = PATIENCE * iterations;
    let mut apart = f64::INFINITY;
    for step in 0..=most {
        if step > 0 {
            advance(&mut method, problem, &mut params, &mut grads)
                .map_err(|refused| format!("step {step}: {refused}"))?;
        }
        let pairs = params[0].iter().zip(&theirs[0]);
        apart = pairs.fold(0.0, |most: f64, (ours, theirs)| {
            let error = (ours - theirs).abs() / (1.0 + theirs.abs());
            if error.is_nan() {
                f64::INFINITY
            } else {
                most.max(error)
            }
        });
        let rise = problem.value(&params) - value;
        if apart <= allowed && rise <= HIGHER * (1.0 + value.abs()) {
            return Ok(());
        }
    }
    Err(format!(
        "after {most} steps, twice theirs: ours {:?}, theirs {:?}, relative error {apart:.1e}, \
         allowed {allowed:.0e}; f {}, theirs {value}",
        params[0].iter().collect::<Vec<_>>(),
        theirs[0].iter().collect::<Vec<_>>(),
        problem.value(&params)
    ))
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
            match advance(&mut method, problem, &mut params, &mut grads) {
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
        compare_second(case, step, method.configured(), allowed)?;
    }
    Ok(())
}

/// Whether `aux` names one point in each of its steps: with more, nobody knows which is ours.
pub(crate) fn holds_one_point(aux: &Value) -> bool {
    let one = |points: &Value| points.as_object().is_some_and(|points| points.len() == 1);
    aux.as_object().is_some_and(|steps| steps.values().all(one))
}

/// Whether `method` keeps another point than the parameters once it has taken a step.
pub(crate) fn keeps_second_point(problem: &dyn Objective, mut method: Method) -> bool {
    let mut params = problem.start();
    let mut grads = zeros_like(&params);
    // A step that is refused is a difference, which the comparison finds.
    advance(&mut method, problem, &mut params, &mut grads).is_err()
        || method.configured().second_point().is_some()
}

/// Compares the one other point that the library kept after `step`, if `case.aux` has it.
fn compare_second(
    case: &Case,
    step: usize,
    ours: &dyn Configured,
    allowed: f64,
) -> Result<(), String> {
    let Some(kept) = case.aux.as_ref().and_then(|aux| aux.get(step.to_string())) else {
        return Ok(());
    };
    let one = kept.as_object().filter(|points| points.len() == 1);
    let (name, theirs) = one
        .and_then(|points| points.iter().next())
        .ok_or_else(|| format!("step {step}: `aux` is not one named point"))?;
    let theirs = array(theirs).ok_or_else(|| format!("step {step}, {name}: not an array"))?;
    let ours = ours
        .second_point()
        .ok_or_else(|| format!("step {step}: ours keeps no second point, theirs {name}"))?;
    if ours[0].shape() != theirs.shape() {
        return Err(format!("step {step}, {name}: another shape"));
    }
    for (entry, (&ours, &theirs)) in ours[0].iter().zip(&theirs).enumerate() {
        let error = (ours - theirs).abs() / (1.0 + theirs.abs());
        if theirs.is_finite() && (error.is_nan() || error > allowed) {
            return Err(format!(
                "step {step}, {name}, entry {entry}: ours {ours}, theirs {theirs}, \
                 relative error {error:.1e}, allowed {allowed:.0e}"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use descent::problems::{Quadratic, himmelblau};
    use descent::{Settings, flatten};
    use serde_json::json;

    fn method(name: &str, pairs: &[(&str, &str)]) -> Method {
        let spec = optimizers::by_name(name).expect("of the registry");
        let set = |settings: Settings, (name, text): &(&str, &str)| {
            settings.with_text(name, text).expect("a value")
        };
        let settings = pairs.iter().fold(spec.settings(), set);
        (spec.build)(&settings).expect("complete")
    }

    #[test]
    fn an_end_must_be_reached_in_time_and_be_the_same() {
        let valley = Quadratic::new(&[0.1, 2.0]).expect("a spectrum");
        let fast = || method("bfgs", &[]);
        let slow = || method("backtracking", &[("lr", "1")]);
        let at = |end: [f64; 2], steps, method| compare_end(&json!(end), steps, &valley, method);
        assert_eq!(at([0.0, 0.0], 10, fast()), Ok(()));
        // Where they stopped early, as near as their gradient says.
        assert_eq!(at([1e-3, 0.0], 10, fast()), Ok(()));
        let too_slow = at([0.0, 0.0], 10, slow()).expect_err("slow");
        assert!(too_slow.starts_with("after 20 steps"), "{too_slow}");
        assert_eq!(at([0.0, 0.0], 200, slow()), Ok(()));
        // No step at all, another shape, no numbers.
        at([0.0, 0.0], 0, fast()).expect_err("not at the start");
        compare_end(&json!([0.0]), 9, &valley, fast()).expect_err("another shape");
        at([f64::NAN, 0.0], 9, fast()).expect_err("no numbers");
    }

    #[test]
    fn a_second_point_is_compared_where_both_have_one() {
        let valley = Quadratic::new(&[0.1, 2.0]).expect("a spectrum");
        let keeps = |name| keeps_second_point(&valley, method(name, &[("lr", "0.1")]));
        assert!(keeps("asgd") && keeps("lookahead") && keeps("schedule-free"));
        assert!(!keeps("sgd") && !keeps("adam"));
        assert!(holds_one_point(
            &json!({"1": {"slow": [0.0]}, "2": {"slow": [1.0]}})
        ));
        assert!(!holds_one_point(
            &json!({"1": {"slow": [0.0], "ax": [1.0]}})
        ));
        assert!(!holds_one_point(&json!({"1": [0.0]})));
    }

    #[test]
    fn another_minimum_is_another_end() {
        let hills = himmelblau();
        let reached = {
            let mut params = hills.start();
            let mut grads = zeros_like(&params);
            let mut method = method("bfgs", &[]);
            for _ in 0..60 {
                advance(&mut method, &hills, &mut params, &mut grads).expect("a step");
            }
            flatten(&params)
        };
        for minimum in hills.minimizers() {
            let end = flatten(&minimum);
            let same = (end[0] - reached[0]).abs() < 0.1 && (end[1] - reached[1]).abs() < 0.1;
            let verdict = compare_end(&json!(end), 30, &hills, method("bfgs", &[]));
            assert_eq!(
                verdict.is_ok(),
                same,
                "{end:?}, reached {reached:?}: {verdict:?}"
            );
        }
    }
}
