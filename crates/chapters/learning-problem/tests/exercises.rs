//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p learning-problem --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::himmelblau;
use descent::random::{generator, normal};
use descent::statistics::{mean, standard_error};
use descent::{Objective, Tensor, distance, vector};
use learning_problem::{Wave, exercises, scheme, solutions};
use ndarray::{Array1, Array2};

type Leaky = fn(&dyn Objective, &[Tensor], (f64, f64), usize) -> Vec<Tensor>;
type Critical = fn(f64) -> f64;
type BestOf = fn(&dyn Objective, &[Vec<Tensor>], f64, usize) -> Vec<Tensor>;

fn grade_leaky(answer: Leaky) {
    let f = himmelblau();
    for (gamma, beta, steps) in [(0.003, 0.9, 1), (0.003, 0.7, 40), (0.01, 0.0, 25)] {
        let rule = |g: &[Vec<Tensor>]| {
            let weigh = |(age, g): (i32, &Vec<Tensor>)| &g[0] * f64::powi(beta, age);
            let sum = (0..).zip(g.iter().rev()).map(weigh).reduce(|a, b| a + b);
            vec![sum.expect("a gradient")]
        };
        let wanted = &scheme(&f, &f.start(), gamma, steps, &rule)[steps];
        let apart = distance(&answer(&f, &f.start(), (gamma, beta), steps), wanted);
        assert!(
            apart < 1e-9,
            "γ = {gamma}, β = {beta}, {steps} steps: {apart:e} from the sum of all gradients"
        );
    }
}

fn grade_critical(answer: Critical) {
    for a in [0.0, 0.3, 1.0] {
        let sigma = answer(a);
        assert!(sigma.is_finite() && sigma > 0.0, "a = {a}: σ = {sigma}");
        // ‖J_D v‖²/‖v‖² over 4000 networks of four layers: its mean is 1 within five standard errors.
        let mut rng = generator(9);
        let sizes: Vec<f64> = (0..4000)
            .map(|_| {
                let mut draw = || Array1::from_shape_simple_fn(12, || normal(&mut rng));
                let (mut h, mut v) = (draw(), draw());
                let before = v.dot(&v);
                for _ in 0..4 {
                    let scale = sigma / 12_f64.sqrt();
                    let w = Array2::from_shape_simple_fn((12, 12), || scale * normal(&mut rng));
                    let z = w.dot(&h);
                    v = w.dot(&v) * z.mapv(|z| if z > 0.0 { 1.0 } else { a });
                    h = z.mapv(|z| if z > 0.0 { z } else { a * z });
                }
                v.dot(&v) / before
            })
            .collect();
        let off = (mean(&sizes) - 1.0) / standard_error(&sizes);
        assert!(
            off.abs() < 5.0,
            "a = {a}: the size becomes {} instead of 1",
            mean(&sizes)
        );
    }
}

fn grade_best_of(answer: BestOf) {
    let starts = [-0.9, -0.4, 0.1, 0.6].map(|x| vector(&[x]));
    let (local, global) = (Wave::stationary(-0.5, 0.0), Wave::stationary(1.0, 1.5));
    let place = |count: usize| answer(&Wave, &starts[..count], 0.02, 400)[0][0];
    assert!(
        (place(3) - local).abs() < 1e-6,
        "three starts end at {}",
        place(3)
    );
    assert!(
        (place(4) - global).abs() < 1e-6,
        "four starts end at {}",
        place(4)
    );
    let reversed: Vec<_> = starts.iter().rev().cloned().collect();
    let end = answer(&Wave, &reversed, 0.02, 400)[0][0];
    assert!((end - global).abs() < 1e-6, "in another order: {end}");
}

#[test]
#[ignore = "for students: implement exercises::leaky first"]
fn leaky() {
    grade_leaky(exercises::leaky);
}

#[test]
#[ignore = "for students: implement exercises::critical_sigma first"]
fn critical_sigma() {
    grade_critical(exercises::critical_sigma);
}

#[test]
#[ignore = "for students: implement exercises::best_of first"]
fn best_of() {
    grade_best_of(exercises::best_of);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_leaky(solutions::leaky);
    grade_critical(solutions::critical_sigma);
    grade_best_of(solutions::best_of);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_leaky(exercises::leaky)), "starter");
    assert!(
        rejects(|| grade_critical(exercises::critical_sigma)),
        "starter"
    );
    assert!(rejects(|| grade_best_of(exercises::best_of)), "starter");
    // An average in place of the sum.
    let average: Leaky = |f, start, (gamma, beta), steps| {
        solutions::leaky(f, start, ((1.0 - beta) * gamma, beta), steps)
    };
    assert!(rejects(|| grade_leaky(average)), "the average");
    // The other half forgotten.
    assert!(
        rejects(|| grade_critical(|_| 2_f64.sqrt())),
        "only the positive half"
    );
    assert!(
        rejects(|| grade_critical(|a| (2.0 / (1.0 + a)).sqrt())),
        "a in place of a²"
    );
    // The last start, and the end with the smallest gradient.
    let last: BestOf =
        |f, starts, gamma, steps| solutions::best_of(f, &starts[starts.len() - 1..], gamma, steps);
    assert!(rejects(|| grade_best_of(last)), "the last start");
    let first: BestOf = |f, starts, gamma, steps| solutions::best_of(f, &starts[..1], gamma, steps);
    assert!(rejects(|| grade_best_of(first)), "the first start");
}
