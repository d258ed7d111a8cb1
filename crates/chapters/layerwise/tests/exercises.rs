//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p layerwise --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::{Optimizer, Spec, Tensor, distance, vector};
use layerwise::{Lars, exercises, norm, solutions};
use ndarray::arr2;

type LarsStep = fn(&mut [Tensor], &[Tensor], (f64, f64, f64));
type LargestRate = fn(u32) -> f64;
type ClipLayers = fn(&[Tensor], &mut [Tensor], f64);

/// A matrix, a vector, and a matrix of zeros.
fn layers() -> Vec<Tensor> {
    vec![
        arr2(&[[3.0, -4.0], [1.0, 0.5]]).into_dyn(),
        vector(&[0.2, -0.1, 0.7]).remove(0),
        arr2(&[[0.0], [0.0]]).into_dyn(),
    ]
}

fn grads() -> Vec<Tensor> {
    vec![
        arr2(&[[0.3, 0.1], [-2.0, 0.7]]).into_dyn(),
        vector(&[5.0, -3.0, 1.0]).remove(0),
        arr2(&[[0.02], [-0.01]]).into_dyn(),
    ]
}

fn grade_lars_step(answer: LarsStep) {
    static SPEC: Spec = Lars::SPEC;
    for (eta, tau, lambda) in [(1.0, 0.02, 0.0), (0.3, 0.1, 0.5), (2.0, 0.001, 3.0)] {
        let settings = SPEC.settings().with("lr", eta).unwrap();
        let settings = settings.with("trust", tau).unwrap();
        let settings = settings.with("beta", 0.0).unwrap();
        let settings = settings.with("weight_decay", lambda).unwrap();
        let settings = settings.with("layers", "matrices").unwrap();
        let mut lars = Lars::from_settings(&settings).unwrap();
        let (mut wanted, mut got) = (layers(), layers());
        for step in 1..=3 {
            lars.step(&mut wanted, &grads()).unwrap();
            answer(&mut got, &grads(), (eta, tau, lambda));
            let apart = distance(&got, &wanted);
            assert!(
                apart < 1e-12,
                "η = {eta}, τ = {tau}, λ = {lambda}: after step {step} you are {apart:e} away"
            );
        }
    }
}

fn grade_largest_rate(answer: LargestRate) {
    for depth in [1, 2, 5, 50, 1000] {
        let eta = answer(depth);
        let power = f64::from(depth) + 1.0;
        let mean = |eta: f64| ((1.0 + eta).powf(power) - 1.0) / (power * eta);
        assert!(
            eta > 2e-9 && mean(eta - 1e-9) < 2.0 && mean(eta + 1e-9) > 2.0,
            "L = {depth}: the mean at your η = {eta} is {}, not 2",
            mean(eta)
        );
    }
}

fn grade_clip_layers(answer: ClipLayers) {
    let params = layers();
    for limit in [0.001, 0.01, 0.5] {
        for scale in [1e-6, 1.0, 1e6] {
            let before: Vec<Tensor> = grads().iter().map(|g| g * scale).collect();
            let mut after = before.clone();
            answer(&params, &mut after, limit);
            for (l, theta) in params.iter().enumerate() {
                let allowed = limit * norm(theta).max(1e-3);
                let length = norm(&before[l]).min(allowed);
                let wanted = &before[l] * (length / norm(&before[l]));
                let apart = norm(&(&after[l] - &wanted));
                assert!(
                    apart <= 1e-12 * length,
                    "c = {limit}, layer {l}, ‖g‖ = {:e}: {} instead of {wanted}",
                    norm(&before[l]),
                    after[l]
                );
            }
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::lars_step first"]
fn lars_step() {
    grade_lars_step(exercises::lars_step);
}

#[test]
#[ignore = "for students: implement exercises::largest_rate first"]
fn largest_rate() {
    grade_largest_rate(exercises::largest_rate);
}

#[test]
#[ignore = "for students: implement exercises::clip_layers first"]
fn clip_layers() {
    grade_clip_layers(exercises::clip_layers);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_lars_step(solutions::lars_step);
    grade_largest_rate(solutions::largest_rate);
    grade_clip_layers(solutions::clip_layers);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_lars_step(exercises::lars_step)), "starter");
    assert!(
        rejects(|| grade_largest_rate(exercises::largest_rate)),
        "starter"
    );
    assert!(
        rejects(|| grade_clip_layers(exercises::clip_layers)),
        "starter"
    );
    // One ratio for all tensors together.
    let global: LarsStep = |params, grads, (eta, tau, lambda)| {
        let ratio =
            tau * descent::norm(params) / (descent::norm(grads) + lambda * descent::norm(params));
        for (theta, g) in params.iter_mut().zip(grads) {
            theta.zip_mut_with(g, |theta, g| *theta -= eta * ratio * (g + lambda * *theta));
        }
    };
    assert!(rejects(|| grade_lars_step(global)), "one ratio for all");
    // Vectors scaled too.
    let every: LarsStep = |params, grads, (eta, tau, lambda)| {
        for (theta, g) in params.iter_mut().zip(grads) {
            let ratio = tau * norm(theta) / (norm(g) + lambda * norm(theta));
            theta.zip_mut_with(g, |theta, g| *theta -= eta * ratio * (g + lambda * *theta));
        }
    };
    assert!(rejects(|| grade_lars_step(every)), "vectors scaled");
    // The largest value of (1 + sη)^L in place of its mean.
    let cautious: LargestRate = |depth| 2f64.powf(1.0 / f64::from(depth)) - 1.0;
    assert!(
        rejects(|| grade_largest_rate(cautious)),
        "the largest value"
    );
    // The limit for many layers.
    let limit: LargestRate = |depth| 1.256_431_208_6 / f64::from(depth);
    assert!(rejects(|| grade_largest_rate(limit)), "the limit");
    // Every gradient scaled, also the short ones: LARS.
    let normalize: ClipLayers = |params, grads, limit| {
        for (theta, g) in params.iter().zip(grads) {
            *g *= limit * norm(theta).max(1e-3) / norm(g);
        }
    };
    assert!(rejects(|| grade_clip_layers(normalize)), "short ones too");
    // No lower bound: a layer of zeros never moves.
    let stuck: ClipLayers = |params, grads, limit| {
        for (theta, g) in params.iter().zip(grads) {
            let allowed = limit * norm(theta);
            if norm(g) > allowed {
                *g *= allowed / norm(g);
            }
        }
    };
    assert!(rejects(|| grade_clip_layers(stuck)), "no lower bound");
}
