//! The committed results of `cargo book compare`, and what is computed from them.

use std::sync::LazyLock;

use descent::statistics::mean;

use crate::comparison::{self, OCTAVES, Part, Row, of};
use crate::contestant::{Contestant, Dimension, FIELD};
use crate::paired::{Paired, holm};
use crate::task::Task;
use crate::training::Outcome;

/// The level of intervals and tests on the page: 5%.
pub const LEVEL: f64 = 0.05;

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    Part::ALL
        .into_iter()
        .flat_map(|part| comparison::read(part, text(part)).expect("the committed results"))
        .collect()
});

/// The committed file of `part`.
pub fn text(part: Part) -> &'static str {
    match part {
        Part::Trials => include_str!("../results/trials.csv"),
        Part::Repeats => include_str!("../results/repeats.csv"),
        Part::Finals => include_str!("../results/finals.csv"),
        Part::Rates => include_str!("../results/rates.csv"),
        Part::Defaults => include_str!("../results/defaults.csv"),
    }
}

/// All committed rows.
///
/// # Panics
/// If a file is damaged, which the tests exclude.
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// The final runs of a method after a tuning, 1 or 2, by seed.
pub fn finals(task: Task, contestant: &'static Contestant, tuning: u8) -> Vec<Outcome> {
    of(rows(), Part::Finals, task, contestant)
        .filter(|row| row.number == f64::from(tuning))
        .map(|row| row.outcome)
        .collect()
}

/// The test losses of a method's final runs, by seed.
pub fn test_losses(task: Task, contestant: &'static Contestant, tuning: u8) -> Vec<f64> {
    let outcomes = finals(task, contestant, tuning);
    outcomes.iter().map(|outcome| outcome.test).collect()
}

/// The mean test loss with its error, over the seeds.
pub fn test(task: Task, contestant: &'static Contestant, tuning: u8) -> Paired {
    Paired::of(&test_losses(task, contestant, tuning))
}

/// The mean test error over the seeds.
pub fn error(task: Task, contestant: &'static Contestant, tuning: u8) -> f64 {
    let outcomes = finals(task, contestant, tuning);
    let errors: Vec<f64> = outcomes.iter().map(|outcome| outcome.error).collect();
    mean(&errors)
}

/// The methods, the smallest mean test loss first.
pub fn ranking(task: Task, tuning: u8) -> Vec<&'static Contestant> {
    let mut order: Vec<&Contestant> = FIELD.iter().collect();
    let loss = |contestant| test(task, contestant, tuning).mean;
    order.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
    order
}

/// Two methods, seed by seed.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The method with the smaller mean test loss.
    pub better: &'static Contestant,
    /// The other.
    pub worse: &'static Contestant,
    /// `worse` minus `better`.
    pub difference: Paired,
    /// The p-value, adjusted by Holm for all pairs of the task and the tuning.
    pub adjusted: f64,
}

/// All pairs of methods on `task` after one tuning, in the order of the [`ranking`].
pub fn pairs(task: Task, tuning: u8) -> Vec<Pair> {
    let order = ranking(task, tuning);
    let mut pairs = Vec::new();
    for (i, better) in order.iter().enumerate() {
        for worse in &order[i + 1..] {
            let losses = |contestant| test_losses(task, contestant, tuning);
            let difference = Paired::new(&losses(worse), &losses(better));
            pairs.push(Pair {
                better,
                worse,
                difference,
                adjusted: difference.p_value(),
            });
        }
    }
    let p_values: Vec<f64> = pairs.iter().map(|pair| pair.adjusted).collect();
    for (pair, adjusted) in pairs.iter_mut().zip(holm(&p_values)) {
        pair.adjusted = adjusted;
    }
    pairs
}

/// The pairs (better, worse) that differ significantly after a tuning.
pub fn different(task: Task, tuning: u8) -> Vec<(&'static str, &'static str)> {
    pairs(task, tuning)
        .into_iter()
        .filter(|pair| pair.adjusted <= LEVEL)
        .map(|pair| (pair.better.name, pair.worse.name))
        .collect()
}

/// The pairs (better, worse) that differ significantly, in the same direction, after both tunings.
pub fn confirmed(task: Task) -> Vec<(&'static str, &'static str)> {
    let again = different(task, 2);
    let mut both = different(task, 1);
    both.retain(|pair| again.contains(pair));
    both
}

