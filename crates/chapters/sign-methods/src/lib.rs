//! The chapter *Sign methods* (符号法): what is left of a gradient when its size is thrown away.
//!
//! * Optimizers, one a file: [`DeltaBarDelta`]; [`Rprop`] in three variants and [`IrpropPlus`], the
//!   fourth; [`SignSgd`], [`Signum`], [`Lion`], [`Tiger`].
//! * [`sign`], with sign 0 = 0, and the weight decay that the last four share.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod decay;
mod delta_bar_delta;
mod irprop_plus;
mod lion;
mod rprop;
mod sign;
mod sign_sgd;
mod signum;
mod tiger;

pub mod exercises;
pub mod figures;
pub mod solutions;

pub use delta_bar_delta::DeltaBarDelta;
pub use irprop_plus::IrpropPlus;
pub use lion::Lion;
pub use rprop::Rprop;
pub use sign::sign;
pub use sign_sgd::SignSgd;
pub use signum::Signum;
pub use tiger::Tiger;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/sign-methods.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/sign-methods.md")]
mod page_zh {}
