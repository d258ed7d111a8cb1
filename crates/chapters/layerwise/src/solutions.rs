//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::Tensor;

use crate::norm;

/// Solves [`crate::exercises::lars_step`].
pub fn lars_step(params: &mut [Tensor], grads: &[Tensor], (eta, tau, lambda): (f64, f64, f64)) {
    for (theta, g) in params.iter_mut().zip(grads) {
        if theta.ndim() < 2 {
            theta.scaled_add(-eta, g);
            continue;
        }
        let weights = norm(theta);
        let denominator = norm(g) + lambda * weights;
        let ratio = if weights == 0.0 || denominator == 0.0 {
            1.0
        } else {
            tau * weights / denominator
        };
        theta.zip_mut_with(g, |theta, g| *theta -= eta * ratio * (g + lambda * *theta));
    }
}

/// Solves [`crate::exercises::largest_rate`].
pub fn largest_rate(depth: u32) -> f64 {
    let power = f64::from(depth) + 1.0;
    // The mean of (1 + sη)^L over s is 1 at η = 0 and reaches 2 at η = 2 or before.
    let (mut low, mut high) = (0.0, 2.5);
    while high - low > 1e-10 {
        let eta = f64::midpoint(low, high);
        let mean = ((1.0 + eta).powf(power) - 1.0) / (power * eta);
        if mean < 2.0 { low = eta } else { high = eta }
    }
    low
}

/// Solves [`crate::exercises::clip_layers`].
pub fn clip_layers(params: &[Tensor], grads: &mut [Tensor], limit: f64) {
    for (theta, g) in params.iter().zip(grads) {
        let (allowed, length) = (limit * norm(theta).max(1e-3), norm(g));
        if length > allowed {
            *g *= allowed / length;
        }
    }
}
