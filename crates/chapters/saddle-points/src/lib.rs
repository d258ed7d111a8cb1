//! The chapter *Saddle points* (鞍点): critical points that are neither minima nor maxima, and who
//! leaves them.
//!
//! * [`walk`]: plain gradient descent, its paths and the steps until it has left.
//! * [`newton`]: Newton's method, which saddles attract, and saddle-free Newton, which they repel.
//! * [`adaptive`]: AdaGrad, RMSProp and Adam as their formulas stand, for one experiment.
//! * [`matrices`], [`positive`]: random symmetric matrices and how seldom they are positive definite.
//! * [`critical`]: critical points of any index, found where ‖∇f‖ = 0.
//! * Functions with a point to make: [`PlaneWaves`], [`Chain`], [`LinearNetwork`].
//! * [`width`]: where networks of several widths end.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod chain;
mod linear_network;
mod plane_waves;

pub mod adaptive;
pub mod critical;
pub mod exercises;
pub mod figures;
pub mod matrices;
pub mod newton;
pub mod positive;
pub mod solutions;
pub mod walk;
pub mod width;

pub use chain::Chain;
pub use linear_network::LinearNetwork;
pub use plane_waves::PlaneWaves;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/saddle-points.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/saddle-points.md")]
mod page_zh {}
