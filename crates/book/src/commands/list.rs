//! `cargo book list`: every optimizer of the book.

use descent::{Hyperparameter, Kind, Spec, Value};
use optimizers::{ALL, trial};
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::Failure;

/// What `cargo book list` can be told.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: cargo book list --json")]
pub struct Args {
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Prints every optimizer with its hyperparameters and what it keeps.
///
/// # Errors
/// If an optimizer cannot be run to count its state, which the tests exclude.
pub fn run(args: &Args) -> Result<(), Failure> {
    // Some keep a matrix of all pairs of parameters, so each is counted on a core of its own.
    let entries: Vec<(&Spec, f64)> = ALL
        .par_iter()
        .map(|spec| Ok((spec, trial::state_per_parameter(spec)?)))
        .collect::<Result<_, trial::TrialError>>()
        .map_err(Failure::work)?;
    let text = if args.json {
        let list: Vec<Json> = entries
            .iter()
            .map(|&(spec, state)| json(spec, state))
            .collect();
        format!("{:#}\n", Json::from(list))
    } else {
        let width = terminal_width();
        entries
            .iter()
            .map(|&(spec, state)| block(spec, state, width))
            .collect()
    };
    super::print(|out| out.write_all(text.as_bytes()))
}

/// The columns of the terminal; `COLUMNS` where it is set, 80 where there is none.
fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let size = || {
        console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| usize::from(columns))
    };
    columns.or_else(size).unwrap_or(80).clamp(30, 100)
}

fn json(spec: &Spec, state: f64) -> Json {
    json!({
        "name": spec.name,
        "chapter": spec.chapter,
        "equation": spec.equation,
        "source": spec.source,
        "state_per_parameter": state,
        "hyperparameters": spec.hyperparameters.iter().map(hyperparameter).collect::<Vec<_>>(),
    })
}

fn hyperparameter(h: &Hyperparameter) -> Json {
    let mut entry = json!({
        "name": h.name,
        "symbol": h.symbol,
        "meaning": h.meaning,
        "default": h.kind.default().as_ref().map(value),
        "allowed": h.kind.allowed(),
    });
    match h.kind {
        Kind::Real { range, .. } => {
            entry["kind"] = "real".into();
            // JSON has no infinity: an open end without bound is null.
            entry["range"] = json!({
                "low": finite(range.low), "low_included": range.low_included,
                "high": finite(range.high), "high_included": range.high_included,
            });
        }
        Kind::Integer { min, .. } => {
            entry["kind"] = "integer".into();
            entry["range"] = json!({"low": min, "low_included": true, "high": null});
        }
        Kind::Switch { .. } => entry["kind"] = "switch".into(),
        Kind::Choice { options } => {
            entry["kind"] = "choice".into();
            entry["options"] = json!(options);
        }
    }
    entry
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// A hyperparameter's value as JSON has it.
pub(crate) fn value(value: &Value) -> Json {
    match value {
        Value::Real(x) => (*x).into(),
        Value::Integer(n) => (*n).into(),
        Value::Switch(on) => (*on).into(),
        Value::Choice(word) => word.clone().into(),
    }
}

/// An optimizer on a few lines of at most `width` characters.
fn block(spec: &Spec, state: f64, width: usize) -> String {
    let numbers = if state == 1.0 { "number" } else { "numbers" };
    let facts = format!(
        "equation {} · state {state} {numbers} per parameter · {}",
        spec.equation, spec.source
    );
    let mut text = format!("{}\n{}", spec.name, wrapped(&facts, 2, width));
    for h in spec.hyperparameters {
        let default = match h.kind.default() {
            // Thirty zeros would not fit a line.
            Some(Value::Real(tiny)) if tiny != 0.0 && tiny.abs() < 1e-4 => {
                format!("default {tiny:e}")
            }
            Some(default) => format!("default {default}"),
            None => "no default".to_owned(),
        };
        let allowed = match h.kind {
            Kind::Real { range, .. } => range.to_string(),
            Kind::Integer { min, .. } => format!("{min}, {}, …", min + 1),
            Kind::Switch { .. } => "true or false".to_owned(),
            Kind::Choice { options } => options.join(" or "),
        };
        let head = format!("--{} ({})", flag(h.name), h.symbol);
        // Columns are aligned where there is room for them.
        let column = if width < 60 { 0 } else { 22 };
        let words = format!("{head:<column$} {allowed}, {default}: {}", h.meaning);
        text.push_str(&wrapped(&words, 4, width));
    }
    text.push('\n');
    text
}

/// A hyperparameter's name as a flag: `weight-decay`.
pub(crate) fn flag(name: &str) -> String {
    name.replace('_', "-")
}

/// `text` in lines of at most `width` characters, the first indented by `indent`, the others more.
fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines = vec![" ".repeat(indent)];
    // Spaces between words stay as they are, since they align columns.
    for word in text.split_inclusive(' ') {
        let last = lines.last_mut().map_or(0, |line| line.chars().count());
        if last + word.trim_end().chars().count() > width && last > indent + 2 {
            lines.push(" ".repeat(indent + 4));
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    let mut text = String::new();
    for line in &lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_narrow_and_wide_terminals() {
        for spec in ALL {
            for width in [40, 60, 80] {
                for line in block(spec, 1.0, width).lines() {
                    // A label that is longer than the line stands on it alone.
                    let fits = line.chars().count() <= width || !line.trim().contains(' ');
                    assert!(fits, "{width}: {line}");
                }
            }
        }
    }
}
