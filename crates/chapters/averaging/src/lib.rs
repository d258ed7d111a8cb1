//! The chapter *Averaging and lookahead* (平均与前瞻): a noisy path, and the better point in its
//! middle.
//!
//! * Optimizers, one a file: [`Asgd`] (Polyak–Ruppert), [`WeightEma`], [`Swa`], [`Lookahead`],
//!   [`Ranger`], [`ScheduleFree`], [`ScheduleFreeAdamW`].
//! * [`noisy`]: gradient descent with noise on one eigenvalue, its variances in closed form.
//! * [`train`]: the runs on the handwritten digits.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

mod asgd;
mod average;
mod inner;
mod lookahead;
mod ranger;
mod schedule_free;
mod schedule_free_adamw;
mod swa;
mod weight_ema;
mod weights;

pub mod exercises;
pub mod figures;
pub mod noisy;
pub mod solutions;
pub mod train;

pub use asgd::Asgd;
pub use lookahead::Lookahead;
pub use ranger::Ranger;
pub use schedule_free::ScheduleFree;
pub use schedule_free_adamw::ScheduleFreeAdamW;
pub use swa::Swa;
pub use weight_ema::WeightEma;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/averaging.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/averaging.md")]
mod page_zh {}
