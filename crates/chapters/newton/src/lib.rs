//! The chapter *Newton and quasi-Newton methods* (牛顿法与拟牛顿法): the second derivative, computed
//! or learnt from the gradients.
//!
//! * Optimizers, one a file: [`Newton`], [`Bfgs`], [`Lbfgs`], [`ConjugateGradient`],
//!   [`BarzilaiBorwein`]; [`line_search`] holds the three searches that they share.
//! * [`Update`]: BFGS, DFP and SR1 as changes of a matrix; [`Pairs`]: the two loops of L-BFGS.
//! * [`roots`]: tangents and secants on a line; [`least_squares`]: Gauss–Newton and
//!   Levenberg–Marquardt; [`linear`]: conjugate gradients for a linear system; [`mini_batch`].
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod barzilai_borwein;
mod bfgs;
mod conjugate_gradient;
mod inverse;
mod lbfgs;
mod newton_method;
mod pairs;
mod ray;

pub mod exercises;
pub mod figures;
pub mod least_squares;
pub mod line_search;
pub mod linear;
pub mod mini_batch;
pub mod roots;
pub mod solutions;

pub use barzilai_borwein::BarzilaiBorwein;
pub use bfgs::Bfgs;
pub use conjugate_gradient::ConjugateGradient;
pub use inverse::Update;
pub use lbfgs::Lbfgs;
pub use newton_method::Newton;
pub use pairs::Pairs;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/newton.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/newton.md")]
mod page_zh {}
