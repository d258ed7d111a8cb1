//! Graders of the programming exercises.
//!
//! A student runs `cargo test -p sde-view --test exercises -- --ignored`. The tests that always run
//! show that the solutions pass, that the starters do not, and that typical mistakes are caught.

use std::panic::{UnwindSafe, catch_unwind};

use descent::Objective as _;
use descent::random::generator;
use descent::statistics::variance;
use sde_view::mini_batch::{Location, gradient_covariance, run};
use sde_view::{Sgld, exercises, solutions};

type Proximal = fn(&[f64], f64, &[f64]) -> Vec<f64>;
type Transition = fn(f64, f64, f64, f64, f64) -> f64;
type Temperature = fn(f64, f64, f64, usize) -> Option<f64>;

/// The result must solve the implicit equation, for small and for huge steps.
fn grade_proximal(step: Proximal) {
    let (spectrum, theta) = ([0.0, 0.3, 2.0, 50.0], [1.0, -2.0, 3.0, 4.0]);
    for h in [1e-3, 0.5, 10.0, 1e6] {
        let next = step(&spectrum, h, &theta);
        assert_eq!(next.len(), 4, "h = {h}: {} coordinates", next.len());
        for ((after, before), l) in next.iter().zip(&theta).zip(&spectrum) {
            let back = after + h * l * after;
            assert!(
                (back - before).abs() < 1e-9,
                "h = {h}, λ = {l}: θ₊ + hλθ₊ = {back}, θ = {before}"
            );
        }
    }
}

/// Mean and standard deviation against 200 000 tiny Euler–Maruyama steps, which need no sampling.
fn grade_transition(step: Transition) {
    for (theta, lambda, sigma, t) in [
        (1.0, 1.0, 1.0, 0.5),
        (-2.0, 3.0, 0.5, 2.0),
        (0.7, 0.0, 2.0, 1.5),
        (0.5, -0.8, 1.0, 1.0),
    ] {
        let small = t / 200_000.0;
        let (mut mean, mut var): (f64, f64) = (theta, 0.0);
        for _ in 0..200_000 {
            mean *= 1.0 - lambda * small;
            var = var * (1.0 - lambda * small).powi(2) + sigma * sigma * small;
        }
        let centre = step(theta, lambda, sigma, t, 0.0);
        let spread = step(theta, lambda, sigma, t, 1.0) - centre;
        assert!(
            (centre - mean).abs() < 1e-4,
            "λ = {lambda}, t = {t}: mean {centre}, not {mean}"
        );
        assert!(
            (spread - var.sqrt()).abs() < 1e-4,
            "λ = {lambda}, σ = {sigma}, t = {t}: standard deviation {spread}, not {}",
            var.sqrt()
        );
    }
}

/// SGLD run at the returned temperature on real data must have the stationary variance T/λ.
fn grade_temperature(temperature: Temperature) {
    for (target, eta, lambda, batch) in [(0.08, 0.1, 1.0, 1), (0.02, 0.05, 1.0, 2)] {
        let problem = Location::wine(0, lambda);
        let mut theta = problem.start();
        let c = gradient_covariance(&problem, &theta)[(0, 0)];
        let set = temperature(target, eta, c, batch).expect("the target can be reached");
        let mut sgld = Sgld::new(eta, set, 1).expect("a temperature ≥ 0");
        let mut values = Vec::new();
        let observe = &mut |p: &[descent::Tensor]| values.push(p[0][0]);
        run(
            &problem,
            &mut sgld,
            &mut theta,
            (batch, 60_000),
            &mut generator(2),
            observe,
        )
        .expect("finite gradients");
        let found = variance(&values[1000..]) * lambda * (1.0 - eta * lambda / 2.0);
        // Four standard deviations of the estimate are at most 10 %.
        assert!(
            (found / target - 1.0).abs() < 0.1,
            "η = {eta}, B = {batch}: runs at {found}, not {target}"
        );
    }
    assert_eq!(
        temperature(0.01, 0.1, 4.0, 1),
        None,
        "0.2 from batches alone"
    );
    assert_eq!(temperature(0.25, 0.25, 4.0, 2), Some(0.0), "just reached");
}

fn fails(grade: impl FnOnce() + UnwindSafe) -> bool {
    catch_unwind(grade).is_err()
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn proximal_step() {
    grade_proximal(exercises::proximal_step);
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn ornstein_uhlenbeck_step() {
    grade_transition(exercises::ornstein_uhlenbeck_step);
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn sgld_temperature() {
    grade_temperature(exercises::sgld_temperature);
}

#[test]
fn solutions_pass() {
    grade_proximal(solutions::proximal_step);
    grade_transition(solutions::ornstein_uhlenbeck_step);
    grade_temperature(solutions::sgld_temperature);
}

#[test]
fn starters_fail() {
    assert!(fails(|| grade_proximal(exercises::proximal_step)));
    assert!(fails(|| grade_transition(
        exercises::ornstein_uhlenbeck_step
    )));
    assert!(fails(|| grade_temperature(exercises::sgld_temperature)));
}

#[test]
fn typical_mistakes_fail() {
    // The explicit step.
    assert!(fails(|| grade_proximal(|spectrum, h, theta| {
        let coordinates = theta.iter().zip(spectrum);
        coordinates.map(|(x, l)| x - h * l * x).collect()
    })));
    // Euler–Maruyama in one step of length t.
    assert!(fails(|| grade_transition(|x, lambda, sigma, t, xi| {
        x - lambda * t * x + sigma * t.sqrt() * xi
    })));
    // A division by λ = 0.
    assert!(fails(|| grade_transition(|x, lambda, sigma, t, xi| {
        let variance = (1.0 - (-2.0 * lambda * t).exp()) / (2.0 * lambda);
        (-lambda * t).exp() * x + sigma * variance.sqrt() * xi
    })));
    // σ² = ηc/B taken for the temperature, without the half.
    assert!(fails(|| grade_temperature(|target, eta, c, batch| {
        let rest = target - eta * c / batch as f64;
        (rest >= 0.0).then_some(rest)
    })));
    // A negative temperature instead of a refusal.
    assert!(fails(|| grade_temperature(|target, eta, c, batch| {
        Some(target - eta * c / (2.0 * batch as f64))
    })));
}
