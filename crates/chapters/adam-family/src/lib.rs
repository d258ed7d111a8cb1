//! The chapter *The Adam family* (Adam 家族): what can be changed in Adam's step, and what it does.
//!
//! * Optimizers, one a file. Another numerator: [`Nadam`], [`Qhm`], [`QhAdam`], [`AggMo`], [`Adan`],
//!   [`AdEmaMix`], [`SimplifiedAdEmaMix`], [`Mars`]. Another denominator: [`AdaBelief`],
//!   [`DiffGrad`], [`Padam`], [`AdaBound`], [`AdaMod`], [`Adopt`], [`AcProp`], [`LaProp`],
//!   [`MadGrad`]. Another trust in it: [`RAdam`], [`Swats`].
//! * [`kernel`]: what a step makes of a sequence of gradients.
//! * [`rectify`]: the variance of the adaptive rate.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod acprop;
mod adabelief;
mod adabound;
mod adamod;
mod adan;
mod ademamix;
mod adopt;
mod aggmo;
mod common;
mod diffgrad;
mod laprop;
mod madgrad;
mod mars;
mod nadam;
mod padam;
mod qhadam;
mod qhm;
mod radam;
mod simplified_ademamix;
mod swats;

pub mod exercises;
pub mod figures;
pub mod kernel;
pub mod rare_push;
pub mod rectify;
pub mod solutions;

pub use acprop::AcProp;
pub use adabelief::AdaBelief;
pub use adabound::AdaBound;
pub use adamod::AdaMod;
pub use adan::Adan;
pub use ademamix::AdEmaMix;
pub use adopt::Adopt;
pub use aggmo::AggMo;
pub use diffgrad::DiffGrad;
pub use laprop::LaProp;
pub use madgrad::MadGrad;
pub use mars::Mars;
pub use nadam::Nadam;
pub use padam::Padam;
pub use qhadam::QhAdam;
pub use qhm::Qhm;
pub use radam::RAdam;
pub use simplified_ademamix::SimplifiedAdEmaMix;
pub use swats::Swats;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/adam-family.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/adam-family.md")]
mod page_zh {}
