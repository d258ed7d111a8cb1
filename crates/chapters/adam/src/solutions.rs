//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use crate::exercises::Entry;
use crate::online::OneLarge;

/// Solves [`crate::exercises::corrected_means`].
pub fn corrected_means(values: &[f64], decays: &[f64]) -> Vec<f64> {
    let (mut m, mut weight) = (0.0, 0.0);
    let mean = |(x, beta): (&f64, &f64)| {
        m = beta * m + (1.0 - beta) * x;
        // The weights obey the same recursion with x = 1: their sum is 1 − β₁β₂⋯β_t.
        weight = beta * weight + (1.0 - beta);
        m / weight
    };
    values.iter().zip(decays).map(mean).collect()
}

/// Solves [`crate::exercises::catch_up`].
pub fn catch_up(entry: Entry, idle: u64, lr: f64, beta1: f64, beta2: f64) -> Entry {
    let k = idle as f64;
    let q = beta1 / beta2.sqrt();
    let sum = if (1.0 - q).abs() < 1e-9 {
        k
    } else {
        q * (1.0 - q.powf(k)) / (1.0 - q)
    };
    Entry {
        theta: entry.theta - lr * entry.m / entry.v.sqrt() * sum,
        m: beta1.powf(k) * entry.m,
        v: beta2.powf(k) * entry.v,
    }
}

/// Solves [`crate::exercises::shortest_bad_period`].
pub fn shortest_bad_period(beta2: f64, excess: f64) -> usize {
    let drift = |period: usize| {
        let c = excess * period as f64;
        OneLarge { c, period }.drift(beta2)
    };
    // Every β₂ < 1 has one: like 2/√(1 − β₂) for c = 1, like 1/(1 − β₂) for larger c.
    (2..10_000_000)
        .find(|&n| drift(n) < 0.0)
        .unwrap_or(usize::MAX)
}
