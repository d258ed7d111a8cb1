//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor, dot};

/// Solves [`crate::exercises::best_rate`].
pub fn best_rate(apply: &dyn Fn(&[f64]) -> Vec<f64>, n: usize) -> f64 {
    let largest = power_iteration(apply, n);
    let gap = power_iteration(
        &|v| {
            let image = apply(v);
            v.iter().zip(image).map(|(v, w)| largest * v - w).collect()
        },
        n,
    );
    // μ = L − gap, so μ + L = 2L − gap.
    2.0 / (2.0 * largest - gap)
}

/// The largest eigenvalue of a positive semidefinite matrix.
fn power_iteration(apply: &dyn Fn(&[f64]) -> Vec<f64>, n: usize) -> f64 {
    // Not symmetric in its coordinates, so that it is orthogonal to no simple eigenvector.
    let mut v: Vec<f64> = (0..n).map(|i| 1.0 + (i as f64).sin()).collect();
    let mut eigenvalue = 0.0;
    for _ in 0..5000 {
        let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        for x in &mut v {
            *x /= length;
        }
        let image = apply(&v);
        eigenvalue = v.iter().zip(&image).map(|(v, w)| v * w).sum();
        v = image;
    }
    eigenvalue
}

/// Solves [`crate::exercises::coordinate_descent`].
pub fn coordinate_descent(h: &[Vec<f64>], b: &[f64], steps: usize) -> Vec<f64> {
    let mut theta = vec![0.0; b.len()];
    for _ in 0..steps {
        let gradient: Vec<f64> = h
            .iter()
            .zip(b)
            .map(|(row, b)| row.iter().zip(&theta).map(|(h, x)| h * x).sum::<f64>() - b)
            .collect();
        let steepest =
            (0..b.len()).max_by(|&i, &j| gradient[i].abs().total_cmp(&gradient[j].abs()));
        if let Some(i) = steepest {
            theta[i] -= gradient[i] / h[i][i];
        }
    }
    theta
}

/// Solves [`crate::exercises::warm_backtracking`].
pub fn warm_backtracking(
    objective: &dyn Objective,
    start: &[Tensor],
    lr: f64,
    steps: usize,
) -> Vec<Tensor> {
    let mut theta = start.to_vec();
    let (mut eta, mut value) = (lr, objective.value(start));
    for step in 0..steps {
        if step > 0 {
            eta *= 2.0;
        }
        let gradient = objective.gradient(&theta);
        let squared = dot(&gradient, &gradient);
        loop {
            let trial: Vec<Tensor> = theta
                .iter()
                .zip(&gradient)
                .map(|(theta, g)| theta - &(g * eta))
                .collect();
            let found = objective.value(&trial);
            if found <= value - 0.5 * eta * squared {
                (theta, value) = (trial, found);
                break;
            }
            eta *= 0.5;
            // Rounding hides the decrease: this is as far as it goes.
            if eta < 1e-20 {
                return theta;
            }
        }
    }
    theta
}
