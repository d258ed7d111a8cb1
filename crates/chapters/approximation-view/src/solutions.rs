//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor};
use ndarray::Zip;

use crate::proximal::soft_threshold;

/// Solves [`crate::exercises::proximal_gradient`].
pub fn proximal_gradient(
    objective: &dyn Objective,
    start: &[Tensor],
    (h, lambda): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let mut theta = start.to_vec();
    for _ in 0..steps {
        let grads = objective.gradient(&theta);
        for (theta, g) in theta.iter_mut().zip(&grads) {
            Zip::from(theta).and(g).for_each(|theta, &g| {
                *theta = soft_threshold(*theta - h * g, h * lambda);
            });
        }
    }
    theta
}

/// Solves [`crate::exercises::mixture_weights`].
pub fn mixture_weights(densities: &[Vec<f64>], steps: usize) -> Vec<f64> {
    let components = densities.first().map_or(0, Vec::len);
    let mut weights = vec![1.0 / components as f64; components];
    for _ in 0..steps {
        let mut means = vec![0.0; components];
        for row in densities {
            let total: f64 = weights.iter().zip(row).map(|(w, p)| w * p).sum();
            for ((mean, w), p) in means.iter_mut().zip(&weights).zip(row) {
                *mean += w * p / total / densities.len() as f64;
            }
        }
        weights = means;
    }
    weights
}

/// Solves [`crate::exercises::natural_step`].
pub fn natural_step((m, s): (f64, f64), gradient: [f64; 2], eta: f64) -> (f64, f64) {
    // With u = ln s: ∂f/∂u = s ∂f/∂s, and the Fisher matrix is diag(1/s², 2).
    let m_new = m - eta * s * s * gradient[0];
    let s_new = s * (-0.5 * eta * s * gradient[1]).exp();
    (m_new, s_new)
}
