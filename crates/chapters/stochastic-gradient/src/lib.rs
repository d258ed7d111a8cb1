//! The chapter *Stochastic gradients and mini-batches* (随机与小批量): descent on part of the data.
//!
//! * [`Epochs`]: how examples are dealt out in batches; [`train`]: SGD over them.
//! * [`noise`]: the variance of mini-batch gradients, the noise scale.
//! * [`Coin`], [`Median`], [`worst_case`]: problems on which the theorems' constants are attained.
//! * [`critical_batch`]: steps to a target at each batch size; [`arithmetic`]: operations and words
//!   of memory per batch.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate. `benches/vectorization.rs` measures what a batch
//! saves in time.

pub mod arithmetic;
pub mod critical_batch;
pub mod exercises;
pub mod figures;
pub mod noise;
pub mod solutions;
pub mod worst_case;

mod coin;
mod epochs;
mod median;
mod train;

pub use coin::{Coin, urn};
pub use epochs::{BatchError, Epoch, Epochs, Sampling};
pub use median::Median;
pub use train::{Failure, train};

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/stochastic-gradient.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/stochastic-gradient.md")]
mod page_zh {}
