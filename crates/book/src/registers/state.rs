//! What every optimizer keeps per parameter, what a step asks for, and how long it takes.

use super::conventions::equation;
use crate::labels::Labels;
use crate::pages::Page;
use crate::problem::{Place, Problem};
use crate::site::weave::href;
use descent::Spec;
use field_guide::cost::{self, Asked};
use optimizers::{ALL, trial};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// State per parameter of an optimizer, and what its step asks for.
type Counted = Result<(f64, Asked), trial::TrialError>;

/// Counted once: running every optimizer takes seconds, and `cargo book serve` writes the pages of
/// both editions again at each change.
static COUNTED: LazyLock<BTreeMap<&str, Counted>> = LazyLock::new(|| {
    let count = |spec| Ok((trial::state_per_parameter(spec)?, cost::asked(spec)?));
    ALL.par_iter()
        .map(|spec| (spec.name, count(spec)))
        .collect()
});

/// One table, in the order of the chapters. State and what is asked for are counted by running each
/// optimizer; times come from the committed measurement.
///
/// # Errors
/// If an optimizer cannot be run, or its equation stands on no page of the edition.
pub fn written(page: &Page, labels: &Labels) -> Result<String, Problem> {
    let words = page.language.words();
    let mut text = format!("{}\n|---|---:|---|---:|\n", words.state_head);
    for spec in in_order(labels) {
        let failed = |error: trial::TrialError| Problem::Form {
            place: Place::new(&page.file, 1),
            reason: format!("the optimizer {} does not run: {error}", spec.name),
        };
        let (state, asked) = COUNTED[spec.name].clone().map_err(failed)?;
        let time = |ratio: Option<f64>| ratio.map_or("–".to_owned(), short);
        let measured = cost::measured(spec.name);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| [`{}`]({}) | {} | {asked} | {}, {} |",
            spec.name,
            href(page, equation(page, labels, spec)?),
            short(state),
            time(measured.and_then(|ratio| ratio.vector)),
            time(measured.and_then(|ratio| ratio.matrix)),
        );
    }
    Ok(text)
}

/// The registry in the order of the chapters.
fn in_order(labels: &Labels) -> Vec<&'static Spec> {
    let place = |spec: &&Spec| {
        labels
            .pages
            .iter()
            .position(|page| page.name == spec.chapter)
    };
    let mut specs: Vec<&Spec> = ALL.iter().collect();
    specs.sort_by_key(place);
    specs
}

/// Three digits, and no more than the number has.
fn short(x: f64) -> String {
    let places = if x >= 100.0 {
        0
    } else if x >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{x:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (x, wanted) in [
            (0.0, "0"),
            (2.0, "2"),
            (0.03125, "0.03"),
            (24.25, "24.2"),
            (100.0, "100"),
            (4096.0, "4096"),
        ] {
            assert_eq!(short(x), wanted);
        }
    }

    #[test]
    fn every_optimizer_is_counted_and_measured() {
        for spec in ALL {
            let counted = COUNTED[spec.name].as_ref();
            assert!(
                counted.is_ok_and(|(_, asked)| !asked.to_string().is_empty()),
                "{}",
                spec.name
            );
            // A method without its line would be shown like one that does not fit into memory.
            assert!(
                cost::measured(spec.name).is_some(),
                "cost.csv lacks {}",
                spec.name
            );
        }
    }
}
