//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, flatten, vector};

use crate::{ConvexSet, Simplex, dot};

/// Solves [`crate::exercises::project_onto_l1_ball`].
///
/// # Panics
/// If `radius` is not positive and finite.
pub fn project_onto_l1_ball(x: &[f64], radius: f64) -> Vec<f64> {
    let mut sizes: Vec<f64> = x.iter().map(|x| x.abs()).collect();
    if sizes.iter().sum::<f64>() <= radius {
        return x.to_vec();
    }
    Simplex::new(radius)
        .expect("a positive radius")
        .project(&mut sizes);
    sizes
        .iter()
        .zip(x)
        .map(|(size, x)| size * x.signum())
        .collect()
}

/// Solves [`crate::exercises::nearest_in_both`].
pub fn nearest_in_both(
    x: &[f64],
    onto_a: &dyn Fn(&[f64]) -> Vec<f64>,
    onto_b: &dyn Fn(&[f64]) -> Vec<f64>,
    rounds: usize,
) -> Vec<f64> {
    let half = |x: &[f64], correction: &mut Vec<f64>, onto: &dyn Fn(&[f64]) -> Vec<f64>| {
        let shifted: Vec<f64> = x.iter().zip(&*correction).map(|(x, u)| x + u).collect();
        let projected = onto(&shifted);
        *correction = shifted.iter().zip(&projected).map(|(s, p)| s - p).collect();
        projected
    };
    let (mut u, mut v) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let mut x = x.to_vec();
    for _ in 0..rounds {
        let y = half(&x, &mut u, onto_a);
        x = half(&y, &mut v, onto_b);
    }
    x
}

/// Solves [`crate::exercises::largest_curvature`].
pub fn largest_curvature(f: &dyn Objective, theta: &[f64]) -> f64 {
    const STEP: f64 = 1e-4;
    let moved = |v: &[f64], sign: f64| -> Vec<f64> {
        let point: Vec<f64> = theta
            .iter()
            .zip(v)
            .map(|(t, v)| t + sign * STEP * v)
            .collect();
        flatten(&f.gradient(&vector(&point)))
    };
    // A start with no zero entry and no symmetry.
    let mut v: Vec<f64> = (1..=theta.len()).map(|i| (i as f64).sqrt()).collect();
    let mut estimate = 0.0;
    for _ in 0..2000 {
        let length = dot(&v, &v).sqrt();
        for v in &mut v {
            *v /= length;
        }
        let (ahead, behind) = (moved(&v, 1.0), moved(&v, -1.0));
        let product: Vec<f64> = ahead
            .iter()
            .zip(&behind)
            .map(|(a, b)| (a - b) / (2.0 * STEP))
            .collect();
        estimate = dot(&v, &product);
        v = product;
    }
    estimate
}
