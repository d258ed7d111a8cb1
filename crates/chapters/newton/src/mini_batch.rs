//! Training on the digits with another batch at each step.

use std::cell::Cell;

use descent::problems::DigitsMlp;
use descent::random::{generator, permutation};
use descent::{FiniteSum, Method, Objective, StepError, Tensor};

/// The mean loss over some of the digits, which counts what it is asked for.
pub struct Batch<'a> {
    /// All digits.
    pub network: &'a DigitsMlp,
    /// Which of them.
    pub rows: &'a [usize],
    /// Gradients of one digit so far.
    pub asked: &'a Cell<usize>,
}

impl Objective for Batch<'_> {
    fn name(&self) -> &'static str {
        "batch"
    }

    fn start(&self) -> Vec<Tensor> {
        self.network.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.network.loss_on(params, self.rows)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.asked.set(self.asked.get() + self.rows.len());
        self.network.batch_gradient_into(params, self.rows, grads);
    }
}

/// (passes, loss over all digits) at the start and after each epoch of batches of `size`.
///
/// A pass is as many gradients as there are digits, those of line searches included. Training ends
/// with the epoch in which `passes` are used up.
///
/// # Errors
/// If a step is refused.
///
/// # Panics
/// If `size` is 0.
pub fn train(
    network: &DigitsMlp,
    method: &mut Method,
    (size, passes): (usize, usize),
    seed: u64,
) -> Result<Vec<(f64, f64)>, StepError> {
    let (asked, n) = (Cell::new(0), network.examples());
    let mut rng = generator(seed);
    let mut params = network.start();
    let mut grads = params.clone();
    let mut losses = vec![(0.0, network.value(&params))];
    while asked.get() < passes * n {
        for rows in permutation(n, &mut rng).chunks(size) {
            let batch = Batch {
                network,
                rows,
                asked: &asked,
            };
            match method {
                Method::Gradient(optimizer) => {
                    batch.gradient_into(&params, &mut grads);
                    optimizer.step(&mut params, &grads)?;
                }
                Method::Oracle(optimizer) => optimizer.step_on(&batch, &mut params)?,
            }
        }
        losses.push((asked.get() as f64 / n as f64, network.value(&params)));
    }
    Ok(losses)
}
