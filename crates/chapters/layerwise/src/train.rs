//! Training runs for the experiments: fixed numbers of epochs, batches of any size, a rate that
//! falls linearly to zero.

use descent::{FiniteSum as _, Optimizer, Tensor, random, zeros_like};

use crate::ReluNetwork;

/// The first so many of the digits are trained on.
pub const TRAINED: usize = 1200;

/// How long a run is, and with which batches.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Passes over the first [`TRAINED`] digits.
    pub epochs: usize,
    /// Examples in a batch.
    pub batch: usize,
    /// The order of the digits, new in each epoch, comes from here.
    pub seed: u64,
}

impl Plan {
    /// The number of steps T.
    pub fn steps(&self) -> usize {
        self.epochs * TRAINED.div_ceil(self.batch)
    }
}

/// Trains `params`: step t = 0, …, T − 1 has the rate η(1 − t/T), η the optimizer's rate at the
/// start. After it `observe` sees the parameters.
///
/// # Errors
/// If a gradient is no longer finite: the run has diverged.
pub fn train(
    network: &ReluNetwork,
    optimizer: &mut dyn Optimizer,
    params: &mut [Tensor],
    plan: Plan,
    observe: &mut dyn FnMut(&[Tensor]),
) -> Result<(), Box<dyn std::error::Error>> {
    let eta = optimizer.settings().real("lr")?;
    let mut rng = random::generator(plan.seed);
    let mut grads = zeros_like(params);
    let mut t = 0;
    for _ in 0..plan.epochs {
        for rows in random::permutation(TRAINED, &mut rng).chunks(plan.batch) {
            network.batch_gradient_into(params, rows, &mut grads);
            optimizer.set_learning_rate(eta * (1.0 - f64::from(t) / plan.steps() as f64))?;
            optimizer.step(params, &grads)?;
            observe(params);
            t += 1;
        }
    }
    Ok(())
}

/// The loss on the trained digits after training; infinite if the run diverged.
pub fn final_loss(
    network: &ReluNetwork,
    optimizer: &mut dyn Optimizer,
    start: &[Tensor],
    plan: Plan,
) -> f64 {
    let mut params = start.to_vec();
    let rows: Vec<usize> = (0..TRAINED).collect();
    let loss = train(network, optimizer, &mut params, plan, &mut |_| ())
        .map_or(f64::INFINITY, |()| network.loss_on(&params, &rows));
    if loss.is_finite() {
        loss
    } else {
        f64::INFINITY
    }
}
