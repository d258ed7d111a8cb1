//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p field-guide --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::{generator, normal};
use field_guide::{exercises, paired::Paired, search, solutions};

type Without = fn(&[f64], usize) -> f64;
type SignFlip = fn(&[f64]) -> f64;
type Halving = fn(&dyn Fn(usize, usize) -> f64, usize, usize) -> (usize, usize);

fn grade_without(answer: Without) {
    let values = [3.0, -1.0, 4.0, 1.5, 9.0, 2.6, 0.3];
    for k in 1..=values.len() {
        // Every subset of k values, as the bits of a number.
        let subsets = (0_usize..1 << values.len()).filter(|s| s.count_ones() as usize == k);
        let least = |s: usize| {
            let chosen = values.iter().enumerate().filter(|(i, _)| s >> i & 1 == 1);
            chosen.map(|(_, &v)| v).fold(f64::INFINITY, f64::min)
        };
        let all: Vec<f64> = subsets.map(least).collect();
        let exact = all.iter().sum::<f64>() / all.len() as f64;
        let found = answer(&values, k);
        assert!(
            (found - exact).abs() < 1e-12,
            "k = {k}: {found}, not {exact}"
        );
    }
}

fn grade_sign_flip(answer: SignFlip) {
    for (differences, exact) in [
        (vec![1.0, 2.0, 3.0], 0.25),
        (vec![1.0, -1.0], 1.0),
        (vec![0.3, 0.1, 0.2, -0.1], 0.375),
        (vec![5.0; 10], 2.0 / 1024.0),
    ] {
        let found = answer(&differences);
        assert!(
            (found - exact).abs() < 1e-12,
            "{differences:?}: {found}, not {exact}"
        );
    }
    // For many normal numbers it is near Student's test.
    let mut rng = generator(2);
    let sample: Vec<f64> = (0..16).map(|_| 0.6 + normal(&mut rng)).collect();
    let (found, student) = (answer(&sample), Paired::of(&sample).p_value());
    assert!(
        (found / student - 1.0).abs() < 0.25,
        "{found}, Student has {student}"
    );
}

fn grade_halving(answer: Halving) {
    // Configuration i tends to i/10 and is there after a budget of 1; then with slow starters: the
    // best, 5, looks worst until it has had the budget 4.
    let honest = |i: usize, budget: usize| i as f64 / 10.0 + 1.0 / budget as f64;
    assert_eq!(
        answer(&honest, 8, 3),
        (0, 3 * (8 + 2 * 4 + 4 * 2)),
        "eight configurations"
    );
    assert_eq!(
        answer(&honest, 5, 1),
        (0, 5 + 2 * 3 + 4 * 2),
        "five configurations"
    );
    assert_eq!(answer(&honest, 1, 7), (0, 0), "one configuration");
    let slow = |i: usize, budget: usize| match i {
        5 if budget >= 4 => -1.0,
        5 => 100.0,
        i => i as f64,
    };
    assert_eq!(answer(&slow, 8, 1).0, 0, "a slow starter is lost");
    assert_eq!(answer(&slow, 8, 4).0, 5, "a larger first budget keeps it");
}

#[test]
#[ignore = "for students: implement exercises::expected_best_without first"]
fn expected_best_without() {
    grade_without(exercises::expected_best_without);
}

#[test]
#[ignore = "for students: implement exercises::sign_flip first"]
fn sign_flip() {
    grade_sign_flip(exercises::sign_flip);
}

#[test]
#[ignore = "for students: implement exercises::halving first"]
fn halving() {
    grade_halving(exercises::halving);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_without(solutions::expected_best_without);
    grade_sign_flip(solutions::sign_flip);
    grade_halving(solutions::halving);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_without(exercises::expected_best_without)),
        "starter"
    );
    assert!(rejects(|| grade_sign_flip(exercises::sign_flip)), "starter");
    assert!(rejects(|| grade_halving(exercises::halving)), "starter");
    let with: Without = |values, k| search::expected_best(values, u32::try_from(k).unwrap());
    assert!(rejects(|| grade_without(with)), "drawn with replacement");
    let one_sided: SignFlip = |d| solutions::sign_flip(d) / 2.0;
    assert!(rejects(|| grade_sign_flip(one_sided)), "one-sided");
    let last_only: Halving = |loss, count, first| {
        let (best, spent) = solutions::halving(loss, count, first);
        (best, spent / 2)
    };
    assert!(
        rejects(|| grade_halving(last_only)),
        "not every round paid for"
    );
    let full: Halving = |loss, count, first| {
        let at_once = |i: &usize, j: &usize| loss(*i, 1000).total_cmp(&loss(*j, 1000));
        (
            (0..count).min_by(at_once).unwrap(),
            solutions::halving(loss, count, first).1,
        )
    };
    assert!(
        rejects(|| grade_halving(full)),
        "looks at budgets that it does not pay for"
    );
}
