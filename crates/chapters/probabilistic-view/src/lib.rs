//! The chapter *The probabilistic view* (概率视角): the step as a random variable.
//!
//! * [`BallStep`]: the density exp(−gᵀΔθ/α) on a ball, its mean in closed form and by draws;
//!   [`bessel`]: the functions in that closed form.
//! * [`Cloud`]: evolution strategies; [`annealing`]: Metropolis' walk and its cooling.
//! * [`TwoWells`]: a loss with a trap.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod ball;
mod evolution;
mod landscape;

pub mod annealing;
pub mod bessel;
pub mod exercises;
pub mod figures;
pub mod solutions;

pub use ball::{BallStep, InvalidStep, uniform_in_ball};
pub use evolution::Cloud;
pub use landscape::TwoWells;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/probabilistic-view.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/probabilistic-view.md")]
mod page_zh {}
