//! What is run for the comparison, in three rounds, and the files that hold what came out.
//!
//! The first round draws [`TRIALS`] configurations of each method for each task. The [`REPEATED`]
//! best by validation loss are run again with [`REPEATS`] new seeds. The best of these, by the mean
//! validation loss of the second round alone, goes into the third: [`SEEDS`] new seeds for the
//! test, and other learning rates around the best. All this is done [`TUNINGS`] times with
//! independent draws. Each job depends on its own seed only, so the order of the jobs and the number
//! of threads change nothing.

use std::fmt::Write as _;

use descent::SettingError;
use descent::random::generator;
use descent::statistics::mean;

use crate::contestant::{Configuration, Contestant, FIELD, Schedule};
use crate::task::Task;
use crate::training::{self, Outcome};

/// Configurations that are tried of each method on each task.
pub const TRIALS: u64 = 60;
/// How often everything is tuned anew, from independent draws. The k-th tuning has the trials
/// 60k, …, 60k + 59.
pub const TUNINGS: u64 = 2;
/// The best trials, which are run again.
pub const REPEATED: usize = 5;
/// Seeds of the second round.
pub const REPEATS: u64 = 4;
/// The first seed of the second round; the second tuning begins 50 later.
pub const AGAIN: u64 = 500;
/// Seeds of the final runs, none of them used before.
pub const SEEDS: u64 = 20;
/// Seeds of the runs at other learning rates.
pub const RATE_SEEDS: u64 = 3;
/// The first seed of the final runs.
pub const FRESH: u64 = 1000;
/// The learning rates are the best one times 2ᵏ for k = −6, …, 6.
pub const OCTAVES: i32 = 6;
/// The rates of Adam that notes recommend for a start, with its other defaults.
pub const RECOMMENDED: [f64; 3] = [1e-3, 5e-4, 1e-4];

/// Which file a run belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `trials.csv`: every configuration of the first round; `number` is the trial.
    Trials,
    /// `repeats.csv`: the best of them on new seeds; `number` is the trial.
    Repeats,
    /// `finals.csv`: the best configurations on new seeds; `number` is 1 or 2, the tuning.
    Finals,
    /// `rates.csv`: the best configurations at other learning rates; `number` is their factor.
    Rates,
    /// `defaults.csv`: Adam at the recommended rates; `number` is the rate.
    Defaults,
}

impl Part {
    /// All, in the order of their names in the enumeration.
    pub const ALL: [Self; 5] = [
        Self::Trials,
        Self::Repeats,
        Self::Finals,
        Self::Rates,
        Self::Defaults,
    ];

    /// The file's name.
    pub fn file(self) -> &'static str {
        match self {
            Self::Trials => "trials.csv",
            Self::Repeats => "repeats.csv",
            Self::Finals => "finals.csv",
            Self::Rates => "rates.csv",
            Self::Defaults => "defaults.csv",
        }
    }

    /// Whether the file holds test losses. Before the third round nobody looks at them.
    fn tested(self) -> bool {
        matches!(self, Self::Finals | Self::Defaults)
    }
}

/// One run that is to be made.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where its line goes.
    pub part: Part,
    /// The task.
    pub task: Task,
    /// The method.
    pub contestant: &'static Contestant,
    /// What distinguishes it within the file: see [`Part`].
    pub number: f64,
    /// The seed of initialization and order.
    pub seed: u64,
    /// The hyperparameters.
    pub configuration: Configuration,
}

impl Job {
    /// Makes the run.
    pub fn run(&self) -> Row {
        Row {
            part: self.part,
            task: self.task,
            contestant: self.contestant,
            number: self.number,
            seed: self.seed,
            configuration: self.configuration.written(),
            outcome: training::run(self.task, &self.configuration, self.seed),
        }
    }
}

