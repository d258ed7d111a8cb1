//! Stochastic gradient descent over epochs.

use descent::{Configured as _, FiniteSum, Optimizer, Tensor, zeros_like};
use gradient_descent::Sgd;

use crate::Epochs;

/// What can go wrong in training: the settings, the batches or a step.
pub type Failure = Box<dyn std::error::Error>;

/// θ ← θ − η_t g_B for every batch of `count` epochs; returns the number of steps.
///
/// Step t = 1, 2, … has the learning rate `rate(t)`; after it `observe(t, θ)` sees the point.
///
/// # Errors
/// If a learning rate is negative or a gradient is not finite.
pub fn train(
    problem: &dyn FiniteSum,
    params: &mut [Tensor],
    (epochs, count): (Epochs, usize),
    rate: &dyn Fn(usize) -> f64,
    observe: &mut dyn FnMut(usize, &[Tensor]),
) -> Result<usize, Failure> {
    let (mut sgd, mut grads) = (Sgd::new(rate(1))?, zeros_like(params));
    let mut t = 0;
    // ANCHOR: train
    for epoch in epochs.take(count) {
        for batch in epoch.batches() {
            t += 1;
            problem.batch_gradient_into(params, batch, &mut grads);
            sgd.set_learning_rate(rate(t))?;
            sgd.step(params, &grads)?;
            observe(t, params);
        }
    }
    // ANCHOR_END: train
    Ok(t)
}
