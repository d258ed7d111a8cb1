//! Solutions of the programming exercises.

use descent::Objective;
use descent::random::{Generator, generator, normal};

/// Exercise `ex-coordinates`.
pub fn coordinate_gradient(objective: &dyn Objective, theta: &[f64], eps: f64) -> Vec<f64> {
    let mut moved = theta.to_vec();
    (0..theta.len())
        .map(|i| {
            moved[i] = theta[i] + eps;
            let ahead = objective.at(&moved);
            moved[i] = theta[i] - eps;
            let behind = objective.at(&moved);
            moved[i] = theta[i];
            (ahead - behind) / (2.0 * eps)
        })
        .collect()
}

/// Exercise `ex-one-fifth`.
pub fn one_fifth(
    objective: &dyn Objective,
    start: &[f64],
    radius: f64,
    budget: usize,
    rng: &mut Generator,
) -> Vec<f64> {
    let (mut x, mut value, mut r) = (start.to_vec(), objective.at(start), radius);
    for _ in 1..budget {
        let scale = r / (x.len() as f64).sqrt();
        let y: Vec<f64> = x.iter().map(|x| x + scale * normal(rng)).collect();
        let trial = objective.at(&y);
        if trial < value {
            (x, value) = (y, trial);
            r *= 0.8_f64.exp();
        } else {
            r *= (-0.2_f64).exp();
        }
    }
    x
}

/// Exercise `ex-replay`.
pub fn replay(start: &[f64], lr: f64, seeds: &[u64], slopes: &[f64]) -> Vec<f64> {
    let mut theta = start.to_vec();
    for (seed, slope) in seeds.iter().zip(slopes) {
        let mut rng = generator(*seed);
        for theta in &mut theta {
            *theta -= lr * slope * normal(&mut rng);
        }
    }
    theta
}
