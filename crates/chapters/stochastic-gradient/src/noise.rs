//! The noise of stochastic gradients and what it does to the best step.

use descent::{FiniteSum, Tensor, distance, norm, zeros_like};

/// σ² = (1/N) Σ ‖∇fᵢ − ∇f‖² at `params`: the variance of one example's gradient, the trace of its
/// covariance. Equation `stochastic-gradient:variance`.
pub fn gradient_variance(problem: &dyn FiniteSum, params: &[Tensor]) -> f64 {
    let mean = problem.gradient(params);
    let mut grads = zeros_like(params);
    let squares = (0..problem.examples()).map(|i| {
        problem.batch_gradient_into(params, &[i], &mut grads);
        distance(&grads, &mean).powi(2)
    });
    squares.sum::<f64>() / problem.examples() as f64
}

/// σ²/‖∇f‖² at `params`, the gradient noise scale: equation `stochastic-gradient:noise-scale`.
pub fn noise_scale(problem: &dyn FiniteSum, params: &[Tensor]) -> f64 {
    gradient_variance(problem, params) / norm(&problem.gradient(params)).powi(2)
}
