//! A trajectory as text.

use std::io::{self, Write};

use descent::{DescentError, Tensor, Trace, flatten};
use serde_json::{Map, Value, json};

use super::Request;
use crate::commands::list::value;

/// Columns of a table; more parameters are left out.
const SHOWN: usize = 4;

/// Some steps with values rounded to be read.
///
/// # Errors
/// If `out` cannot be written.
pub fn table(out: &mut dyn Write, request: &Request, trace: &Trace) -> io::Result<()> {
    let settings: Vec<String> = settings(request)
        .iter()
        .map(|(name, value)| format!("{name} {}", value.to_string().trim_matches('"')))
        .collect();
    let (optimizer, problem) = (request.spec().name, request.problem.name());
    writeln!(out, "{optimizer} on {problem}: {}", settings.join(", "))?;
    let Some(first) = trace.points().first() else {
        return Ok(());
    };
    let size: usize = first.iter().map(Tensor::len).sum();
    let more = if size > SHOWN { "  …" } else { "" };
    write!(out, "{:>7} {:>13}", "step", "value")?;
    for i in 0..size.min(SHOWN) {
        write!(out, " {:>13}", format!("θ[{i}]"))?;
    }
    writeln!(out, "{more}")?;
    let last = trace.values().len() - 1;
    for (step, (value, point)) in trace.values().iter().zip(trace.points()).enumerate() {
        if !is_shown(step, last) {
            continue;
        }
        write!(out, "{step:>7} {:>13}", rounded(*value))?;
        for x in flatten(point).iter().take(SHOWN) {
            write!(out, " {:>13}", rounded(*x))?;
        }
        writeln!(out, "{more}")?;
    }
    Ok(())
}

/// 0, 1, 2, 5, 10, 20, 50, … and the last.
fn is_shown(step: usize, last: usize) -> bool {
    let mut leading = step;
    while leading >= 10 && leading.is_multiple_of(10) {
        leading /= 10;
    }
    matches!(leading, 0 | 1 | 2 | 5) || step == last
}

/// Seven digits.
fn rounded(x: f64) -> String {
    if x == 0.0 || (1e-4..1e6).contains(&x.abs()) {
        // Digits before the point take away from those behind it.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let before = x.abs().log10().floor().max(0.0) as usize;
        format!("{x:.*}", 6_usize.saturating_sub(before))
    } else {
        format!("{x:.6e}")
    }
}

/// Everything, numbers so that they read back exactly; one step a line.
///
/// # Errors
/// If `out` cannot be written.
pub fn json(
    out: &mut dyn Write,
    request: &Request,
    trace: &Trace,
    broken: Option<&DescentError>,
) -> io::Result<()> {
    let shapes: Vec<_> = request
        .start
        .iter()
        .map(|tensor| json!(tensor.shape()))
        .collect();
    let error = broken.map(|error| json!({"step": error.step, "message": error.cause.to_string()}));
    let head = [
        ("optimizer", json!(request.spec().name)),
        ("equation", json!(request.spec().equation)),
        ("settings", Value::Object(settings(request))),
        ("problem", json!(request.problem.name())),
        ("formula", json!(request.formula)),
        ("spectrum", json!(request.spectrum)),
        ("seed", json!(seed(request))),
        ("start", json!(flatten(&request.start))),
        ("shapes", json!(shapes)),
        ("steps_asked", json!(request.steps)),
        ("error", json!(error)),
    ];
    writeln!(out, "{{")?;
    for (name, value) in head {
        writeln!(out, "  \"{name}\": {value},")?;
    }
    writeln!(out, "  \"steps\": [")?;
    let count = trace.values().len();
    for (step, (value, point)) in trace.values().iter().zip(trace.points()).enumerate() {
        let comma = if step + 1 < count { "," } else { "" };
        let line = json!({"step": step, "value": value, "params": flatten(point)});
        writeln!(out, "    {line}{comma}")?;
    }
    writeln!(out, "  ]\n}}")
}

/// Every step on a line, numbers so that they read back exactly.
///
/// # Errors
/// If `out` cannot be written.
pub fn csv(out: &mut dyn Write, request: &Request, trace: &Trace) -> io::Result<()> {
    write!(out, "step,value")?;
    for i in 0..flatten(&request.start).len() {
        write!(out, ",theta{i}")?;
    }
    writeln!(out)?;
    for (step, (value, point)) in trace.values().iter().zip(trace.points()).enumerate() {
        write!(out, "{step},{value:?}")?;
        for x in flatten(point) {
            write!(out, ",{x:?}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn settings(request: &Request) -> Map<String, Value> {
    let pair = |(h, v): (&descent::Hyperparameter, Option<&descent::Value>)| {
        (h.name.to_owned(), v.map_or(Value::Null, value))
    };
    request.settings.iter().map(pair).collect()
}

/// The seed in force: what was given, or the optimizer's or the network's own.
fn seed(request: &Request) -> Option<u64> {
    let of_optimizer = || {
        let has = request.spec().hyperparameter("seed").is_some();
        has.then(|| request.settings.integer("seed").ok()).flatten()
    };
    let of_problem = || (request.problem.name() == "digits-mlp").then_some(0);
    request.seed.or_else(of_optimizer).or_else(of_problem)
}
