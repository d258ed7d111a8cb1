//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use crate::sign;

/// Solves [`crate::exercises::error_feedback`].
pub fn error_feedback(eta: f64, theta: &mut [f64], error: &mut [f64], g: &[f64]) {
    let (mut length, n) = (0.0, theta.len() as f64);
    for (e, g) in error.iter_mut().zip(g) {
        // From here on e is p = ηg + e.
        *e += eta * g;
        length += e.abs() / n;
    }
    for (theta, e) in theta.iter_mut().zip(error) {
        let step = length * sign(*e);
        *theta -= step;
        *e -= step;
    }
}

/// Solves [`crate::exercises::accumulated`].
pub fn accumulated(
    start: &[f64],
    gradients: &[Vec<f64>],
    k: usize,
    (lr, beta, lambda): (f64, f64, f64),
) -> Vec<f64> {
    let (mut theta, mut m) = (start.to_vec(), vec![0.0; start.len()]);
    for (s, g) in gradients.iter().enumerate() {
        let keep = if s % k == 0 { beta } else { 1.0 };
        for (m, g) in m.iter_mut().zip(g) {
            *m = keep * *m + (1.0 - beta) / k as f64 * g;
        }
        if (s + 1) % k == 0 {
            for (theta, m) in theta.iter_mut().zip(&m) {
                *theta -= lr * (sign(*m) + lambda * *theta);
            }
        }
    }
    theta
}

/// Solves [`crate::exercises::majority`].
pub fn majority(gradients: &[Vec<f64>]) -> Vec<f64> {
    let entries = gradients.first().map_or(0, Vec::len);
    (0..entries)
        .map(|i| sign(gradients.iter().map(|g| sign(g[i])).sum()))
        .collect()
}
