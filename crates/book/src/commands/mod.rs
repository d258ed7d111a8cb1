//! One module per command of `cargo book`.

pub mod build;
