//! Tests of the book as a whole; each file under `tests/tests` is one of them.
//!
//! * `reference`: the optimizers against trajectories of the reference libraries.
