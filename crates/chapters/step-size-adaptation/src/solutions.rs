//! Solutions of the programming exercises.

use descent::{Objective, Tensor, norm};

/// The solution of [`crate::exercises::polyak_path`].
pub fn polyak_path(
    objective: &dyn Objective,
    start: &[Tensor],
    (mut target, drop): (f64, f64),
    steps: usize,
) -> Vec<Vec<Tensor>> {
    let mut path = vec![start.to_vec()];
    for _ in 0..steps {
        let theta = &path[path.len() - 1];
        let (value, grads) = (objective.value(theta), objective.gradient(theta));
        if value <= target {
            target = value - drop;
        }
        let square = norm(&grads).powi(2);
        let eta = if square > 0.0 {
            (value - target) / square
        } else {
            0.0
        };
        let next = theta.iter().zip(&grads).map(|(x, g)| x - &(g * eta));
        path.push(next.collect());
    }
    path
}

/// The solution of [`crate::exercises::distance_estimates`].
pub fn distance_estimates(
    origin: &[f64],
    weights: &[f64],
    grads: &[Vec<f64>],
    points: &[Vec<f64>],
) -> Vec<f64> {
    let (mut above, mut sum, mut largest) = (0.0, vec![0.0; origin.len()], 0.0_f64);
    let rounds = weights.iter().zip(grads).zip(points);
    rounds
        .map(|((w, g), point)| {
            for i in 0..origin.len() {
                above += w * g[i] * (origin[i] - point[i]);
                sum[i] += w * g[i];
            }
            let size = sum.iter().map(|s| s * s).sum::<f64>().sqrt();
            // `max` passes over NaN.
            largest = largest.max(above / size);
            largest
        })
        .collect()
}

/// The solution of [`crate::exercises::best_share`].
pub fn best_share(coins: &[f64]) -> f64 {
    let slope = |b: f64| coins.iter().map(|c| c / (1.0 + b * c)).sum::<f64>();
    let (mut low, mut high) = (-1.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
