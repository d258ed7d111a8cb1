//! One optimizer on one problem: what `cargo book run` does.
//!
//! * [`arguments`]: from words to a [`Request`]; [`Watched`]: a progress bar for long runs.
//! * [`output`]: the trajectory as a table, JSON or CSV; [`plot`]: as a picture.

pub mod arguments;
pub mod output;
pub mod plot;
mod watched;

pub use arguments::{Format, Request};
pub use watched::Watched;
