//! The chapter *RMSProp and Adadelta* (RMSProp 与 Adadelta): AdaGrad that forgets.
//!
//! * Optimizers, one a file: [`RmsProp`] (plain, centred, with momentum), [`Adadelta`].
//! * [`adagrad`]: AdaGrad on one parameter, for comparison.
//! * [`experiments`]: runs that checks and figures share.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod adadelta;
mod rms_prop;

pub mod exercises;
pub mod experiments;
pub mod figures;
pub mod solutions;

pub use adadelta::Adadelta;
pub use rms_prop::RmsProp;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/rmsprop.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/rmsprop.md")]
mod page_zh {}
