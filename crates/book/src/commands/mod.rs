//! One module per command of `cargo book`.

pub mod build;
pub mod list;
pub mod run;
pub mod serve;

mod failure;

pub use failure::{Failure, print, usage};
