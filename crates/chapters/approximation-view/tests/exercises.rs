//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p approximation-view --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use approximation_view::families::{normal_fisher, normal_kl};
use approximation_view::{exercises, solutions};
use descent::problems::LogisticRegression;
use descent::random::{generator, normal};
use descent::{Objective, Tensor, zeros_like};

type ProximalGradient = fn(&dyn Objective, &[Tensor], (f64, f64), usize) -> Vec<Tensor>;
type MixtureWeights = fn(&[Vec<f64>], usize) -> Vec<f64>;
type NaturalStep = fn((f64, f64), [f64; 2], f64) -> (f64, f64);

fn grade_proximal_gradient(answer: ProximalGradient) {
    let f = LogisticRegression::wine(0.01).unwrap();
    let start = zeros_like(&f.start());
    // The curvature is largest at 0, and 0.3 is below one over it.
    for lambda in [0.02, 0.1] {
        let theta = answer(&f, &start, (0.3, lambda), 4000);
        let (point, slope) = (&theta[0], &f.gradient(&theta)[0]);
        let mut zeros = 0;
        for (i, (x, g)) in point.iter().zip(slope).enumerate() {
            // Where the minimizer is not 0, ∂f/∂θᵢ = −λ sign θᵢ; where it is 0, |∂f/∂θᵢ| ≤ λ.
            let fits = if *x == 0.0 {
                zeros += 1;
                g.abs() <= lambda + 1e-9
            } else {
                (g + lambda * x.signum()).abs() < 1e-6
            };
            assert!(fits, "λ = {lambda}: θ_{i} = {x}, ∂f/∂θ_{i} = {g}");
        }
        assert!(zeros > 0, "λ = {lambda}: no entry is exactly zero");
    }
}

/// Densities of three normal distributions at 300 points drawn from a mixture of them.
fn sample() -> Vec<Vec<f64>> {
    let mut rng = generator(5);
    let centres = [-2.0, 0.0, 3.0];
    (0..300)
        .map(|i| {
            let k = [0, 0, 1, 2, 2, 2][i % 6];
            let x = centres[k] + normal(&mut rng);
            centres.map(|c| (-0.5 * (x - c) * (x - c)).exp()).to_vec()
        })
        .collect()
}

fn grade_mixture_weights(answer: MixtureWeights) {
    let rows = sample();
    let total = |w: &[f64], row: &[f64]| -> f64 { w.iter().zip(row).map(|(w, p)| w * p).sum() };
    let loss = |w: &[f64]| -> f64 { -rows.iter().map(|row| total(w, row).ln()).sum::<f64>() };
    let mut before = f64::INFINITY;
    for steps in 0..30 {
        let w = answer(&rows, steps);
        let sum: f64 = w.iter().sum();
        assert!(
            (sum - 1.0).abs() < 1e-12,
            "after {steps} steps the weights sum to {sum}"
        );
        assert!(
            loss(&w) <= before + 1e-9,
            "step {steps} raises the loss from {before} to {}",
            loss(&w)
        );
        before = loss(&w);
    }
    // At the minimizer on the simplex every component with positive weight has the mean ratio 1.
    let w = answer(&rows, 3000);
    for k in 0..3 {
        let ratios = rows.iter().map(|row| row[k] / total(&w, row));
        let mean = ratios.sum::<f64>() / rows.len() as f64;
        assert!(
            (mean - 1.0).abs() < 1e-6,
            "component {k} of {w:?}: mean ratio {mean}"
        );
    }
}

fn grade_natural_step(answer: NaturalStep) {
    for (m, s, gradient) in [(0.5, 2.0, [1.0, -0.3]), (-1.0, 0.4, [0.2, 0.8])] {
        let [fm, fs] = normal_fisher(s);
        let eta = 1e-4;
        let (m1, s1) = answer((m, s), gradient, eta);
        let step = [(m1 - m) / eta, (s1 - s) / eta];
        let wanted = [-gradient[0] / fm, -gradient[1] / fs];
        for (step, wanted) in step.iter().zip(wanted) {
            assert!(
                (step - wanted).abs() < 1e-3,
                "from ({m}, {s}): a step of {step} η, not {wanted} η"
            );
        }
        // A step of this length would make s negative if it were taken in s itself.
        let (_, far) = answer((m, s), [0.0, 100.0 / s], 1.0);
        assert!(
            far > 0.0 && far < s,
            "a large step goes from s = {s} to {far}"
        );
        let shorter = normal_kl((m, s), answer((m, s), gradient, 1e-3));
        assert!(
            shorter > 0.0 && shorter < 1e-4,
            "a KL divergence of {shorter}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::proximal_gradient first"]
fn proximal_gradient() {
    grade_proximal_gradient(exercises::proximal_gradient);
}

#[test]
#[ignore = "for students: implement exercises::mixture_weights first"]
fn mixture_weights() {
    grade_mixture_weights(exercises::mixture_weights);
}

#[test]
#[ignore = "for students: implement exercises::natural_step first"]
fn natural_step() {
    grade_natural_step(exercises::natural_step);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_proximal_gradient(solutions::proximal_gradient);
    grade_mixture_weights(solutions::mixture_weights);
    grade_natural_step(solutions::natural_step);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_proximal_gradient(exercises::proximal_gradient)),
        "starter"
    );
    assert!(
        rejects(|| grade_mixture_weights(exercises::mixture_weights)),
        "starter"
    );
    assert!(
        rejects(|| grade_natural_step(exercises::natural_step)),
        "starter"
    );
    // The threshold λ in place of hλ.
    let threshold: ProximalGradient = |f, start, (h, lambda), steps| {
        solutions::proximal_gradient(f, start, (h, lambda / h), steps)
    };
    assert!(
        rejects(|| grade_proximal_gradient(threshold)),
        "the threshold λ"
    );
    // Subgradient descent: no entry becomes exactly zero.
    let subgradient: ProximalGradient = |f, start, (h, lambda), steps| {
        let mut theta = start.to_vec();
        for _ in 0..steps {
            let g = f.gradient(&theta);
            let sign = theta[0].mapv(f64::signum);
            theta[0] = &theta[0] - &((&g[0] + &(sign * lambda)) * h);
        }
        theta
    };
    assert!(
        rejects(|| grade_proximal_gradient(subgradient)),
        "subgradient descent"
    );
    // Responsibilities that forget the weights.
    let forgetful: MixtureWeights = |rows, steps| solutions::mixture_weights(rows, steps.min(1));
    assert!(
        rejects(|| grade_mixture_weights(forgetful)),
        "one step only"
    );
    let unnormalized: MixtureWeights = |rows, steps| {
        let mut w = solutions::mixture_weights(rows, steps);
        w[0] *= 1.01;
        w
    };
    assert!(
        rejects(|| grade_mixture_weights(unnormalized)),
        "off the simplex"
    );
    // The plain gradient in (m, ln s); the Fisher matrix without its 2.
    let plain: NaturalStep = |(m, s), g, eta| (m - eta * g[0], s * (-eta * s * g[1]).exp());
    assert!(rejects(|| grade_natural_step(plain)), "plain gradient");
    let without_two: NaturalStep =
        |(m, s), g, eta| (m - eta * s * s * g[0], s * (-eta * s * g[1]).exp());
    assert!(rejects(|| grade_natural_step(without_two)), "F without 2");
    // The step in s itself, which a large step makes negative.
    let in_s: NaturalStep = |(m, s), g, eta| (m - eta * s * s * g[0], s - 0.5 * eta * s * s * g[1]);
    assert!(rejects(|| grade_natural_step(in_s)), "the step in s");
}
