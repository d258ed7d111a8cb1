//! One module per command of `cargo book`.

pub mod build;
pub mod compare;
pub mod list;
pub mod new_chapter;
pub mod run;
pub mod serve;

mod failure;

pub use failure::{Failure, print, usage};
