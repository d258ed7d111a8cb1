//! The chapter *Gradients and how to check them* (梯度与检验).
//!
//! * [`Formula`]: a function written once for every kind of number, a [`Scalar`].
//! * Kinds of numbers, one a file: [`Complex`] for the complex step, [`Dual`] for forward mode,
//!   [`Var`] on a [`Tape`] for reverse mode, [`Counted`] to count operations.
//! * [`forward`], [`reverse`], [`hessian`]: directional derivatives, gradients, Hessian–vector
//!   products; [`Differentiated`] makes a formula an [`Objective`](descent::Objective).
//! * [`finite`]: forward and central differences, their best steps; [`cost`]: counted operations.
//! * [`gradcheck`](fn@gradcheck) and [`gradgradcheck`]: the checks, on any objective.
//! * [`Perceptron`]: a network of any depth, differentiated by hand; [`Tampered`]: planted bugs.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod complex;
mod counted;
mod differentiated;
mod dual;
mod formula;
mod gradcheck;
mod perceptron;
mod scalar;
mod tampered;
mod tape;

pub mod cost;
pub mod exercises;
pub mod figures;
pub mod finite;
pub mod forward;
pub mod hessian;
pub mod reverse;
pub mod solutions;

pub use complex::{Complex, complex_step};
pub use counted::Counted;
pub use differentiated::Differentiated;
pub use dual::Dual;
pub use formula::{Formula, Product, Valley};
pub use gradcheck::{
    Entry, GradientError, Tolerances, gradcheck, gradcheck_entries, gradgradcheck,
    gradgradcheck_entries, point_near,
};
pub use perceptron::{Activation, Perceptron};
pub use scalar::Scalar;
pub use tampered::Tampered;
pub use tape::{Tape, Var};

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/gradients.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/gradients.md")]
mod page_zh {}