/// One run that was made: one line of a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file.
    pub part: Part,
    /// The task.
    pub task: Task,
    /// The method.
    pub contestant: &'static Contestant,
    /// What distinguishes it within the file: see [`Part`].
    pub number: f64,
    /// The seed.
    pub seed: u64,
    /// [`Configuration::written`].
    pub configuration: String,
    /// What was reached; the test's numbers are NaN where the file does not hold them.
    pub outcome: Outcome,
}

/// A line of a file of results has not the form that [`written`] gives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct RowError {
    /// The file's name.
    pub file: &'static str,
    /// The line, counted from 1.
    pub line: usize,
    /// What was expected.
    pub what: String,
}

/// The jobs of the first round.
///
/// # Errors
/// If an optimizer refuses a value of its box, which the tests exclude.
pub fn first_round() -> Result<Vec<Job>, SettingError> {
    let mut jobs = Vec::new();
    for (k, task) in (0..).zip(Task::ALL) {
        for (m, contestant) in (0..).zip(FIELD) {
            for trial in 0..TUNINGS * TRIALS {
                // Its own stream for each draw: adding a method changes no other method's trials.
                let mut rng = generator(10_000_000 * (k + 1) + 10_000 * m + trial);
                jobs.push(Job {
                    part: Part::Trials,
                    task,
                    contestant,
                    number: trial as f64,
                    seed: trial,
                    configuration: contestant.draw(&mut rng)?,
                });
            }
        }
    }
    Ok(jobs)
}

/// The jobs of the second round, for the best of the first.
///
/// # Errors
/// None for rows that [`Job::run`] made.
pub fn second_round(rows: &[Row]) -> Result<Vec<Job>, SettingError> {
    let mut jobs = Vec::new();
    for (task, contestant, tuning) in tunings() {
        for row in leaders(rows, task, contestant, tuning) {
            let Some(configuration) = Configuration::read(contestant, &row.configuration) else {
                continue;
            };
            let first = AGAIN + 50 * tuning;
            for seed in first..first + REPEATS {
                jobs.push(Job {
                    part: Part::Repeats,
                    task,
                    contestant,
                    number: row.number,
                    seed,
                    configuration: configuration.clone(),
                });
            }
        }
    }
    Ok(jobs)
}

/// The jobs of the third round, for the winners of the second.
///
/// # Errors
/// If an optimizer refuses a learning rate, which the tests exclude.
pub fn third_round(rows: &[Row]) -> Result<Vec<Job>, SettingError> {
    let mut jobs = Vec::new();
    for (task, contestant, tuning) in tunings() {
        let Some(best) = best(rows, task, contestant, tuning) else {
            continue;
        };
        let mut push = |part, number, seeds: u64, configuration: &Configuration| {
            jobs.extend((FRESH..FRESH + seeds).map(|seed| Job {
                part,
                task,
                contestant,
                number,
                seed,
                configuration: configuration.clone(),
            }));
        };
        push(Part::Finals, (tuning + 1) as f64, SEEDS, &best);
        if tuning > 0 {
            continue;
        }
        for octave in -OCTAVES..=OCTAVES {
            let factor = 2f64.powi(octave);
            push(Part::Rates, factor, RATE_SEEDS, &best.faster(factor)?);
        }
        if contestant.name == "adam" {
            for lr in RECOMMENDED {
                let plain = Configuration {
                    settings: contestant.spec().settings().with("lr", lr)?,
                    schedule: Schedule::Constant,
                    penalty: 0.0,
                };
                push(Part::Defaults, lr, SEEDS, &plain);
            }
        }
    }
    Ok(jobs)
}

/// Every task, method and tuning, the tuning counted from 0.
fn tunings() -> impl Iterator<Item = (Task, &'static Contestant, u64)> {
    Task::ALL.into_iter().flat_map(|task| {
        FIELD
            .iter()
            .flat_map(move |contestant| (0..TUNINGS).map(move |tuning| (task, contestant, tuning)))
    })
}