/// The pairs (better, worse) of the first tuning that differ significantly the other way after the
/// second.
pub fn reversed(task: Task) -> Vec<(&'static str, &'static str)> {
    let again = different(task, 2);
    let mut turned = different(task, 1);
    turned.retain(|&(better, worse)| again.contains(&(worse, better)));
    turned
}

/// The validation losses of a method's first round, of both tunings.
pub fn trials(task: Task, contestant: &'static Contestant) -> Vec<f64> {
    of(rows(), Part::Trials, task, contestant)
        .map(|row| row.outcome.validation)
        .collect()
}

/// The smallest loss of the first round of a tuning, and the mean of the same configuration run
/// again.
///
/// # Panics
/// If there are no trials, which the tests exclude.
pub fn curse(task: Task, contestant: &'static Contestant, tuning: u8) -> (f64, f64) {
    let leaders = comparison::leaders(rows(), task, contestant, u64::from(tuning) - 1);
    let first = leaders.first().expect("trials");
    let again = comparison::repeated(rows(), first);
    (first.outcome.validation, again)
}

/// The mean validation loss at each factor 2ᵏ of the chosen learning rate.
pub fn rates(task: Task, contestant: &'static Contestant) -> Vec<(f64, f64)> {
    (-OCTAVES..=OCTAVES)
        .map(|octave| {
            let factor = 2f64.powi(octave);
            let losses: Vec<f64> = of(rows(), Part::Rates, task, contestant)
                .filter(|row| row.number == factor)
                .map(|row| row.outcome.validation)
                .collect();
            (factor, mean(&losses))
        })
        .collect()
}

/// How many doublings of the learning rate lie in the run of rates around the best one that lose at
/// most the share `loss` of its validation loss.
pub fn tolerance(task: Task, contestant: &'static Contestant, loss: f64) -> usize {
    let rates = rates(task, contestant);
    let best = (0..rates.len())
        .min_by(|&a, &b| rates[a].1.total_cmp(&rates[b].1))
        .unwrap_or(0);
    let good = |i: &usize| rates[*i].1 <= (1.0 + loss) * rates[best].1;
    let above = (best + 1..rates.len()).take_while(good).count();
    let below = (0..best).rev().take_while(good).count();
    above + below
}

/// Adam's runs at a recommended rate: the mean test loss and error.
pub fn recommended(task: Task, lr: f64) -> (f64, f64) {
    let adam = Contestant::by_name("adam").into_iter();
    let found: Vec<Outcome> = adam
        .flat_map(|adam| of(rows(), Part::Defaults, task, adam))
        .filter(|row| row.number == lr)
        .map(|row| row.outcome)
        .collect();
    let means = |value: fn(&Outcome) -> f64| mean(&found.iter().map(value).collect::<Vec<_>>());
    (means(|o| o.test), means(|o| o.error))
}

/// The rows of the page's table: number, method, and for each task the mean test loss after either
/// tuning with half the width of its interval, in thousandths.
pub fn table() -> Vec<String> {
    let rows = FIELD.iter().enumerate().map(|(i, contestant)| {
        let cells = Task::ALL.map(|task| {
            let losses = [1, 2].map(|tuning| {
                let test = test(task, contestant, tuning);
                // Thousandths, with spaces at which no line is broken.
                let [mean, half] = [test.mean, test.half_width(LEVEL)].map(|x| 1e3 * x);
                format!("{mean:.1}\u{a0}±\u{a0}{half:.1}")
            });
            losses.join(" | ")
        });
        let number = i + 1;
        format!(
            "| {number}\u{a0}{} | {} |",
            contestant.title,
            cells.join(" | ")
        )
    });
    rows.collect()
}

/// The rows of the page's table of boxes: each method with the intervals that its trials are drawn
/// from.
pub fn boxes() -> Vec<String> {
    let interval = |low: f64, high: f64| format!("{low}–{high}");
    let rows = FIELD.iter().map(|contestant| {
        let cells: Vec<String> = contestant
            .space
            .iter()
            .map(|dimension| match *dimension {
                Dimension::Log(name, low, high) | Dimension::Count(name, low, high) => {
                    format!("`{name}` {}", interval(low, high))
                }
                Dimension::Decay(name, low, high) => {
                    format!("1 − `{name}` {}", interval(low, high))
                }
                Dimension::Penalty(low, high) => format!("$\\rho$ {}", interval(low, high)),
            })
            .collect();
        format!("| {} | {} |", contestant.title, cells.join("; "))
    });
    rows.collect()
}
