//! The chapter *Gradient descent* (梯度下降): how far a slope can be trusted.
//!
//! * Optimizers, one a file: [`Sgd`], [`NormalizedGd`], [`Backtracking`].
//! * [`line`]: descent, bisection and Newton's method on a line.
//! * [`spectra`]: eigenvalues, and matrices with given ones; [`wine`]: a regression on real data.
//! * Functions with a point to make: [`Bowl`], any quadratic; [`Huber`], the worst convex function.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod backtracking;
mod bowl;
mod huber;
mod normalized;
mod sgd;

pub mod exercises;
pub mod figures;
pub mod line;
pub mod solutions;
pub mod spectra;
pub mod wine;

pub use backtracking::Backtracking;
pub use bowl::Bowl;
pub use huber::Huber;
pub use normalized::NormalizedGd;
pub use sgd::Sgd;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/gradient-descent.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/gradient-descent.md")]
mod page_zh {}
