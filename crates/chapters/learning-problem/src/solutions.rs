//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor, zeros_like};

/// Solves [`crate::exercises::leaky`].
pub fn leaky(
    objective: &dyn Objective,
    start: &[Tensor],
    (gamma, beta): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let (mut theta, mut h) = (start.to_vec(), zeros_like(start));
    for _ in 0..steps {
        let grads = objective.gradient(&theta);
        for ((theta, h), g) in theta.iter_mut().zip(&mut h).zip(&grads) {
            h.zip_mut_with(g, |h, g| *h = beta * *h + g);
            theta.zip_mut_with(h, |theta, h| *theta -= gamma * h);
        }
    }
    theta
}

/// Solves [`crate::exercises::critical_sigma`].
pub fn critical_sigma(a: f64) -> f64 {
    (2.0 / (1.0 + a * a)).sqrt()
}

/// Solves [`crate::exercises::best_of`].
///
/// # Panics
/// If `starts` is empty.
pub fn best_of(
    objective: &dyn Objective,
    starts: &[Vec<Tensor>],
    gamma: f64,
    steps: usize,
) -> Vec<Tensor> {
    let descend = |start: &Vec<Tensor>| {
        let mut theta = start.clone();
        for _ in 0..steps {
            let grads = objective.gradient(&theta);
            for (theta, g) in theta.iter_mut().zip(&grads) {
                theta.zip_mut_with(g, |theta, g| *theta -= gamma * g);
            }
        }
        theta
    };
    starts
        .iter()
        .map(descend)
        .min_by(|a, b| objective.value(a).total_cmp(&objective.value(b)))
        .expect("at least one start")
}
