//! Runs on real data: the presidents' speeches, whose gradients are sparse, and the digits.

use descent::problems::{DigitsMlp, SpeechEmbedding};
use descent::random::{generator, permutation};
use descent::{FiniteSum, Optimizer, Tensor, zeros_like};

/// Why a run failed.
pub type Failure = Box<dyn std::error::Error>;

/// The widths of the embedding and of the hidden layer.
pub const WIDTH: usize = 16;

/// The first 400 of the 500 passages, and the other 100 to test on.
///
/// # Errors
/// None, as there are passages and the width is not 0.
pub fn speeches() -> Result<(SpeechEmbedding, descent::data::Speeches), Failure> {
    let (train, test) = descent::data::speeches().split(400);
    Ok((SpeechEmbedding::new(train, WIDTH, 1)?, test))
}

/// The network on the 1797 digits.
///
/// # Errors
/// None, as the width is not 0.
pub fn digits() -> Result<DigitsMlp, Failure> {
    Ok(DigitsMlp::new(WIDTH, 1)?)
}

/// `steps` steps on mini-batches of `size` examples, drawn without replacement epoch by epoch from
/// `seed`; `look` sees the step's number, from 0 before the first step, and the parameters. The
/// parameters at the end.
///
/// # Errors
/// If the optimizer refuses a step, as it does where a gradient is not finite.
pub fn train(
    problem: &dyn FiniteSum,
    optimizer: &mut dyn Optimizer,
    (steps, size, seed): (usize, usize, u64),
    mut look: impl FnMut(usize, &[Tensor]),
) -> Result<Vec<Tensor>, Failure> {
    let (mut params, mut rng) = (problem.start(), generator(seed));
    let mut grads = zeros_like(&params);
    let mut order: Vec<usize> = Vec::new();
    look(0, &params);
    for t in 1..=steps {
        if order.len() < size {
            order = permutation(problem.examples(), &mut rng);
        }
        let batch = order.split_off(order.len() - size);
        problem.batch_gradient_into(&params, &batch, &mut grads);
        optimizer.step(&mut params, &grads)?;
        look(t, &params);
    }
    Ok(params)
}
