//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor, zeros_like};
use ndarray::Zip;

/// Solves [`crate::exercises::steady_variance`].
pub fn steady_variance(gamma: f64, gradients: &[f64]) -> Vec<f64> {
    let (mut m, mut variance) = (0.0, 0.0);
    let step = |&g: &f64| {
        let deviation = g - m;
        variance = gamma * variance + gamma * (1.0 - gamma) * deviation * deviation;
        m += (1.0 - gamma) * deviation;
        variance
    };
    gradients.iter().map(step).collect()
}

/// Solves [`crate::exercises::two_eps`].
pub fn two_eps(
    objective: &dyn Objective,
    start: &[Tensor],
    rho: f64,
    (eps_step, eps_gradient): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let mut theta = start.to_vec();
    let (mut v, mut x) = (zeros_like(start), zeros_like(start));
    for _ in 0..steps {
        let grads = objective.gradient(&theta);
        let buffers = v.iter_mut().zip(&mut x);
        for ((theta, g), (v, x)) in theta.iter_mut().zip(&grads).zip(buffers) {
            let pass = Zip::from(theta).and(g).and(v).and(x);
            pass.for_each(|theta, &g, v, x| {
                *v = rho * *v + (1.0 - rho) * g * g;
                let d = ((*x + eps_step) / (*v + eps_gradient)).sqrt() * g;
                *x = rho * *x + (1.0 - rho) * d * d;
                *theta -= d;
            });
        }
    }
    theta
}

/// Solves [`crate::exercises::fading`].
pub fn fading(
    objective: &dyn Objective,
    start: &[Tensor],
    lr: f64,
    power: f64,
    steps: usize,
) -> Vec<Tensor> {
    let (mut theta, mut v) = (start.to_vec(), zeros_like(start));
    for t in 1..=steps {
        let grads = objective.gradient(&theta);
        let (newest, rate) = ((t as f64).powf(-power), lr / (t as f64).sqrt());
        for ((theta, g), v) in theta.iter_mut().zip(&grads).zip(&mut v) {
            Zip::from(theta).and(g).and(v).for_each(|theta, &g, v| {
                *v = (1.0 - newest) * *v + newest * g * g;
                if *v > 0.0 {
                    *theta -= rate * g / v.sqrt();
                }
            });
        }
    }
    theta
}
