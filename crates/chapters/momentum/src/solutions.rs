//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Optimizer, Tensor, zeros_like};
use ndarray::Zip;

use crate::iteration::run_on_eigenvalue;

/// Solves [`crate::exercises::quasi_hyperbolic`].
pub fn quasi_hyperbolic(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, beta, nu): (f64, f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let (mut theta, mut m) = (start.to_vec(), zeros_like(start));
    for _ in 0..steps {
        let grads = objective.gradient(&theta);
        for ((theta, g), m) in theta.iter_mut().zip(&grads).zip(&mut m) {
            Zip::from(theta).and(g).and(m).for_each(|theta, &g, m| {
                *m = beta * *m + (1.0 - beta) * g;
                *theta -= lr * ((1.0 - nu) * g + nu * *m);
            });
        }
    }
    theta
}

/// Solves [`crate::exercises::restarted`].
pub fn restarted(objective: &dyn Objective, start: &[Tensor], lr: f64, steps: usize) -> Vec<f64> {
    let (mut x, mut y, mut t) = (start.to_vec(), start.to_vec(), 1.0_f64);
    let mut values = vec![objective.value(&x)];
    for _ in 0..steps {
        let grads = objective.gradient(&y);
        let next: Vec<Tensor> = y.iter().zip(&grads).map(|(y, g)| y - &(g * lr)).collect();
        let value = objective.value(&next);
        if values.last().is_some_and(|&before| value > before) {
            t = 1.0;
            y.clone_from(&next);
        } else {
            let later = f64::midpoint(1.0, (1.0 + 4.0 * t * t).sqrt());
            let weight = (t - 1.0) / later;
            y = next
                .iter()
                .zip(&x)
                .map(|(new, old)| new + &((new - old) * weight))
                .collect();
            t = later;
        }
        x = next;
        values.push(value);
    }
    values
}

/// Solves [`crate::exercises::stable_edge`].
pub fn stable_edge(build: &dyn Fn(f64) -> Box<dyn Optimizer>) -> f64 {
    let (mut low, mut high) = (0.5, 5.0);
    while high - low > 1e-4 {
        let middle = f64::midpoint(low, high);
        let path = run_on_eigenvalue(build(middle).as_mut(), 1.0, 2_000);
        let shrank = path.last().is_some_and(|theta| theta.abs() < 1.0);
        if shrank { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}
