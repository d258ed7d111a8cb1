//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::random::{Generator, normal};
use descent::{Objective, Tensor, norm};

/// Solves [`crate::exercises::verdict`].
pub fn verdict(eigenvalues: &[f64], tolerance: f64) -> Option<&'static str> {
    let positive = eigenvalues.iter().filter(|&&l| l > tolerance).count();
    let negative = eigenvalues.iter().filter(|&&l| l < -tolerance).count();
    match (positive, negative) {
        (p, n) if p > 0 && n > 0 => Some("saddle"),
        (p, _) if p == eigenvalues.len() => Some("minimum"),
        (_, n) if n == eigenvalues.len() => Some("maximum"),
        _ => None,
    }
}

/// Solves [`crate::exercises::lowest`].
pub fn lowest(times: &dyn Fn(&[f64]) -> Vec<f64>, bound: f64, start: &[f64]) -> (f64, Vec<f64>) {
    let unit = |v: Vec<f64>| -> Vec<f64> {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        v.into_iter().map(|x| x / length).collect()
    };
    let mut v = unit(start.to_vec());
    // bound·I − H has the eigenvalues bound − λ > 0; the largest belongs to the smallest λ.
    for _ in 0..20_000 {
        let product = times(&v);
        v = unit(v.iter().zip(&product).map(|(v, p)| bound * v - p).collect());
    }
    let value = v.iter().zip(&times(&v)).map(|(v, p)| v * p).sum();
    (value, v)
}

/// Solves [`crate::exercises::perturbed`].
pub fn perturbed(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, threshold, kick, pause): (f64, f64, f64, usize),
    steps: usize,
    rng: &mut Generator,
) -> Vec<Tensor> {
    let mut theta = start.to_vec();
    let mut last = None;
    for t in 0..steps {
        let mut grads = objective.gradient(&theta);
        if norm(&grads) < threshold && last.is_none_or(|last| t - last >= pause) {
            for layer in &mut theta {
                layer.mapv_inplace(|x| x + kick * normal(rng));
            }
            last = Some(t);
            grads = objective.gradient(&theta);
        }
        for (layer, g) in theta.iter_mut().zip(&grads) {
            layer.scaled_add(-lr, g);
        }
    }
    theta
}
