//! One module per command of `cargo book`.

pub mod build;
pub mod serve;
