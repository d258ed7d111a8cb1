//! The chapter *Memory-efficient optimizers* (省内存的优化器): the second moment in less space.
//!
//! * Optimizers, one a file: [`Adafactor`], [`Sm3`], [`Came`], [`Adam8bit`], [`Galore`].
//! * [`divergence`]: the generalized Kullback–Leibler divergence and its rank-one minimizer.
//! * [`quantize`]: numbers in eight bits, a scale for each block.
//! * [`training`]: runs on real data, for the figures; [`memory`]: what each optimizer keeps.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod adafactor;
mod adam_8bit;
mod came;
mod cover;
mod galore;
mod second_moment;
mod shapes;
mod sm3;

pub mod divergence;
pub mod exercises;
pub mod figures;
pub mod memory;
pub mod quantize;
pub mod solutions;
pub mod training;

pub use adafactor::Adafactor;
pub use adam_8bit::Adam8bit;
pub use came::Came;
pub use galore::Galore;
pub use sm3::Sm3;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/memory-efficient.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/memory-efficient.md")]
mod page_zh {}
