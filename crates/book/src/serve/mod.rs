//! `cargo book serve`: the site on this machine, rebuilt and reloaded at every change.

pub mod changes;
pub mod http;
pub mod reload;
