//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p rmsprop --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::himmelblau;
use descent::random::{generator, normal};
use descent::{Objective, Tensor, descend, distance};
use rmsprop::experiments::SumOfSquares;
use rmsprop::{Adadelta, exercises, solutions};

type SteadyVariance = fn(f64, &[f64]) -> Vec<f64>;
type TwoEps = fn(&dyn Objective, &[Tensor], f64, (f64, f64), usize) -> Vec<Tensor>;
type Fading = fn(&dyn Objective, &[Tensor], f64, f64, usize) -> Vec<Tensor>;

fn grade_steady_variance(answer: SteadyVariance) {
    // Random gradients: the difference is harmless here, and must be met.
    let mut rng = generator(1);
    let g: Vec<f64> = (0..100).map(|_| 1.0 + normal(&mut rng)).collect();
    for gamma in [0.5, 0.9, 0.99] {
        let (mut v, mut m) = (0.0, 0.0);
        let got = answer(gamma, &g);
        assert_eq!(got.len(), 100, "one variance a gradient");
        for (t, (&g, got)) in g.iter().zip(got).enumerate() {
            v = gamma * v + (1.0 - gamma) * g * g;
            m = gamma * m + (1.0 - gamma) * g;
            let wanted: f64 = v - m * m;
            assert!(
                (got - wanted).abs() < 1e-12,
                "γ = {gamma}, t = {}: {got}, not {wanted}",
                t + 1
            );
        }
    }
    // A constant gradient: g²γᵗ(1 − γᵗ), far below the last digit of the difference.
    for (gamma, g) in [(0.9_f64, 0.1), (0.5, 3.0)] {
        for (t, got) in (1..).zip(answer(gamma, &[g; 500])) {
            let left = gamma.powi(t);
            // m stays a rounding error, 10⁻¹⁶|g|, away from g: below its square nothing is left.
            if left < 1e-20 {
                assert!(
                    (0.0..2e-20 * g * g).contains(&got),
                    "γ = {gamma}, t = {t}: {got}"
                );
                continue;
            }
            let wanted = g * g * left * (1.0 - left);
            assert!(
                (got / wanted - 1.0).abs() < 1e-10,
                "γ = {gamma}, t = {t}: {got:e}, not {wanted:e}"
            );
        }
    }
}

/// The function a·f(φ/c).
struct Rescaled<'a> {
    f: &'a dyn Objective,
    a: f64,
    c: f64,
}

impl Objective for Rescaled<'_> {
    fn name(&self) -> &'static str {
        "rescaled"
    }

    fn start(&self) -> Vec<Tensor> {
        self.f.start().iter().map(|t| t * self.c).collect()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let there: Vec<Tensor> = params.iter().map(|t| t / self.c).collect();
        self.a * self.f.value(&there)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let there: Vec<Tensor> = params.iter().map(|t| t / self.c).collect();
        self.f.gradient_into(&there, grads);
        for g in grads {
            *g *= self.a / self.c;
        }
    }
}

fn grade_two_eps(answer: TwoEps) {
    let f = himmelblau();
    // One number in both places is the paper's method.
    for (rho, eps) in [(0.9, 1e-4), (0.5, 1e-2)] {
        let mut paper = Adadelta::new(rho, eps).expect("allowed");
        let trace = descend(&f, &mut paper, &f.start(), 40).expect("finite");
        let apart = distance(&answer(&f, &f.start(), rho, (eps, eps), 40), trace.last());
        assert!(
            apart < 1e-10,
            "ε_X = ε_v = {eps} must be Adadelta; the ends are {apart:e} apart"
        );
    }
    // And two numbers carry the units of both: any a and c.
    for (a, c) in [(5.0, 1.0), (1.0, 30.0), (0.01, 0.2)] {
        let (eps_step, eps_gradient) = (1e-3, 0.5);
        let here = answer(&f, &f.start(), 0.9, (eps_step, eps_gradient), 40);
        let scaled = Rescaled { f: &f, a, c };
        let eps = (c * c * eps_step, (a / c).powi(2) * eps_gradient);
        let there = answer(&scaled, &scaled.start(), 0.9, eps, 40);
        let apart = distance(&here, &[&there[0] / c]);
        assert!(
            apart < 1e-9,
            "a = {a}, c = {c}: after rescaling the ends are {apart:e} apart"
        );
    }
}

fn grade_fading(answer: Fading) {
    let f = himmelblau();
    // p = 1 is AdaGrad, p = 0 sign descent with the rate η/√t.
    for lr in [0.1, 0.5] {
        let (mut adagrad, mut sum) = (SumOfSquares::new(lr), f.start());
        let mut sign = f.start();
        for t in 1..=60 {
            let grads = f.gradient(&sum);
            adagrad.step(&mut sum, &grads);
            let rate = lr / f64::from(t).sqrt();
            sign = vec![&sign[0] - &(f.gradient(&sign)[0].mapv(f64::signum) * rate)];
        }
        for (power, wanted, what) in [(1.0, &sum, "AdaGrad"), (0.0, &sign, "sign descent")] {
            let apart = distance(&answer(&f, &f.start(), lr, power, 60), wanted);
            assert!(
                apart < 1e-9,
                "η = {lr}, p = {power} must be {what}; the ends are {apart:e} apart"
            );
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::steady_variance first"]
fn steady_variance() {
    grade_steady_variance(exercises::steady_variance);
}

#[test]
#[ignore = "for students: implement exercises::two_eps first"]
fn two_eps() {
    grade_two_eps(exercises::two_eps);
}

#[test]
#[ignore = "for students: implement exercises::fading first"]
fn fading() {
    grade_fading(exercises::fading);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_steady_variance(solutions::steady_variance);
    grade_two_eps(solutions::two_eps);
    grade_fading(solutions::fading);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_steady_variance(exercises::steady_variance)),
        "starter"
    );
    assert!(rejects(|| grade_two_eps(exercises::two_eps)), "starter");
    assert!(rejects(|| grade_fading(exercises::fading)), "starter");
    let difference: SteadyVariance = |gamma, gradients| {
        let (mut v, mut m) = (0.0, 0.0);
        let step = |&g: &f64| {
            v = gamma * v + (1.0 - gamma) * g * g;
            m = gamma * m + (1.0 - gamma) * g;
            f64::max(v - m * m, 0.0)
        };
        gradients.iter().map(step).collect()
    };
    assert!(
        rejects(|| grade_steady_variance(difference)),
        "the difference v − m², cut off at 0"
    );
    let swapped: TwoEps = |f, start, rho, (eps_step, eps_gradient), steps| {
        solutions::two_eps(f, start, rho, (eps_gradient, eps_step), steps)
    };
    assert!(rejects(|| grade_two_eps(swapped)), "the two swapped");
    let one: TwoEps =
        |f, start, rho, (eps, _), steps| solutions::two_eps(f, start, rho, (eps, eps), steps);
    assert!(rejects(|| grade_two_eps(one)), "one ε for both");
    let unscaled: Fading = |f, start, lr, power, steps| {
        // The memory grows, the rate does not fall.
        let mut theta = start.to_vec();
        for _ in 0..steps {
            theta = solutions::fading(f, &theta, lr, power, 1);
        }
        theta
    };
    assert!(rejects(|| grade_fading(unscaled)), "t is always 1");
}
