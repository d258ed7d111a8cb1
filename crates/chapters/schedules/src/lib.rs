//! The chapter *Learning-rate schedules* (学习率调度): what a rate that falls with time buys.
//!
//! * [`Schedule`]: a rate for every step; [`scheduled_step`] and [`follow`] take it to an optimizer.
//! * Schedules, one a file: [`ConstantFactor`], [`LinearFactor`], [`StepDecay`], [`Exponential`],
//!   [`Polynomial`], [`PowerLaw`], [`InverseSqrt`], [`Cosine`], [`Restarts`], [`Cyclic`],
//!   [`OneCycle`], [`Warmup`], [`WarmupStableDecay`].
//! * [`noise`]: a noisy parabola, on which the best schedule is known; [`training`]: a network on
//!   the digits.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod constant_factor;
mod cosine;
mod cyclic;
mod error;
mod exponential;
mod inverse_sqrt;
mod linear_factor;
mod one_cycle;
mod polynomial;
mod power_law;
mod restarts;
mod schedule;
mod stable_decay;
mod step_decay;
mod warmup;

pub mod exercises;
pub mod figures;
pub mod noise;
pub mod solutions;
pub mod training;

pub use constant_factor::ConstantFactor;
pub use cosine::Cosine;
pub use cyclic::{Cyclic, Height};
pub use error::ScheduleError;
pub use exponential::Exponential;
pub use inverse_sqrt::InverseSqrt;
pub use linear_factor::LinearFactor;
pub use one_cycle::{OneCycle, Shape};
pub use polynomial::Polynomial;
pub use power_law::PowerLaw;
pub use restarts::Restarts;
pub use schedule::{Schedule, ScheduledStepError, follow, scheduled_step};
pub use stable_decay::WarmupStableDecay;
pub use step_decay::StepDecay;
pub use warmup::Warmup;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/schedules.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/schedules.md")]
mod page_zh {}
