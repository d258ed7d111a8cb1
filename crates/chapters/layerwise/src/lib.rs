//! The chapter *Layerwise adaptation* (层级自适应): steps in proportion to the layer that they move.
//!
//! * Optimizers, one a file: [`Lars`], [`Lamb`], [`NovoGrad`], [`Fromage`], [`Nero`].
//! * [`norm`] and [`relative_changes`]: what all of them measure.
//! * [`ReluNetwork`], whose layers can be rescaled at no cost, [`OnSpheres`], whose layers have
//!   directions only, and [`train`], which runs the experiments.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod decay;
mod fromage;
mod lamb;
mod lars;
mod nero;
mod norms;
mod novograd;
mod on_spheres;
mod relu_network;

pub mod exercises;
pub mod figures;
pub mod solutions;
pub mod train;

pub use fromage::Fromage;
pub use lamb::Lamb;
pub use lars::Lars;
pub use nero::Nero;
pub use norms::{norm, relative_changes};
pub use novograd::NovoGrad;
pub use on_spheres::OnSpheres;
pub use relu_network::ReluNetwork;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/layerwise.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/layerwise.md")]
mod page_zh {}
