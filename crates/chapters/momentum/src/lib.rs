//! The chapter *Momentum* (动量法): why remembering past gradients makes descent faster.
//!
//! * Optimizers, one a file: [`Momentum`], [`Nesterov`] (the library's form),
//!   [`NesterovVelocity`], [`NesterovLookahead`], [`Accelerated`] (momentum that grows with time).
//! * [`iteration`]: momentum on one eigenvalue, a 2 × 2 matrix; [`tuning`]: the best constants.
//! * Functions with a point to make: [`WorstFunction`], [`KinkedBowl`], [`SlopeWithWell`].
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod accelerated;
mod heavy_ball;
mod kinked_bowl;
mod nesterov;
mod nesterov_lookahead;
mod nesterov_velocity;
mod slope_with_well;
mod worst_function;

pub mod exercises;
pub mod figures;
pub mod iteration;
pub mod solutions;
pub mod tuning;

pub use accelerated::Accelerated;
pub use heavy_ball::Momentum;
pub use kinked_bowl::KinkedBowl;
pub use nesterov::Nesterov;
pub use nesterov_lookahead::NesterovLookahead;
pub use nesterov_velocity::NesterovVelocity;
pub use slope_with_well::SlopeWithWell;
pub use worst_function::WorstFunction;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/momentum.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/momentum.md")]
mod page_zh {}
