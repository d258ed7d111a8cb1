//! The chapter *Field guide* (实战指南).
//!
//! * [`Task`]: the two tasks; [`WineQuality`]: the regression. [`contestant`]: the methods and
//!   their boxes; [`training`]: one run; [`comparison`]: all runs, `cargo book compare`.
//! * [`results`]: the committed results; [`search`] and [`paired`]: what is computed from them.
//! * [`race`]: the two races of the notes; [`cost`]: what a step asks for, and how long it takes.
//! * [`figures`]: the chapter's figures; their doctests assert the captions.
//! * [`exercises`] and [`solutions`].
//!
//! `equations.md` holds the chapter's labelled equations with their checks; it and both pages are
//! compiled and run as doctests of this crate.

pub mod comparison;
pub mod contestant;
pub mod cost;
pub mod exercises;
pub mod figures;
pub mod paired;
pub mod race;
pub mod results;
pub mod search;
pub mod solutions;
pub mod training;

#[cfg(doctest)]
#[doc = include_str!("../equations.md")]
mod equations {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/en/field-guide.md")]
mod page_en {}

#[cfg(doctest)]
#[doc = include_str!("../../../../src/zh/field-guide.md")]
mod page_zh {}

mod task;
mod wine_quality;

pub use task::{Problem, Split, Task};
pub use wine_quality::WineQuality;
