//! Graders of the programming exercises.
//!
//! A student runs `cargo test -p probabilistic-view --test exercises -- --ignored`. The tests that
//! always run show that the solutions pass, that the starters do not, and that typical mistakes are
//! caught.

use std::panic::{UnwindSafe, catch_unwind};

use descent::quadrature::integrate;
use probabilistic_view::{exercises, solutions};

type Speed = fn(usize, f64) -> f64;
type Weights = fn(&[f64], f64) -> Vec<f64>;
type Equilibrium = fn(&[f64], f64) -> Vec<f64>;

/// The mean of u under the weight e^{κu}(1 − u²)^{(n−1)/2}, by quadrature in u = sin t.
fn slices(n: usize, kappa: f64) -> f64 {
    let half_turn = std::f64::consts::FRAC_PI_2;
    let power = i32::try_from(n).expect("a small dimension");
    let over = |f: &dyn Fn(f64) -> f64| {
        let weight = |t: f64| f(t.sin()) * (kappa * (t.sin() - 1.0)).exp() * t.cos().powi(power);
        integrate(&weight, -half_turn, half_turn, 4000)
    };
    over(&|u| u) / over(&|_| 1.0)
}

fn grade_speed(speed: Speed) {
    for (n, kappa) in [(1, 0.3), (2, 5.0), (3, 40.0), (10, 12.0), (50, 200.0)] {
        let (found, wanted) = (speed(n, kappa), slices(n, kappa));
        assert!(
            (found / wanted - 1.0).abs() < 1e-9,
            "A_{n}({kappa}) = {found}, not {wanted}"
        );
    }
    // One dimension, where coth κ is 1; and the two first terms of the series for small κ.
    let cold = speed(1, 1e4);
    assert!((cold - (1.0 - 1e-4)).abs() < 1e-9, "A_1(10⁴) = {cold}");
    let hot = speed(1000, 1e-3) * 1002.0 / 1e-3;
    assert!((hot - 1.0).abs() < 1e-9, "1002 A_1000(κ)/κ = {hot}");
    let middle = speed(1000, 1e4);
    let far = 1.0 - 1001.0 / 2e4 + (1e6 - 1.0) / 8e8;
    assert!((middle - far).abs() < 1e-5, "A_1000(10⁴) = {middle}");
    assert_eq!(speed(4, 0.0), 0.0, "no gradient, no step");
}

fn grade_weights(weights: Weights) {
    let cases: [(&[f64], f64); 4] = [
        (&[0.0, 1.0, 3.0], 2.0),
        (&[1e6, 1e6 + 1.0, 1e6 + 5.0], 1.0),
        (&[-1e6, 0.0], 0.5),
        (&[7.0], 1e-3),
    ];
    for (losses, alpha) in cases {
        let found = weights(losses, alpha);
        assert_eq!(found.len(), losses.len(), "{losses:?}");
        let total: f64 = found.iter().sum();
        assert!(
            (total - 1.0).abs() < 1e-12,
            "{losses:?}: they add up to {total}"
        );
        for (w, l) in found.iter().zip(losses) {
            let ratio = (-(l - losses[0]) / alpha).exp();
            assert!(
                (w - found[0] * ratio).abs() < 1e-12,
                "{losses:?}: {w} is not {ratio} times the first"
            );
        }
    }
}

fn grade_ring(equilibrium: Equilibrium) {
    let cases: [(&[f64], f64); 3] = [
        (&[0.0, 1.0, 0.5], 0.7),
        (&[2.0, 2.0, 2.0, 2.0], 1.0),
        (&[0.3, -0.4, 1.1, 0.0, 0.6], 0.4),
    ];
    for (losses, alpha) in cases {
        let found = equilibrium(losses, alpha);
        let weights: Vec<f64> = losses.iter().map(|l| (-l / alpha).exp()).collect();
        let total: f64 = weights.iter().sum();
        for (i, (p, w)) in found.iter().zip(&weights).enumerate() {
            let wanted = w / total;
            assert!(
                (p - wanted).abs() < 1e-6,
                "{losses:?}, α = {alpha}: state {i} has {p}, not {wanted}"
            );
        }
    }
}

fn fails(grade: impl FnOnce() + UnwindSafe) -> bool {
    catch_unwind(grade).is_err()
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn mean_speed() {
    grade_speed(exercises::mean_speed);
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn gibbs_weights() {
    grade_weights(exercises::gibbs_weights);
}

#[test]
#[ignore = "grades your src/exercises.rs"]
fn ring_equilibrium() {
    grade_ring(exercises::ring_equilibrium);
}

#[test]
fn solutions_pass() {
    grade_speed(solutions::mean_speed);
    grade_weights(solutions::gibbs_weights);
    grade_ring(solutions::ring_equilibrium);
}

#[test]
fn starters_fail() {
    assert!(fails(|| grade_speed(exercises::mean_speed)));
    assert!(fails(|| grade_weights(exercises::gibbs_weights)));
    assert!(fails(|| grade_ring(exercises::ring_equilibrium)));
}

#[test]
fn typical_mistakes_fail() {
    // The sphere's ratio, one order too low.
    assert!(fails(|| grade_speed(|n, kappa| {
        kappa / (n as f64 + kappa * solutions::mean_speed(n, kappa))
    })));
    // Two series, which overflow.
    assert!(fails(|| grade_speed(|n, kappa| {
        use probabilistic_view::bessel::bessel_i;
        bessel_i(n + 2, kappa) / bessel_i(n, kappa)
    })));
    // Too few levels of the continued fraction for a large κ.
    assert!(fails(|| grade_speed(|n, kappa| {
        (0..50).rev().fold(0.0, |ratio, level| {
            kappa / (n as f64 + 2.0 * f64::from(level) + 2.0 + kappa * ratio)
        })
    })));
    // No shift: exp(−10⁶) is 0, and 0/0 is not a number.
    assert!(fails(|| grade_weights(|losses, alpha| {
        let weights: Vec<f64> = losses.iter().map(|l| (-l / alpha).exp()).collect();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|w| w / total).collect()
    })));
    // The greatest loss shifted to 0 instead of the least.
    assert!(fails(|| grade_weights(|losses, alpha| {
        let most = losses.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = losses.iter().map(|l| (-(l - most) / alpha).exp()).collect();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|w| w / total).collect()
    })));
    // Rejected moves forgotten: the walk then waits nowhere, and the balance is another one.
    assert!(fails(|| grade_ring(|losses, alpha| {
        let n = losses.len();
        let rate = |i: usize, j: usize| (-(losses[j] - losses[i]) / alpha).exp().min(1.0);
        let mut p = vec![1.0 / n as f64; n];
        for _ in 0..10_000 {
            let mut next = vec![0.0; n];
            for i in 0..n {
                let (a, b) = ((i + 1) % n, (i + n - 1) % n);
                let total = rate(i, a) + rate(i, b);
                next[a] += 0.5 * p[i] * rate(i, a) / total;
                next[b] += 0.5 * p[i] * rate(i, b) / total;
                next[i] += 0.5 * p[i];
            }
            p = next;
        }
        p
    })));
}
