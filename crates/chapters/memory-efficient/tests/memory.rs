//! What the optimizers keep: by formula, as counted, and as the pages say.

use memory_efficient::memory::{TABLE, count, rows};
use ndarray::{ArrayD, IxDyn};

#[test]
fn state_is_what_the_formulas_say() {
    for kept in TABLE {
        for (m, n) in [(3, 7), (64, 64), (100, 30), (1, 5), (90, 90)] {
            let matrix = ArrayD::from_elem(IxDyn(&[m, n]), 1.0);
            let mut optimizer = (kept.build)().expect("settings that run");
            assert_eq!(
                optimizer.state_len(),
                0,
                "{} before the first step",
                kept.name
            );
            let found = count(optimizer.as_mut(), &[matrix]).expect("a step");
            assert_eq!(found, (kept.of_matrix)(m, n), "{}, {m} × {n}", kept.name);
        }
    }
}

#[test]
fn the_pages_show_the_table() {
    for page in [
        include_str!("../../../../src/en/memory-efficient.md"),
        include_str!("../../../../src/zh/memory-efficient.md"),
    ] {
        for (name, numbers, each, bytes) in rows().expect("the table") {
            let row = format!("| {numbers} | {each:.3} | {bytes:.2} |");
            let found = page
                .lines()
                .any(|line| line.contains(&row) && line.contains(&format!("`{name}`")));
            assert!(found, "no row of {name} with {row}");
        }
    }
}
