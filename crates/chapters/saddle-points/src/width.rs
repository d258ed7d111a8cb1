//! Where networks of several widths end when they are trained from several random starts.

use std::ops::Range;

use descent::problems::DigitsMlp;
use descent::random::{generator, with_replacement};
use descent::{FiniteSum, Objective, ProblemError, zeros_like};

/// The losses of networks 64 → `width` → 10 on the digits, one for each seed, each from its own random
/// weights, after `steps` steps of gradient descent at η = 0.2 on mini-batches of 20.
///
/// # Errors
/// If the width is 0.
pub fn final_losses(
    width: usize,
    seeds: Range<u64>,
    steps: usize,
) -> Result<Vec<f64>, ProblemError> {
    seeds
        .map(|seed| {
            let network = DigitsMlp::new(width, seed)?;
            let mut rng = generator(1000 + seed);
            let mut theta = network.start();
            let mut grads = zeros_like(&theta);
            for _ in 0..steps {
                let batch = with_replacement(network.examples(), 20, &mut rng);
                network.batch_gradient_into(&theta, &batch, &mut grads);
                for (layer, g) in theta.iter_mut().zip(&grads) {
                    layer.scaled_add(-0.2, g);
                }
            }
            Ok(network.value(&theta))
        })
        .collect()
}
