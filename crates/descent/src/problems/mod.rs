//! The zoo: objectives with known answers, on which every optimizer is tried.

mod beale;
mod booth;
mod digits_mlp;
mod himmelblau;
mod least_squares;
mod logistic_regression;
mod monkey_saddle;
mod plane;
mod quadratic;
mod rastrigin;
mod rosenbrock;
mod speech_embedding;
mod speech_regression;
mod styblinski_tang;
mod walled_saddle;

pub use beale::beale;
pub use booth::booth;
pub use digits_mlp::DigitsMlp;
pub use himmelblau::himmelblau;
pub use least_squares::LeastSquares;
pub use logistic_regression::LogisticRegression;
pub use monkey_saddle::monkey_saddle;
pub use plane::Plane;
pub use quadratic::Quadratic;
pub use rastrigin::Rastrigin;
pub use rosenbrock::Rosenbrock;
pub use speech_embedding::SpeechEmbedding;
pub use speech_regression::SpeechRegression;
pub use styblinski_tang::StyblinskiTang;
pub use walled_saddle::walled_saddle;

use crate::{Objective, data, nearest};

/// What is wrong with a problem's definition.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// No problem has that name.
    #[error("there is no problem `{name}`{hint}; the zoo has {known}")]
    Unknown {
        /// The name that was given.
        name: String,
        /// `, did you mean …`, or nothing.
        hint: String,
        /// The names that exist.
        known: String,
    },
    /// A parameter of the problem is not allowed.
    #[error("{problem}: {what}")]
    Invalid {
        /// The problem.
        problem: &'static str,
        /// What was wrong and what is allowed.
        what: String,
    },
}

/// One entry of the zoo.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name on the command line.
    pub name: &'static str,
    /// The formula, in plain characters.
    pub formula: &'static str,
    /// Builds it with its customary parameters.
    pub build: fn() -> Box<dyn Objective>,
}

/// Every problem of the zoo.
pub const ZOO: &[Entry] = &[
    Entry {
        name: "quadratic",
        formula: "½ Σ λᵢ θᵢ²,  λ = (0.1, 2)",
        build: || Box::new(Quadratic::new(&[0.1, 2.0]).expect("a fixed spectrum")),
    },
    Entry {
        name: "rosenbrock",
        formula: "(1 − x)² + 100 (y − x²)²",
        build: || Box::new(Rosenbrock::default()),
    },
    Entry {
        name: "beale",
        formula: "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        build: || Box::new(beale()),
    },
    Entry {
        name: "booth",
        formula: "(x + 2y − 7)² + (2x + y − 5)²",
        build: || Box::new(booth()),
    },
    Entry {
        name: "himmelblau",
        formula: "(x² + y − 11)² + (x + y² − 7)²",
        build: || Box::new(himmelblau()),
    },
    Entry {
        name: "rastrigin",
        formula: "Σ [10 + θᵢ² − 10 cos 2πθᵢ],  two variables",
        build: || Box::new(Rastrigin::new(2).expect("a fixed dimension")),
    },
    Entry {
        name: "styblinski-tang",
        formula: "½ Σ (θᵢ⁴ − 16θᵢ² + 5θᵢ),  two variables",
        build: || Box::new(StyblinskiTang::new(2).expect("a fixed dimension")),
    },
    Entry {
        name: "walled-saddle",
        formula: "x² − y² + y⁴/4",
        build: || Box::new(walled_saddle()),
    },
    Entry {
        name: "monkey-saddle",
        formula: "x³ − 3xy²",
        build: || Box::new(monkey_saddle()),
    },
    Entry {
        name: "least-squares",
        formula: "‖AW − B‖² / 2n,  W of shape 2 × 3",
        build: || Box::new(LeastSquares::sample()),
    },
    Entry {
        name: "logistic-regression",
        formula: "mean log(1 + exp(−yᵢ xᵢᵀθ)) + (ρ/2)‖θ‖²,  first wine against the others, ρ = 0.01",
        build: || Box::new(LogisticRegression::wine(0.01).expect("a fixed penalty")),
    },
    Entry {
        name: "speech-regression",
        formula: "mean log(1 + exp(−yᵢ (b + Σ θ_w over the words of passage i)))",
        build: || Box::new(SpeechRegression::new(data::speeches())),
    },
    Entry {
        name: "digits-mlp",
        formula: "mean cross-entropy of a 64–16–10 tanh network on the digits",
        build: || Box::new(DigitsMlp::new(16, 0).expect("a fixed width")),
    },
];

/// Builds the problem of the zoo called `name`.
///
/// # Errors
/// If there is none; the message names the nearest.
pub fn by_name(name: &str) -> Result<Box<dyn Objective>, ProblemError> {
    let known = || ZOO.iter().map(|entry| entry.name);
    ZOO.iter()
        .find(|entry| entry.name == name)
        .map(|entry| (entry.build)())
        .ok_or_else(|| ProblemError::Unknown {
            name: name.to_owned(),
            hint: nearest(name, known())
                .map_or(String::new(), |n| format!(", did you mean `{n}`?")),
            known: known().collect::<Vec<_>>().join(", "),
        })
}
