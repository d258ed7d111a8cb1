//! One training run of the sweep over learning rate and decay.

use descent::problems::DigitsMlp;
use descent::random::{generator, with_replacement};
use descent::{FiniteSum, Objective, Optimizer, zeros_like};

use crate::Normalized;

/// The first digits are for training, the last for validation.
const TRAINING: usize = 200;
const VALIDATION: std::ops::Range<usize> = 1000..1797;
const BATCH: usize = 20;
const STEPS: u32 = 300;

/// A network 64 → 16 → 10 for the digits, started from `seed`, its two weight matrices normalized or not.
///
/// Normalized ones keep the norm 2‖W₀‖, twice that of their start.
///
/// # Panics
/// Never: the width is 16.
pub fn network(normalized: bool, seed: u64) -> Normalized<DigitsMlp> {
    let network = DigitsMlp::new(16, seed).expect("a width of 16");
    let gain = |tensor: &descent::Tensor| {
        let norm = tensor.iter().map(|w| w * w).sum::<f64>().sqrt();
        (normalized && tensor.ndim() == 2).then_some(2.0 * norm)
    };
    let gains: Vec<Option<f64>> = network.start().iter().map(gain).collect();
    Normalized::new(network, &gains)
}

/// The validation loss after 300 steps on batches of 20 of the first 200 digits, with a learning
/// rate that falls linearly from `lr` to 0.
///
/// # Panics
/// If the optimizer does not take the rate or a step, which finite gradients exclude.
pub fn validation_loss(
    network: &Normalized<DigitsMlp>,
    optimizer: &mut dyn Optimizer,
    lr: f64,
) -> f64 {
    let (mut params, mut rng) = (network.start(), generator(3));
    let mut grads = zeros_like(&params);
    for step in 0..STEPS {
        let left = 1.0 - f64::from(step) / f64::from(STEPS);
        optimizer
            .set_learning_rate(lr * left)
            .expect("a rate in [0, ∞)");
        let batch = with_replacement(TRAINING, BATCH, &mut rng);
        network.batch_gradient_into(&params, &batch, &mut grads);
        optimizer
            .step(&mut params, &grads)
            .expect("finite gradients");
    }
    let held_out: Vec<usize> = VALIDATION.collect();
    let weights = network.weights(&params);
    network.inner().loss_on(&weights, &held_out)
}
