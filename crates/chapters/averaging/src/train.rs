//! Training runs on the handwritten digits: a network of 16 hidden units, small batches.

use std::ops::Range;

use descent::{FiniteSum as _, Optimizer, ProblemError, Tensor, problems::DigitsMlp};
use descent::{Objective as _, random, zeros_like};

/// The first so many of the digits are trained on, the other 597 are held out.
pub const TRAINED: usize = 1200;

/// How many digits there are.
const ALL: usize = 1797;

/// The network of the chapter's experiments, 64 → 16 → 10.
///
/// # Errors
/// None: the width is positive.
pub fn network() -> Result<DigitsMlp, ProblemError> {
    DigitsMlp::new(16, 1)
}

/// The held-out digits.
pub fn held_out() -> Vec<usize> {
    rows(TRAINED..ALL)
}

/// The trained digits.
pub fn trained() -> Vec<usize> {
    rows(0..TRAINED)
}

fn rows(range: Range<usize>) -> Vec<usize> {
    range.collect()
}

/// How long a run is.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Passes over the trained digits.
    pub epochs: usize,
    /// Examples in a batch.
    pub batch: usize,
    /// The order of the digits, new in each epoch, comes from here.
    pub seed: u64,
}

impl Plan {
    /// T, the number of steps.
    pub fn steps(&self) -> usize {
        self.epochs * TRAINED.div_ceil(self.batch)
    }
}

/// Trains the network from its start; at step t = 1, 2, … the rate is `rate(t)`.
///
/// After each step `observe` sees t, the optimizer and the point where it stands.
///
/// # Errors
/// If a rate is not allowed, or a gradient is no longer finite: the run has diverged.
pub fn train<O: Optimizer>(
    network: &DigitsMlp,
    optimizer: &mut O,
    plan: Plan,
    rate: impl Fn(usize) -> f64,
    mut observe: impl FnMut(usize, &O, &[Tensor]),
) -> Result<(), Box<dyn std::error::Error>> {
    let mut params = network.start();
    let mut grads = zeros_like(&params);
    let mut rng = random::generator(plan.seed);
    let mut t = 0;
    for _ in 0..plan.epochs {
        for batch in random::permutation(TRAINED, &mut rng).chunks(plan.batch) {
            network.batch_gradient_into(&params, batch, &mut grads);
            t += 1;
            optimizer.set_learning_rate(rate(t))?;
            optimizer.step(&mut params, &grads)?;
            observe(t, optimizer, &params);
        }
    }
    Ok(())
}
