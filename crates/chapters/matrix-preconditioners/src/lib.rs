//! The chapter *Matrix preconditioners* (矩阵预条件): steps measured by what they do to the model,
//! and the matrices that approximate this measure.
//!
//! * Optimizers, one a file: [`Shampoo`], [`Soap`], [`Muon`], [`AdaHessian`], [`Sophia`].
//! * [`newton_schulz`]: the polar factor by multiplications; [`bfloat16`]: the same in 16 bits.
//! * [`eigen`]: powers of symmetric matrices; [`curvature`]: diagonals of Hessians.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod adahessian;
mod basis;
mod decay;
mod factor;
mod matrix;
mod muon;
mod shampoo;
mod shapes;
mod soap;
mod sophia;

pub mod bfloat16;
pub mod classes;
pub mod costs;
pub mod curvature;
pub mod eigen;
pub mod exercises;
pub mod figures;
pub mod gaussian;
pub mod kfac;
pub mod newton_schulz;
pub mod race;
pub mod solutions;

pub use adahessian::AdaHessian;
pub use muon::Muon;
pub use shampoo::Shampoo;
pub use soap::Soap;
pub use sophia::Sophia;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/matrix-preconditioners.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/matrix-preconditioners.md")]
mod page_zh {}