/// The rows of a method in one file, in its order.
pub fn of<'a>(
    rows: &'a [Row],
    part: Part,
    task: Task,
    contestant: &'static Contestant,
) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |row| {
        row.part == part && row.task == task && row.contestant.name == contestant.name
    })
}

/// The REPEATED trials of a tuning, counted from 0, with the smallest validation losses; the
/// earlier trial where two are equal.
pub fn leaders<'a>(
    rows: &'a [Row],
    task: Task,
    contestant: &'static Contestant,
    tuning: u64,
) -> Vec<&'a Row> {
    let mut trials: Vec<&Row> = of(rows, Part::Trials, task, contestant)
        .filter(|row| row.seed / TRIALS == tuning)
        .collect();
    trials.sort_by(|a, b| a.outcome.validation.total_cmp(&b.outcome.validation));
    trials.truncate(REPEATED);
    trials
}

/// The mean validation loss of a trial in the second round.
pub fn repeated(rows: &[Row], trial: &Row) -> f64 {
    let again: Vec<f64> = of(rows, Part::Repeats, trial.task, trial.contestant)
        .filter(|row| row.number == trial.number)
        .map(|row| row.outcome.validation)
        .collect();
    mean(&again)
}

/// The leader of the smallest mean in the second round, and its row of the first.
pub fn winner<'a>(
    rows: &'a [Row],
    task: Task,
    contestant: &'static Contestant,
    tuning: u64,
) -> Option<&'a Row> {
    leaders(rows, task, contestant, tuning)
        .into_iter()
        .min_by(|a, b| repeated(rows, a).total_cmp(&repeated(rows, b)))
}

/// The configuration of the [`winner`].
pub fn best(
    rows: &[Row],
    task: Task,
    contestant: &'static Contestant,
    tuning: u64,
) -> Option<Configuration> {
    Configuration::read(
        contestant,
        &winner(rows, task, contestant, tuning)?.configuration,
    )
}

/// The text of the file of `part`.
pub fn written(part: Part, rows: &[Row]) -> String {
    let mut text = String::from("task,method,number,seed,validation");
    text.push_str(if part.tested() { ",test,error" } else { "" });
    text.push_str(",configuration\n");
    for row in rows.iter().filter(|row| row.part == part) {
        let Outcome {
            validation,
            test,
            error,
        } = row.outcome;
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{},{},{},{},{validation:.8e}",
            row.task, row.contestant.name, row.number, row.seed
        );
        if part.tested() {
            let _ = write!(text, ",{test:.8e},{error:.8e}");
        }
        let _ = writeln!(text, ",{}", row.configuration);
    }
    text
}

/// The rows of a file that [`written`] made.
///
/// # Errors
/// If a line has another form; the message names it.
pub fn read(part: Part, text: &str) -> Result<Vec<Row>, RowError> {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let wrong = |what: &str| RowError {
            file: part.file(),
            line: at + 1,
            what: what.to_owned(),
        };
        let fields: Vec<&str> = line.split(',').collect();
        let wanted = if part.tested() { 8 } else { 6 };
        if fields.len() != wanted {
            return Err(wrong(&format!("{} fields, not {wanted}", fields.len())));
        }
        let number = |field: &str| field.parse::<f64>().map_err(|_| wrong("not a number"));
        rows.push(Row {
            part,
            task: Task::by_name(fields[0]).ok_or_else(|| wrong("no such task"))?,
            contestant: Contestant::by_name(fields[1]).ok_or_else(|| wrong("no such method"))?,
            number: number(fields[2])?,
            seed: fields[3].parse().map_err(|_| wrong("not a seed"))?,
            outcome: Outcome {
                validation: number(fields[4])?,
                test: if part.tested() {
                    number(fields[5])?
                } else {
                    f64::NAN
                },
                error: if part.tested() {
                    number(fields[6])?
                } else {
                    f64::NAN
                },
            },
            configuration: fields[wanted - 1].to_owned(),
        });
    }
    Ok(rows)
}
