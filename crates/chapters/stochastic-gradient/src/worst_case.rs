//! The function on which the bound for convex losses holds with equality.

/// T subgradient steps with constant rate `lr` on f(x) = L max(x₁, …, x_T, −r/√T) from x = 0.
///
/// Where several coordinates are largest, the subgradient is that of the first one not yet used.
/// Returns f at the average of the first T iterates; the minimum is −Lr/√T, at distance r.
///
/// # Panics
/// If a number is NaN.
pub fn max_of_coordinates(steps: usize, lr: f64, (lipschitz, r): (f64, f64)) -> f64 {
    let floor = -r / (steps as f64).sqrt();
    let largest = |x: &[f64]| x.iter().copied().fold(floor, f64::max);
    let (mut x, mut average) = (vec![0.0; steps], vec![0.0; steps]);
    for _ in 0..steps {
        for (sum, x) in average.iter_mut().zip(&x) {
            *sum += x / steps as f64;
        }
        let top = largest(&x);
        // After t steps the coordinates from t on are still 0, the largest.
        let used = x.iter().position(|&x| x == top).expect("one is largest");
        x[used] -= lr * lipschitz;
    }
    lipschitz * largest(&average)
}

/// The mean of f(θ₁), …, f(θ_T) for `steps` steps with rate `lr` on f(θ) = L|θ| from `start`, with
/// the subgradient 0 at the kink.
pub fn absolute_value(steps: usize, lr: f64, lipschitz: f64, start: f64) -> f64 {
    let (mut theta, mut sum): (f64, f64) = (start, 0.0);
    for _ in 0..steps {
        sum += lipschitz * theta.abs();
        if theta != 0.0 {
            theta -= lr * lipschitz * theta.signum();
        }
    }
    sum / steps as f64
}
