//! Plain gradient descent, with nothing but a loop, and what lies around a point.

use descent::{Objective, flatten, random, unflatten};

/// θ₀, θ₁, …, θ_`steps` of θ ← θ − η∇f(θ) with η = `lr`, flattened.
///
/// # Panics
/// If `start` has not as many entries as the objective has parameters.
pub fn path(objective: &dyn Objective, start: &[f64], lr: f64, steps: usize) -> Vec<Vec<f64>> {
    let shapes = objective.start();
    let mut theta = start.to_vec();
    let mut path = vec![theta.clone()];
    for _ in 0..steps {
        let gradient = flatten(&objective.gradient(&unflatten(&theta, &shapes)));
        for (x, g) in theta.iter_mut().zip(&gradient) {
            *x -= lr * g;
        }
        path.push(theta.clone());
    }
    path
}

/// The first t ≤ `limit` for which `left(θ_t)` holds, where θ_{t+1} = `step(θ_t)` and θ₀ = `start`.
pub fn steps_until(
    start: &[f64],
    limit: usize,
    mut step: impl FnMut(&mut Vec<f64>),
    left: impl Fn(&[f64]) -> bool,
) -> Option<usize> {
    let mut theta = start.to_vec();
    for t in 0..=limit {
        if left(&theta) {
            return Some(t);
        }
        step(&mut theta);
    }
    None
}

/// What a critical point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No point nearby lies lower.
    Minimum,
    /// No point nearby lies higher.
    Maximum,
    /// Some points nearby lie lower and some higher: `saddle-points:definition`.
    Saddle,
}

/// What `f` looks like from `point`, by asking it at 4000 random points of a sphere of radius
/// `radius` around it: no derivative is used.
///
/// # Panics
/// If `f` is constant on the sphere.
pub fn look_around(f: impl Fn(&[f64]) -> f64, point: &[f64], radius: f64) -> Kind {
    let mut rng = random::generator(0);
    let centre = f(point);
    let (mut lower, mut higher) = (false, false);
    for _ in 0..4000 {
        let direction: Vec<f64> = point.iter().map(|_| random::normal(&mut rng)).collect();
        let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
        let there: Vec<f64> = point
            .iter()
            .zip(&direction)
            .map(|(x, d)| x + radius * d / length)
            .collect();
        let value = f(&there);
        lower |= value < centre;
        higher |= value > centre;
    }
    match (lower, higher) {
        (true, true) => Kind::Saddle,
        (true, false) => Kind::Maximum,
        (false, true) => Kind::Minimum,
        (false, false) => panic!("f is constant at the distance {radius} from {point:?}"),
    }
}
