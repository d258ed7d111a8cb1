//! The chapter *AdaGrad* (AdaGrad 算法): a learning rate for each parameter.
//!
//! * Optimizers, one a file: [`AdaGrad`] (the diagonal form), [`FullAdaGrad`] (full matrices),
//!   [`Ftrl`] (FTRL-Proximal), [`Kate`].
//! * [`online`]: games of online learning: regret, adversaries, sparse gradients.
//! * [`speech`]: passes over the speeches, the chapter's sparse data.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod diagonal;
mod ftrl;
mod full;
mod kate;
mod root;

pub mod exercises;
pub mod figures;
pub mod online;
pub mod solutions;
pub mod speech;

pub use diagonal::AdaGrad;
pub use ftrl::Ftrl;
pub use full::FullAdaGrad;
pub use kate::Kate;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/adagrad.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/adagrad.md")]
mod page_zh {}
