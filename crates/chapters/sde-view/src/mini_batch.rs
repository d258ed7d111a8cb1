//! The noise of mini-batch gradients, drawn with replacement.

use descent::random::{Generator, with_replacement};
use descent::{FiniteSum, Optimizer, StepError, Tensor, flatten, zeros_like};
use ndarray::Array2;

/// C = (1/N) Σ (∇lᵢ − ∇l)(∇lᵢ − ∇l)ᵀ at `params`: the covariance of one example's gradient.
pub fn gradient_covariance(problem: &dyn FiniteSum, params: &[Tensor]) -> Array2<f64> {
    let mean = flatten(&problem.gradient(params));
    let mut grads = zeros_like(params);
    let mut covariance = Array2::zeros((mean.len(), mean.len()));
    for i in 0..problem.examples() {
        problem.batch_gradient_into(params, &[i], &mut grads);
        let deviation: Vec<f64> = flatten(&grads)
            .iter()
            .zip(&mean)
            .map(|(g, m)| g - m)
            .collect();
        for ((r, c), entry) in covariance.indexed_iter_mut() {
            *entry += deviation[r] * deviation[c] / problem.examples() as f64;
        }
    }
    covariance
}

/// Runs `steps` steps of `optimizer` with gradients of random batches of size `batch`, and shows
/// each point to `observe`.
///
/// # Errors
/// If the optimizer refuses a step.
pub fn run(
    problem: &dyn FiniteSum,
    optimizer: &mut dyn Optimizer,
    params: &mut [Tensor],
    (batch, steps): (usize, usize),
    rng: &mut Generator,
    observe: &mut dyn FnMut(&[Tensor]),
) -> Result<(), StepError> {
    let mut grads = zeros_like(params);
    for _ in 0..steps {
        let indices = with_replacement(problem.examples(), batch, rng);
        problem.batch_gradient_into(params, &indices, &mut grads);
        optimizer.step(params, &grads)?;
        observe(params);
    }
    Ok(())
}
