//! Formulas as people type them: `0.5 (0.1 x0^2 + 2 x1^2)`, `1/(2n) ||A W - B||_F^2`.
//!
//! * `token`: characters to tokens; `x0x1` is split by the names that are known.
//! * `parse`: tokens to an [`Expr`]; juxtaposition multiplies.
//! * `evaluate`: an expression's value with its derivative in one direction (dual matrices).
//! * `text`: a problem's whole text, its clauses `f(x) = …, grad = …, n = …`.

mod evaluate;
mod parse;
mod text;
mod token;

pub(crate) use evaluate::{Dual, Scope};
pub(crate) use parse::{Expr, parse};
pub(crate) use text::Text;

/// Why a formula cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormulaError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It contradicts the gradient that its text states.
    #[error("{0}")]
    Contradiction(String),
}

/// An error with a formatted message.
macro_rules! wrong {
    ($($words:tt)*) => { $crate::formula::FormulaError::Unreadable(format!($($words)*)) };
}
pub(crate) use wrong;
