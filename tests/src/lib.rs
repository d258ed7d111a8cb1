//! Tests of the book as a whole; each folder under `tests/tests` is one of them.
//!
//! * `pages`: what must hold for the sources, without building anything.
//! * `site`: what must hold for every built page.
//! * `browser`: what a reader meets in Chromium.
//! * `reference`: the optimizers against trajectories of the reference libraries.
//!
//! They look at the clone that they were built in, or at the one that `DOWNHILL_ROOT` names.

pub mod faults;
pub mod files;
pub mod pieces;
pub mod site;
pub mod sources;
