//! The two tasks of the comparison, each cut once into training, validation and test examples.

use std::fmt;

use descent::problems::DigitsMlp;
use descent::{FiniteSum, Tensor, random};

use crate::WineQuality;

/// What is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Which of ten digits an image shows: cross-entropy, a network 64–16–10.
    Digits,
    /// How many points a red wine gets: half the squared error, a network 11–16–1.
    Wine,
}

/// The examples of a task, by their use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// What gradients are taken of.
    pub training: Vec<usize>,
    /// What hyperparameters are chosen on.
    pub validation: Vec<usize>,
    /// What nothing is chosen on.
    pub test: Vec<usize>,
}

/// The seed of both splits.
const SPLIT: u64 = 2024;
const WIDTH: usize = 16;

impl Task {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Digits, Self::Wine];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Wine => "wine",
        }
    }

    /// The task called `name`.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.name() == name)
    }

    /// The network, initialized from `seed`.
    ///
    /// # Panics
    /// Never: the width is fixed.
    pub fn problem(self, seed: u64) -> Problem {
        match self {
            Self::Digits => Problem::Digits(DigitsMlp::new(WIDTH, seed).expect("a fixed width")),
            Self::Wine => Problem::Wine(WineQuality::new(WIDTH, seed)),
        }
    }

    /// Three fifths for training, one for validation, one for the test: the same for every run.
    pub fn split(self) -> Split {
        let n = match self {
            Self::Digits => 1797,
            Self::Wine => 1359,
        };
        let mut order = random::permutation(n, &mut random::generator(SPLIT));
        let test = order.split_off(n - n / 5);
        let validation = order.split_off(n - 2 * (n / 5));
        Split {
            training: order,
            validation,
            test,
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A task's network with its data.
#[derive(Debug, Clone)]
pub enum Problem {
    /// The digits.
    Digits(DigitsMlp),
    /// The red wines.
    Wine(WineQuality),
}

impl Problem {
    /// The loss as a mean over examples.
    pub fn sum(&self) -> &dyn FiniteSum {
        match self {
            Self::Digits(problem) => problem,
            Self::Wine(problem) => problem,
        }
    }

    /// The mean loss of the examples `rows`.
    pub fn loss_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        match self {
            Self::Digits(problem) => problem.loss_on(params, rows),
            Self::Wine(problem) => problem.loss_on(params, rows),
        }
    }

    /// What a user would count: the fraction of wrong digits, or the root mean square error in
    /// points of quality.
    pub fn error_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        match self {
            Self::Digits(problem) => 1.0 - problem.accuracy_on(params, rows),
            Self::Wine(problem) => problem.points_on(params, rows),
        }
    }
}
