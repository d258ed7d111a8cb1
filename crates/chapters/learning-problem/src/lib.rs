//! The chapter *Learning as optimization* (学习与优化): what is minimized, and what makes it hard.
//!
//! * [`scheme`]: the loop that every later chapter fills in.
//! * [`mean_estimation`]: the smallest learning problem, where risk and empirical risk are known.
//! * [`Wave`]: x cos πx, a local and a global minimum.
//! * [`deep`]: random networks and the product of their Jacobians.
//! * [`symmetry`]: networks that differ and compute the same.
//! * [`small_sample`]: a network that learns a hundred digits by heart.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod scheme;
mod wave;

pub mod deep;
pub mod exercises;
pub mod figures;
pub mod mean_estimation;
pub mod small_sample;
pub mod solutions;
pub mod symmetry;

pub use scheme::scheme;
pub use wave::Wave;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/learning-problem.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/learning-problem.md")]
mod page_zh {}
