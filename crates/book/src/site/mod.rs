//! The site: from the pages of both editions to a folder of HTML.
//!
//! mdBook renders the pages; what is written as a formula, a listing or a drawing waits beside them
//! in [`slots`] and is put in by the last pass ([`page`]), which also joins the two languages.

pub mod build;
pub mod csp;
pub mod edition;
pub mod formulas;
pub mod highlight;
pub mod html;
pub mod letters;
pub mod mathml;
pub mod page;
pub mod progress;
pub mod publish;
pub mod search;
pub mod slots;
pub mod spacing;
pub mod twins;
pub mod warnings;
pub mod weave;
