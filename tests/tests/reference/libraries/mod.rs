//! Which of our optimizers stands for which of theirs, and how their hyperparameters are ours.
//!
//! One file a chapter. A case takes the first row of its library and optimizer that accepts every
//! one of its hyperparameters. A new optimizer adds rows to its chapter's file, and raises the
//! number of cases there that are reproduced; a new chapter adds its file to [`CHAPTERS`].

mod adagrad;
mod adam;
mod adam_family;
mod averaging;
mod layerwise;
mod loss_landscape;
mod matrix_preconditioners;
mod memory_efficient;
mod momentum;
mod newton;
mod rmsprop;
mod sign_methods;
mod step_size_adaptation;
mod weight_decay;
mod zeroth_order;

/// What a library takes for a hyperparameter: a value of JSON that can be written in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Given {
    Null,
    Flag(bool),
    Number(f64),
    Word(&'static str),
}

/// What a hyperparameter of theirs does to ours.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// It is our hyperparameter of this name; where it is absent, the library's default.
    Is(&'static str, Given),
    /// It is minus our hyperparameter of this name; where it is absent, the library's default.
    Minus(&'static str, f64),
    /// As `Is` for a number, where null, their word for none, is this number of ours.
    OrNull(&'static str, f64, Given),
    /// It is a pair of null and a number, which is ours; where it is absent, the library's default
    /// number, if its default is such a pair.
    NullAnd(&'static str, Option<f64>),
    /// It is a list of numbers, each of them one of ours; where it is absent, the defaults.
    Each(&'static [(&'static str, f64)]),
    /// Our optimizer is theirs only at this value, which is the library's default or not.
    Only(Given, Absent),
    /// It changes how the result is computed, or nothing at all here: any value will do.
    Any,
}

/// What it means that a hyperparameter is not mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The library's default is the value that we need.
    Fits,
    /// The library's default is another value.
    Differs,
}

/// One optimizer of one library, or a part of its hyperparameters' values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) library: &'static str,
    pub(crate) optimizer: &'static str,
    /// Our name.
    pub(crate) ours: &'static str,
    /// Every hyperparameter that may occur.
    pub(crate) keys: &'static [&'static [(&'static str, Role)]],
    /// Hyperparameters of ours that are fixed, as text.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
}

/// The rows of one chapter's optimizers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chapter {
    /// The last row of an optimizer is its most general one: its reasons are reported.
    pub(crate) rows: &'static [Row],
    /// How many cases of the committed file they reproduce. Nothing may lower it.
    pub(crate) reproduced: usize,
}

/// Every chapter with an optimizer that a library has too.
pub(crate) const CHAPTERS: &[Chapter] = &[
    momentum::CHAPTER,
    sign_methods::CHAPTER,
    loss_landscape::CHAPTER,
    layerwise::CHAPTER,
    adagrad::CHAPTER,
    rmsprop::CHAPTER,
    adam::CHAPTER,
    adam_family::CHAPTER,
    weight_decay::CHAPTER,
    memory_efficient::CHAPTER,
    newton::CHAPTER,
    matrix_preconditioners::CHAPTER,
    averaging::CHAPTER,
    step_size_adaptation::CHAPTER,
    zeroth_order::CHAPTER,
];

/// Every row.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    CHAPTERS.iter().flat_map(|chapter| chapter.rows)
}

/// What becomes of some of their hyperparameters, by name.
pub(crate) type Keys = &'static [(&'static str, Role)];

/// How torch and its relatives compute, and the sign of the objective.
pub(crate) const TORCH: Keys = &[
    ("maximize", Role::Only(Given::Flag(false), Absent::Fits)),
    ("foreach", Role::Any),
    ("fused", Role::Any),
    ("capturable", Role::Any),
    ("differentiable", Role::Any),
];

/// L2 decay, the same λ everywhere.
pub(crate) const L2: Keys = &[("weight_decay", Role::Is("weight_decay", Given::Number(0.0)))];

pub(crate) const TORCH_LR: Keys = &[("lr", Role::Is("lr", Given::Number(1e-3)))];

/// Decoupled decay is another method unless it is zero.
pub(crate) const NO_DECAY: Keys = &[("weight_decay", Role::Only(Given::Number(0.0), Absent::Fits))];
