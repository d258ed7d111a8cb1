//! The chapter *Forward gradients* (前向梯度): descent with slopes along random tangents, each from
//! one forward pass.
//!
//! * The optimizer: [`ForwardGradient`]; [`Tangents`]: where its random tangents come from.
//! * [`ForwardOnly`]: a formula as an objective that is never swept backwards.
//! * [`DualNetwork`]: a network whose one pass carries the loss and its slope.
//! * [`guess`]: estimates that begin with a guess of the gradient; [`cost`]: counted operations.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod dual_network;
mod forward_gradient;
mod forward_only;
mod tangents;

pub mod cost;
pub mod exercises;
pub mod figures;
pub mod guess;
pub mod solutions;

pub use dual_network::{DualNetwork, Pass};
pub use forward_gradient::ForwardGradient;
pub use forward_only::ForwardOnly;
pub use tangents::Tangents;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/forward-gradient.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/forward-gradient.md")]
mod page_zh {}
