//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor, dot, zeros_like};

/// Solves [`crate::exercises::cautious_decay`].
pub fn cautious_decay(theta: &mut [f64], update: &[f64], lr: f64, weight_decay: f64) {
    for (theta, u) in theta.iter_mut().zip(update) {
        let keep = if u * *theta >= 0.0 {
            1.0 - lr * weight_decay
        } else {
            1.0
        };
        *theta = keep * *theta - lr * u;
    }
}

/// Solves [`crate::exercises::along_the_sphere`].
pub fn along_the_sphere(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, beta): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let (mut theta, mut m) = (start.to_vec(), zeros_like(start));
    for _ in 0..steps {
        let gradient = objective.gradient(&theta);
        m[0] = &m[0] * beta + &gradient[0];
        let along = dot(&theta, &m) / dot(&theta, &theta);
        let step = (&m[0] - &theta[0] * along) * lr;
        theta[0] = &theta[0] - step;
    }
    theta
}

/// Solves [`crate::exercises::matching_l2`].
pub fn matching_l2(end: &dyn Fn(f64) -> f64, target: f64) -> f64 {
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if end(middle).abs() > target.abs() {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
