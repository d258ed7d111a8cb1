//! The chapter *Zeroth-order methods* (零阶优化): descent that asks for values and for no gradient.
//!
//! * Optimizers, one a file: [`TwoPoint`] (differences along random directions), [`Spsa`], [`Mezo`],
//!   [`EvolutionStrategy`], [`GradientlessDescent`], [`NelderMead`], [`CmaEs`].
//! * [`Directions`]: random directions that are drawn again instead of being stored.
//! * Functions with a point to make: [`Counted`], [`Transformed`], [`Latent`], [`McKinnon`].
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod cma_es;
mod directions;
mod evolution_strategy;
mod gradientless_descent;
mod mckinnon;
mod mezo;
mod nelder_mead;
mod spsa;
mod two_point;
mod wrappers;

pub mod exercises;
pub mod figures;
pub mod progress;
pub mod solutions;

pub use cma_es::{CmaEs, Constants};
pub use directions::Directions;
pub use evolution_strategy::{EvolutionStrategy, centred_ranks};
pub use gradientless_descent::GradientlessDescent;
pub use mckinnon::McKinnon;
pub use mezo::Mezo;
pub use nelder_mead::NelderMead;
pub use spsa::Spsa;
pub use two_point::TwoPoint;
pub use wrappers::{Counted, Latent, Transformed};

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/zeroth-order.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/zeroth-order.md")]
mod page_zh {}
