//! What must hold for the sources of the book, without building anything.
//!
//! Each test prints every fault that it finds, `file:line: what, what is allowed`.

mod crates;
mod editions;
mod equations;
mod figures;
mod hygiene;
mod includes;
mod links;
mod shape;
mod skeleton;
mod terms;
mod typography;
mod works;

use std::sync::LazyLock;

use book_tests::faults::Faults;
use book_tests::sources::Sources;

static SOURCES: LazyLock<Sources> = LazyLock::new(Sources::read);

macro_rules! tests {
    ($($(#[$doc:meta])* $name:ident = $check:path;)*) => {
        $($(#[$doc])* #[test]
        fn $name() {
            let mut faults = Faults::new();
            $check(&SOURCES, &mut faults);
            faults.none();
        })*
    };
}

tests! {
    summaries_and_sheets_can_be_read = includes::readable;
    includes_resolve_and_every_anchor_is_used = includes::check;
    every_equation_has_a_check_and_is_on_both_pages = equations::check;
    references_name_what_exists = equations::references;
    editions_have_the_same_pages = editions::pages;
    editions_have_the_same_skeleton = editions::skeletons;
    editions_have_the_same_references = editions::references;
    editions_have_the_same_formulas = editions::formulas;
    editions_have_the_same_numbers = editions::numbers;
    links_resolve = links::relative;
    no_page_links_outside = links::external;
    figures_are_those_of_the_crates = figures::sources;
    figures_are_small_and_hold_symbols_only = figures::drawings;
    terms_are_used_as_the_table_says = terms::check;
    no_filler = terms::filler;
    chinese_is_typeset_as_chinese = typography::chinese;
    english_is_typeset_as_english = typography::english;
    chapters_have_their_parts = shape::parts;
    exercises_have_solutions_and_graders = shape::exercises;
    references_have_years_and_are_cited = shape::bibliography;
    chapters_have_a_readable_length = shape::length;
    works_have_one_wording = works::wording;
    works_have_their_number = works::numbers;
    citations_are_in_the_references = works::citations;
    dependencies_point_one_way = crates::dependencies;
    chapter_crates_run_their_sheet_and_pages = crates::doctests;
    every_optimizer_names_its_equation = crates::specs;
    the_program_and_the_tests_share_one_build = crates::one_build;
    nothing_is_left_behind = hygiene::check;
    the_tests_are_named_in_the_readme = hygiene::readme;
}
