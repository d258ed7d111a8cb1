//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use crate::Schedule;
use crate::noise::NoisyParabola;

/// Solves [`crate::exercises::plateau`].
pub fn plateau(rate: f64, factor: f64, patience: usize, losses: &[f64]) -> Vec<f64> {
    let (mut rate, mut best, mut since) = (rate, f64::INFINITY, 0);
    let after = |loss: &f64| {
        if *loss < best * (1.0 - 1e-4) || best == f64::INFINITY {
            best = *loss;
            since = 0;
        } else {
            since += 1;
        }
        if since > patience {
            rate *= factor;
            since = 0;
        }
        rate
    };
    losses.iter().map(after).collect()
}

/// Solves [`crate::exercises::joined`].
///
/// # Panics
/// If `parts` is empty.
pub fn joined(parts: &[(u64, &dyn Schedule)], t: u64) -> f64 {
    let (last, before) = parts.split_last().expect("at least one part");
    let mut begin = 0;
    for (length, schedule) in before {
        if t < begin + length {
            return schedule.rate(t - begin);
        }
        begin += length;
    }
    last.1.rate(t - begin)
}

/// Solves [`crate::exercises::best_constant`].
pub fn best_constant(noise: NoisyParabola, start: f64, steps: u64) -> f64 {
    let end = |eta: f64| {
        let mut v = start;
        for _ in 0..steps {
            v = noise.next(v, eta);
        }
        v
    };
    let (mut low, mut high) = (0.0, 1.0 / noise.lambda);
    while high - low > 1e-6 * high {
        let (a, b) = ((2.0 * low + high) / 3.0, (low + 2.0 * high) / 3.0);
        if end(a) < end(b) { high = b } else { low = a }
    }
    f64::midpoint(low, high)
}
