//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use crate::annealing::acceptance;

/// Solves [`crate::exercises::mean_speed`]: the continued fraction, started from far out with 0.
pub fn mean_speed(n: usize, kappa: f64) -> f64 {
    let n = n as f64;
    let mut order = n + 2.0 * (100.0 + 3.0 * kappa).ceil();
    let mut ratio = 0.0;
    while order > n {
        order -= 2.0;
        ratio = kappa / (order + 2.0 + kappa * ratio);
    }
    ratio
}

/// Solves [`crate::exercises::gibbs_weights`]: subtract the least loss first.
pub fn gibbs_weights(losses: &[f64], alpha: f64) -> Vec<f64> {
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> = losses
        .iter()
        .map(|l| (-(l - least) / alpha).exp())
        .collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w / total).collect()
}

/// Solves [`crate::exercises::ring_equilibrium`]: run the distribution until it settles.
pub fn ring_equilibrium(losses: &[f64], alpha: f64) -> Vec<f64> {
    let n = losses.len();
    let mut now = vec![1.0 / n as f64; n];
    loop {
        let mut next = now.clone();
        for i in 0..n {
            for j in [(i + 1) % n, (i + n - 1) % n] {
                let moved = 0.5 * now[i] * acceptance(losses[j] - losses[i], alpha);
                next[i] -= moved;
                next[j] += moved;
            }
        }
        let change: f64 = now.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        now = next;
        if change < 1e-14 {
            return now;
        }
    }
}
