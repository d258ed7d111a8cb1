//! The chapter *Weight decay* (权重衰减): where the decay acts decides what is minimized.
//!
//! * Optimizers, one a file: [`SgdW`], [`AdamW`], [`NadamW`], [`AdamaxW`], [`SgdP`], [`AdamP`]
//!   (the two with the projection of scale-invariant weights), [`StableAdamW`], [`CautiousAdamW`],
//!   [`Grams`], [`GrokfastAdamW`].
//! * [`Normalized`]: scale-invariant weights; [`SignNoise`]: weights under noise; [`training`]: one
//!   run of the sweep.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod adamaxw;
mod adamp;
mod adamw;
mod cautious_adamw;
mod decay;
mod grams;
mod grokfast_adamw;
mod nadamw;
mod noise;
mod normalized;
mod projection;
mod sgdp;
mod sgdw;
mod stable_adamw;

pub mod exercises;
pub mod figures;
pub mod solutions;
pub mod training;

pub use adamaxw::AdamaxW;
pub use adamp::AdamP;
pub use adamw::AdamW;
pub use cautious_adamw::CautiousAdamW;
pub use grams::Grams;
pub use grokfast_adamw::GrokfastAdamW;
pub use nadamw::NadamW;
pub use noise::SignNoise;
pub use normalized::Normalized;
pub use sgdp::SgdP;
pub use sgdw::SgdW;
pub use stable_adamw::StableAdamW;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/weight-decay.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/weight-decay.md")]
mod page_zh {}
