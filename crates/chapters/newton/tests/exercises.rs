//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p newton --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::{generator, normal};
use gradient_descent::spectra::with_spectrum;
use ndarray::{Array1, Array2};
use newton::{exercises, solutions};

type Direction = fn(&[(Array1<f64>, Array1<f64>)], f64, &Array1<f64>) -> Array1<f64>;
type WolfeStep = fn(&dyn Fn(f64) -> (f64, f64), f64, f64) -> f64;
type Solve = fn(&dyn Fn(&Array1<f64>) -> Array1<f64>, &Array1<f64>, f64) -> Array1<f64>;

fn grade_direction(answer: Direction) {
    let mut rng = generator(41);
    for (n, count, gamma) in [(3, 0, 2.0), (3, 1, 1.0), (5, 4, 0.3), (8, 6, 1.7)] {
        let mut vector = || Array1::from_shape_fn(n, |_| normal(&mut rng));
        let mut h = Array2::eye(n) * gamma;
        let mut pairs = Vec::new();
        for _ in 0..count {
            let (s, y) = (vector(), vector());
            let y = &y * y.dot(&s).signum();
            let rho = 1.0 / y.dot(&s);
            let outer = |a: &Array1<f64>, b: &Array1<f64>| {
                Array2::from_shape_fn((n, n), |(i, j)| rho * a[i] * b[j])
            };
            let left = Array2::eye(n) - outer(&s, &y);
            h = left.dot(&h).dot(&left.t()) + outer(&s, &s);
            pairs.push((s, y));
        }
        let g = vector();
        let (got, wanted) = (answer(&pairs, gamma, &g), h.dot(&g));
        let error = (&got - &wanted).mapv(f64::abs).sum() / wanted.mapv(f64::abs).sum();
        assert!(
            error < 1e-9,
            "n = {n}, {count} pairs, γ = {gamma}: relative error {error:e}"
        );
    }
}

fn grade_wolfe_step(answer: WolfeStep) {
    type Curve = fn(f64) -> (f64, f64);
    let curves: [Curve; 4] = [
        |t| ((t - 3.0).powi(2), 2.0 * (t - 3.0)),
        |t| ((t - 1e-3).powi(2) * 500.0, 1000.0 * (t - 1e-3)),
        |t| ((t - 400.0).powi(2) / 800.0, (t - 400.0) / 400.0),
        |t| {
            let slope = 0.2 * t - 1.0 - 3.0 * (3.0 * t).sin();
            (0.1 * t * t - t + (3.0 * t).cos(), slope)
        },
    ];
    for (k, curve) in curves.iter().enumerate() {
        for (c1, c2) in [(1e-4, 0.9), (0.2, 0.3)] {
            let asked = Cell::new(0);
            let counted = |t| {
                asked.set(asked.get() + 1);
                assert!(asked.get() < 1000, "curve {k}: no end");
                curve(t)
            };
            let t = answer(&counted, c1, c2);
            let ((start, slope), (value, there)) = (curve(0.0), curve(t));
            assert!(t > 0.0, "curve {k}: t = {t}");
            assert!(
                value <= start + c1 * t * slope,
                "curve {k}, c₁ = {c1}: no decrease at {t}"
            );
            assert!(
                there >= c2 * slope,
                "curve {k}, c₂ = {c2}: still steep at {t}"
            );
        }
    }
}

fn grade_solve(answer: Solve) {
    let mut rng = generator(42);
    for spectrum in [
        vec![1.0, 2.0, 3.0],
        vec![0.5, 0.5, 4.0, 4.0, 4.0, 90.0],
        vec![7.0; 10],
    ] {
        let n = spectrum.len();
        let a = with_spectrum(&spectrum, 6);
        let b = Array1::from_shape_fn(n, |_| normal(&mut rng));
        let mut distinct = spectrum.clone();
        distinct.dedup();
        let asked = Cell::new(0);
        let product = |v: &Array1<f64>| {
            asked.set(asked.get() + 1);
            assert!(
                asked.get() <= distinct.len() + 2,
                "{spectrum:?}: too many products"
            );
            a.dot(v)
        };
        let rest = a.dot(&answer(&product, &b, 1e-8)) - &b;
        let share = (rest.dot(&rest) / b.dot(&b)).sqrt();
        assert!(share < 2e-8, "{spectrum:?}: {share:e} of ‖b‖ is left");
    }
}

#[test]
#[ignore = "for students: implement exercises::direction first"]
fn direction() {
    grade_direction(exercises::direction);
}

#[test]
#[ignore = "for students: implement exercises::wolfe_step first"]
fn wolfe_step() {
    grade_wolfe_step(exercises::wolfe_step);
}

#[test]
#[ignore = "for students: implement exercises::solve first"]
fn solve() {
    grade_solve(exercises::solve);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_direction(solutions::direction);
    grade_wolfe_step(solutions::wolfe_step);
    grade_solve(solutions::solve);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_direction(exercises::direction)), "starter");
    assert!(
        rejects(|| grade_wolfe_step(exercises::wolfe_step)),
        "starter"
    );
    assert!(rejects(|| grade_solve(exercises::solve)), "starter");
    // The newest pair innermost.
    let reversed: Direction = |pairs, gamma, g| {
        let turned: Vec<_> = pairs.iter().rev().cloned().collect();
        solutions::direction(&turned, gamma, g)
    };
    assert!(rejects(|| grade_direction(reversed)), "the wrong order");
    // The second loop forgotten.
    let half: Direction = |pairs, gamma, g| {
        let mut q = g.clone();
        for (s, y) in pairs.iter().rev() {
            let alpha = s.dot(&q) / y.dot(s);
            q.scaled_add(-alpha, y);
        }
        gamma * q
    };
    assert!(rejects(|| grade_direction(half)), "one loop");
    // Armijo alone: the step may be far too short.
    let armijo: WolfeStep = |phi, c1, _| {
        let (value, slope) = phi(0.0);
        let mut t = 1.0;
        while phi(t).0 > value + c1 * t * slope {
            t /= 2.0;
        }
        t
    };
    assert!(rejects(|| grade_wolfe_step(armijo)), "no second condition");
    // Steepest descent with exact steps.
    let steepest: Solve = |product, b, tol| {
        let mut theta = Array1::zeros(b.len());
        loop {
            let g = product(&theta) - b;
            if g.dot(&g) <= tol * tol * b.dot(b) {
                return theta;
            }
            let alpha = g.dot(&g) / g.dot(&product(&g));
            theta.scaled_add(-alpha, &g);
        }
    };
    assert!(rejects(|| grade_solve(steepest)), "steepest descent");
}
