//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p momentum --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{Quadratic, himmelblau};
use descent::{Objective, Optimizer, Tensor, descend, distance};
use momentum::{Accelerated, Momentum, Nesterov, exercises, solutions};

type QuasiHyperbolic = fn(&dyn Objective, &[Tensor], (f64, f64, f64), usize) -> Vec<Tensor>;
type Restarted = fn(&dyn Objective, &[Tensor], f64, usize) -> Vec<f64>;
type StableEdge = fn(&dyn Fn(f64) -> Box<dyn Optimizer>) -> f64;

fn grade_quasi_hyperbolic(answer: QuasiHyperbolic) {
    let f = himmelblau();
    let start = f.start();
    let (lr, beta) = (0.012, 0.8);
    let end = |optimizer: &mut dyn Optimizer| {
        descend(&f, optimizer, &start, 60)
            .expect("stable")
            .last()
            .to_vec()
    };
    let compare = |nu: f64, wanted: &[Tensor], what: &str| {
        let got = answer(&f, &start, (lr, beta, nu), 60);
        let apart = distance(&got, wanted);
        assert!(
            apart < 1e-9,
            "ν = {nu} must be {what}; the ends are {apart:e} apart"
        );
    };
    compare(
        0.0,
        &end(&mut Momentum::new(lr, 0.0).unwrap()),
        "gradient descent",
    );
    compare(
        1.0,
        &end(&mut Momentum::ema(lr, beta).unwrap()),
        "momentum in the average form",
    );
    let nesterov = end(&mut Nesterov::new((1.0 - beta) * lr, beta).unwrap());
    compare(beta, &nesterov, "Nesterov's momentum at the rate (1 − β)η");
}

fn grade_restarted(answer: Restarted) {
    let f = Quadratic::new(&[1e-4, 0.01, 0.3, 1.0]).unwrap();
    let values = answer(&f, &f.start(), 1.0, 2000);
    assert_eq!(values.len(), 2001, "f(x₀) and one value a step");
    // A fresh optimizer at every rise, beside one that never restarts.
    let (mut method, mut plain) = (
        Accelerated::new(1.0).unwrap(),
        Accelerated::new(1.0).unwrap(),
    );
    let (mut y, mut z) = (f.start(), f.start());
    let (mut before, mut restarts) = (f.value(&y), 0);
    for (k, value) in values.iter().enumerate().skip(1) {
        let (at_y, at_z) = (f.gradient(&y), f.gradient(&z));
        method.step(&mut y, &at_y).unwrap();
        plain.step(&mut z, &at_z).unwrap();
        let wanted = f.value(method.main_point());
        // Below 1e-20 rounding decides what rises.
        assert!(
            wanted < 1e-20 || (value / wanted - 1.0).abs() < 1e-6,
            "k = {k}, after {restarts} restarts: {value:e}, not {wanted:e}"
        );
        if wanted > before {
            y = method.main_point().to_vec();
            method = Accelerated::new(1.0).unwrap();
            restarts += 1;
        }
        before = wanted;
    }
    let (last, unrestarted) = (values[2000], f.value(plain.main_point()));
    assert!(
        last < 1e-6 * unrestarted,
        "with restarts {last:e}, without {unrestarted:e}"
    );
}

fn grade_stable_edge(answer: StableEdge) {
    for beta in [0.0, 0.5, 0.9] {
        let heavy = answer(&|eta| Box::new(Momentum::new(eta, beta).unwrap()));
        assert!(
            (heavy - (2.0 + 2.0 * beta)).abs() < 1e-3,
            "heavy ball, β = {beta}: {heavy}"
        );
        let nesterov = answer(&|eta| Box::new(Nesterov::new(eta, beta).unwrap()));
        let wanted = (2.0 + 2.0 * beta) / (1.0 + 2.0 * beta);
        assert!(
            (nesterov - wanted).abs() < 1e-3,
            "Nesterov, β = {beta}: {nesterov}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::quasi_hyperbolic first"]
fn quasi_hyperbolic() {
    grade_quasi_hyperbolic(exercises::quasi_hyperbolic);
}

#[test]
#[ignore = "for students: implement exercises::restarted first"]
fn restarted() {
    grade_restarted(exercises::restarted);
}

#[test]
#[ignore = "for students: implement exercises::stable_edge first"]
fn stable_edge() {
    grade_stable_edge(exercises::stable_edge);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_quasi_hyperbolic(solutions::quasi_hyperbolic);
    grade_restarted(solutions::restarted);
    grade_stable_edge(solutions::stable_edge);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_quasi_hyperbolic(exercises::quasi_hyperbolic)),
        "starter"
    );
    assert!(rejects(|| grade_restarted(exercises::restarted)), "starter");
    assert!(
        rejects(|| grade_stable_edge(exercises::stable_edge)),
        "starter"
    );
    // The sum in place of the average.
    let sum: QuasiHyperbolic = |f, start, (lr, beta, nu), steps| {
        let nu = nu / (1.0 - beta);
        solutions::quasi_hyperbolic(f, start, (lr, beta, nu), steps)
    };
    assert!(rejects(|| grade_quasi_hyperbolic(sum)), "the sum form");
    // No restart at all.
    let never: Restarted = |f, start, lr, steps| {
        let (mut method, mut y) = (Accelerated::new(lr).unwrap(), start.to_vec());
        let mut values = vec![f.value(start)];
        for _ in 0..steps {
            let gradient = f.gradient(&y);
            method.step(&mut y, &gradient).unwrap();
            values.push(f.value(method.main_point()));
        }
        values
    };
    assert!(rejects(|| grade_restarted(never)), "no restart");
    // The point starts again, t does not.
    let half: Restarted = |f, start, lr, steps| {
        let (mut x, mut y, mut t) = (start.to_vec(), start.to_vec(), 1.0_f64);
        let mut values = vec![f.value(start)];
        for k in 0..steps {
            let next = vec![&y[0] - &(&f.gradient(&y)[0] * lr)];
            values.push(f.value(&next));
            let later = f64::midpoint(1.0, (1.0 + 4.0 * t * t).sqrt());
            let rose = values[k + 1] > values[k];
            let weight = if rose { 0.0 } else { (t - 1.0) / later };
            y = vec![&next[0] + &((&next[0] - &x[0]) * weight)];
            (x, t) = (next, later);
        }
        values
    };
    assert!(rejects(|| grade_restarted(half)), "t not restarted");
    // A formula for heavy ball handed out for every method.
    assert!(
        rejects(|| grade_stable_edge(|_| 2.0)),
        "the edge of gradient descent"
    );
}
