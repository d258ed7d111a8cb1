//! Momentum on one eigenvalue of a quadratic: a 2 × 2 matrix applied again and again.

use descent::{Objective, Optimizer, StepError, Tensor, vector};

/// A 2 × 2 matrix, row by row.
pub type Matrix = [[f64; 2]; 2];

/// What one step of heavy ball does to (θ_t, θ_{t−1}) at ηλ = `a`: `momentum:iteration-matrix`.
pub fn heavy_ball_matrix(a: f64, beta: f64) -> Matrix {
    [[1.0 + beta - a, -beta], [1.0, 0.0]]
}

/// What one step of Nesterov's momentum does to (θ_t, θ_{t−1}) at ηλ = `a`: `momentum:nag-matrix`.
pub fn nesterov_matrix(a: f64, beta: f64) -> Matrix {
    [[(1.0 + beta) * (1.0 - a), -beta * (1.0 - a)], [1.0, 0.0]]
}

/// The larger modulus of the two roots of x² − (trace) x + determinant.
pub fn spectral_radius(m: &Matrix) -> f64 {
    let trace = m[0][0] + m[1][1];
    let determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    let discriminant = trace * trace - 4.0 * determinant;
    if discriminant < 0.0 {
        // A conjugate pair: its product is the determinant.
        determinant.sqrt()
    } else {
        f64::midpoint(trace.abs(), discriminant.sqrt())
    }
}

/// The spectral radius without eigenvalues, from Gelfand's formula ‖Mᵏ‖^{1/k} at k = 2⁴⁰.
///
/// The power is formed by repeated squaring, scaled at each squaring so that it neither overflows
/// nor vanishes.
pub fn radius_by_powers(m: &Matrix) -> f64 {
    const SQUARINGS: i32 = 40;
    let mut power = *m;
    let mut log_norm = 0.0;
    for _ in 0..SQUARINGS {
        let norm = power.iter().flatten().map(|x| x * x).sum::<f64>().sqrt();
        if norm == 0.0 {
            return 0.0;
        }
        let p = power.map(|row| row.map(|x| x / norm));
        log_norm = 2.0 * (log_norm + norm.ln());
        power = [0, 1].map(|i| [0, 1].map(|j| p[i][0] * p[0][j] + p[i][1] * p[1][j]));
    }
    (log_norm / 2f64.powi(SQUARINGS)).exp()
}

/// Runs `optimizer` on ½λθ² from θ = 1 and returns θ₀, θ₁, …, θ_`steps`, finite or not.
///
/// # Panics
/// If the optimizer refuses a step for another reason than a gradient that overflowed.
pub fn run_on_eigenvalue(optimizer: &mut dyn Optimizer, lambda: f64, steps: usize) -> Vec<f64> {
    let mut theta = vector(&[1.0]);
    let mut path = vec![1.0];
    for _ in 0..steps {
        let grad: Vec<Tensor> = vec![&theta[0] * lambda];
        match optimizer.step(&mut theta, &grad) {
            Ok(()) => path.push(theta[0][0]),
            Err(StepError::NotFinite { .. }) => path.push(f64::INFINITY),
            Err(other) => panic!("{other}"),
        }
    }
    path
}

/// The distances ‖θ_t − θ*‖ along a run of `optimizer` on `objective` from its start.
///
/// # Panics
/// If the objective knows no minimizer or the run fails.
pub fn distances(
    objective: &dyn Objective,
    optimizer: &mut dyn Optimizer,
    steps: usize,
) -> Vec<f64> {
    let minimizer = objective.minimizers().remove(0);
    let trace = descent::descend(objective, optimizer, &objective.start(), steps)
        .unwrap_or_else(|error| panic!("{error}"));
    trace
        .points()
        .iter()
        .map(|point| descent::distance(point, &minimizer))
        .collect()
}
