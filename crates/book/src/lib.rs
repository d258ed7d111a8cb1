//! The book as data, and the program `cargo book` that makes a site of it.
//!
//! * [`pages`]: the pages of an edition; [`markdown`]: their structure.
//! * [`includes`]: every `{{#include}}` and what it brings; [`sheet`]: the equations of a chapter.
//! * [`labels`]: every equation, figure and exercise with its number, and every reference to one.
//! * [`registers`]: pages that list what other pages hold.
//! * [`site`]: how pages become a site.
//! * [`serve`]: the site on this machine, rebuilt at every change; [`commands`]: the command line.
//! * [`run`]: an optimizer on a problem; [`new_chapter`]: a chapter to start from.
//! * [`problem`]: what can be wrong, in one line each.

pub mod commands;
pub mod includes;
pub mod labels;
pub mod language;
pub mod markdown;
pub mod new_chapter;
pub mod pages;
pub mod problem;
pub mod registers;
pub mod run;
pub mod serve;
pub mod sheet;
pub mod site;
