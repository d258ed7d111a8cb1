//! The chapter *The approximation view* (逼近视角): every step minimizes a model of f.
//!
//! * Models, one a file: [`Parabola`], [`QuadraticBound`], [`weiszfeld`], [`proximal`], [`simplex`]
//!   (exponentiated gradient), [`secular`] (the trust region's and the cubic model's minimizers),
//!   [`second_order`] (the methods made of them), [`families`] (natural gradient).
//! * [`search`]: minimization by brute force, against which the steps are checked.
//! * [`Cosines`]: a landscape whose constants L and M are known.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod cosines;
mod parabola;
mod quadratic_bound;

pub mod exercises;
pub mod families;
pub mod figures;
pub mod proximal;
pub mod search;
pub mod second_order;
pub mod secular;
pub mod simplex;
pub mod solutions;
pub mod weiszfeld;

pub use cosines::Cosines;
pub use parabola::Parabola;
pub use quadratic_bound::QuadraticBound;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/approximation-view.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/approximation-view.md")]
mod page_zh {}
