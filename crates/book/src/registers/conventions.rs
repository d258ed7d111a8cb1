//! Every optimizer of the registry: its equation, its source, its hyperparameters.

use crate::labels::{Kind as LabelKind, Label, Labels};
use crate::pages::Page;
use crate::problem::{Place, Problem};
use crate::site::weave::href;
use descent::{Hyperparameter, Kind, Spec, Value};
use optimizers::ALL;
use std::fmt::Write as _;

/// A table for each chapter that has optimizers, in the order of the chapters.
///
/// # Errors
/// If an optimizer's equation stands on no page of the edition.
pub fn written(page: &Page, labels: &Labels) -> Result<String, Problem> {
    let words = page.language.words();
    let mut text = String::new();
    for chapter in &labels.pages {
        let own = ALL.iter().filter(|spec| spec.chapter == chapter.name);
        let mut rows = String::new();
        for spec in own {
            let equation = equation(page, labels, spec)?;
            let hyperparameters: Vec<String> =
                spec.hyperparameters.iter().map(hyperparameter).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(
                rows,
                "| `{}`<br>[({})]({})<br>{} | {} |",
                spec.name,
                equation.number,
                href(page, equation),
                cell(spec.source),
                hyperparameters.join("<br>")
            );
        }
        if rows.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n### {} {{#conventions-{}}}\n\n{}\n|---|---|\n{rows}",
            chapter.title, chapter.name, words.conventions_head
        );
    }
    Ok(text)
}

/// The label of an optimizer's equation.
///
/// # Errors
/// If it stands on no page of the edition.
pub(super) fn equation<'a>(
    page: &Page,
    labels: &'a Labels,
    spec: &Spec,
) -> Result<&'a Label, Problem> {
    let key = (LabelKind::Equation, spec.equation.to_owned());
    labels.labels.get(&key).ok_or_else(|| Problem::Form {
        place: Place::new(&page.file, 1),
        reason: format!(
            "no {} page shows `{}`, the equation of the optimizer {}",
            labels.language, spec.equation, spec.name
        ),
    })
}

/// A hyperparameter without a word of either language: `beta` = 0.9, β ∈ [0, 1).
fn hyperparameter(h: &Hyperparameter) -> String {
    let symbol = cell(h.symbol);
    let name = h.name;
    match h.kind {
        Kind::Real { default, range } => {
            let default = default.map_or(String::new(), |x| format!(" = {}", number(x)));
            format!("`{name}`{default}, {symbol} ∈ {range}")
        }
        Kind::Integer { default, min } => format!("`{name}` = {default}, {symbol} ≥ {min}"),
        Kind::Switch { default } => format!("`{name}` = `{}`, {symbol}", Value::Switch(default)),
        Kind::Choice { options } => {
            let options: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
            format!("`{name}` = {}, {symbol}", options.join(" / "))
        }
    }
}

/// A default: powers of ten where they are shorter.
fn number(x: f64) -> String {
    let (plain, powers) = (x.to_string(), format!("{x:e}"));
    if plain.len() <= powers.len() + 1 {
        return plain;
    }
    match powers.split_once('e') {
        Some((digits, exponent)) => {
            let raised: String = exponent.chars().map(superscript).collect();
            match digits {
                "1" => format!("10{raised}"),
                _ => format!("{digits}·10{raised}"),
            }
        }
        None => plain,
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    }
}

/// Text that stays inside its cell, and that Markdown leaves as it is.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if matches!(letter, '|' | '*' | '_' | '<' | '[' | ']' | '`' | '$') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use descent::Range;

    #[test]
    fn hyperparameters_are_short_and_hold_no_word() {
        for (given, wanted) in [
            (Hyperparameter::LR, "`lr`, η ∈ [0, ∞)"),
            (
                Hyperparameter::real("eps", "ε|v", 1e-8, Range::POSITIVE, "meaning"),
                "`eps` = 10⁻⁸, ε\\|v ∈ (0, ∞)",
            ),
            (
                Hyperparameter::real("beta", "β", 0.9, Range::DECAY, "meaning"),
                "`beta` = 0.9, β ∈ [0, 1)",
            ),
        ] {
            assert_eq!(hyperparameter(&given), wanted);
        }
        assert_eq!(number(2.5e-12), "2.5·10⁻¹²");
        assert_eq!(number(0.0025), "0.0025");
        for h in ALL.iter().flat_map(|spec| spec.hyperparameters) {
            let shown = hyperparameter(h);
            assert!(shown.contains(&format!("`{}`", h.name)), "{shown}");
            assert!(!shown.contains(h.meaning), "{shown}");
        }
    }
}
