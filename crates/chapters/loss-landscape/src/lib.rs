//! The chapter *The loss landscape* (损失曲面): sharpness, what it says, and what it does not.
//!
//! * [`curvature`]: Hessian–vector products, power iteration, Hutchinson's estimator.
//! * [`network`]: one hidden layer on the digits; [`train`]: plain mini-batch training.
//! * [`rescale`], [`slices`]: the rescaling of a ReLU network, filter-normalized directions.
//! * [`ensemble`]: networks that vote; [`Valley`], [`flow`]: implicit regularization.
//! * [`path_kernel`]: a trained model as a sum over its examples.
//! * Optimizers, one a file: [`Sam`], [`Asam`].
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod asam;
mod ascent;
mod sam;
mod valley;

pub mod curvature;
pub mod ensemble;
pub mod exercises;
pub mod figures;
pub mod flow;
pub mod network;
pub mod path_kernel;
pub mod rescale;
pub mod slices;
pub mod solutions;
pub mod train;

pub use asam::Asam;
pub use sam::Sam;
pub use valley::Valley;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/loss-landscape.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/loss-landscape.md")]
mod page_zh {}
