//! The chapter *Adam* (Adam): the mean gradient over the root of the mean square.
//!
//! * Optimizers, one a file: [`Adam`], [`Adamax`], [`AmsGrad`], [`Yogi`], [`AdaX`], [`LazyAdam`],
//!   [`OptimisticAdam`], [`OptimisticGradient`].
//! * [`bias`]: what the correction divides by; [`bound`]: the longest step; [`power`]: the p-norm
//!   between Adam and Adamax; [`online`]: the problem on which Adam fails; [`sparse`]: training on
//!   features that are mostly zero.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod adam;
mod adamax;
mod adax;
mod amsgrad;
mod common;
mod lazy_adam;
mod optimistic_adam;
mod optimistic_gradient;
mod yogi;

pub mod bias;
pub mod bound;
pub mod exercises;
pub mod figures;
pub mod online;
pub mod power;
pub mod solutions;
pub mod sparse;

pub use adam::Adam;
pub use adamax::Adamax;
pub use adax::AdaX;
pub use amsgrad::AmsGrad;
pub use lazy_adam::{LazyAdam, RowError, RowGradient};
pub use optimistic_adam::OptimisticAdam;
pub use optimistic_gradient::OptimisticGradient;
pub use yogi::Yogi;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/adam.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/adam.md")]
mod page_zh {}
