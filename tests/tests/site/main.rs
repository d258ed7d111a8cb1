//! What must hold for every page of the built site.
//!
//! The site is built once, by the library of `cargo book`; each test prints every fault, with the
//! page that has it.

mod checks;
mod html;

use std::sync::LazyLock;

use book_tests::faults::Faults;

use html::Built;

static SITE: LazyLock<Result<Built, String>> = LazyLock::new(Built::new);

macro_rules! tests {
    ($($name:ident = $check:path;)*) => {
        $(#[test]
        fn $name() {
            let site = match &*SITE {
                Ok(site) => site,
                Err(reason) => panic!("{reason}"),
            };
            let mut faults = Faults::new();
            $check(site, &mut faults);
            faults.none();
        })*
    };
}

tests! {
    both_editions_are_complete = checks::complete;
    nothing_leaks = checks::leaks;
    nothing_comes_from_elsewhere = checks::elsewhere;
    every_page_has_a_policy = checks::policy;
    languages_are_declared_and_joined = checks::languages;
    ids_are_unique_and_links_resolve = checks::links;
    equations_have_number_link_and_check = checks::equations;
    figures_are_read_aloud = checks::figures;
    mathml_is_well_formed = checks::mathml;
    pages_are_light = checks::weight;
    chooser_and_search_index_are_there = checks::chooser_and_search;
    headings_are_in_order = checks::headings;
}
