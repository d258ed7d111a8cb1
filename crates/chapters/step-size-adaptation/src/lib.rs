//! The chapter on step-size adaptation: methods that find their learning rate while they run.
//!
//! * Gradient descent on the learning rate: [`HypergradientDescent`], [`FunnelledSgdm`].
//! * The value of the loss: [`PolyakSgd`], [`Momo`], [`MomoAdam`].
//! * The distance to the minimizer: [`DAdaptSgd`], [`DAdaptAdam`], [`DAdaptAdaGrad`], [`Prodigy`],
//!   [`Dog`], [`Dowg`].
//! * Bets: [`Cocob`], and [`coin`], the game that it plays.
//! * [`LargestEntry`]: a function with a point to make.
//! * [`training`]: one network, trained from many first guesses; the wine problem and its minimizer.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod cocob;
mod dadapt_adagrad;
mod dadapt_adam;
mod dadapt_sgd;
mod distance;
mod dog;
mod dowg;
mod funnelled;
mod hypergradient;
mod largest_entry;
mod model;
mod momo;
mod momo_adam;
mod polyak;
mod prodigy;
mod sums;

pub mod coin;
pub mod exercises;
pub mod figures;
pub mod solutions;
pub mod training;

pub use cocob::Cocob;
pub use dadapt_adagrad::DAdaptAdaGrad;
pub use dadapt_adam::DAdaptAdam;
pub use dadapt_sgd::DAdaptSgd;
pub use dog::Dog;
pub use dowg::Dowg;
pub use funnelled::FunnelledSgdm;
pub use hypergradient::HypergradientDescent;
pub use largest_entry::LargestEntry;
pub use momo::Momo;
pub use momo_adam::MomoAdam;
pub use polyak::PolyakSgd;
pub use prodigy::Prodigy;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/step-size-adaptation.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/step-size-adaptation.md")]
mod page_zh {}
