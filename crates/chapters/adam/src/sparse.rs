//! Training on sparse features: which rows a batch touches, and what becomes of the others.

use descent::{FiniteSum, Optimizer, StepError, Tensor, random, zeros_like};
use ndarray::Axis;

use crate::RowGradient;

/// The batches of `epochs` passes over `examples` examples, `size` at a time, each pass in a new
/// order. The last batch of a pass may be smaller.
///
/// # Panics
/// If `size` is 0.
pub fn batches(examples: usize, size: usize, epochs: usize, seed: u64) -> Vec<Vec<usize>> {
    let mut rng = random::generator(seed);
    let mut all = Vec::new();
    for _ in 0..epochs {
        let order = random::permutation(examples, &mut rng);
        all.extend(order.chunks(size).map(<[usize]>::to_vec));
    }
    all
}

/// The parameters after one step for each batch, from the objective's start.
///
/// # Errors
/// If the optimizer refuses a step.
pub fn train(
    objective: &dyn FiniteSum,
    optimizer: &mut dyn Optimizer,
    batches: &[Vec<usize>],
) -> Result<Vec<Tensor>, StepError> {
    let mut params = objective.start();
    let mut grads = zeros_like(&params);
    for batch in batches {
        objective.batch_gradient_into(&params, batch, &mut grads);
        optimizer.step(&mut params, &grads)?;
    }
    Ok(params)
}

/// Whether each row of `tensor`, by the first axis, has an entry other than zero.
///
/// # Panics
/// If the tensor has no axes.
pub fn touched(tensor: &Tensor) -> Vec<bool> {
    tensor
        .axis_iter(Axis(0))
        .map(|row| row.iter().any(|&g| g != 0.0))
        .collect()
}

/// The rows of `gradient` that are not zero, as [`crate::LazyAdam::step_rows`] takes them.
///
/// # Panics
/// If the tensor has no axes.
pub fn rows(gradient: &Tensor) -> RowGradient {
    let rows: Vec<usize> = (0..)
        .zip(touched(gradient))
        .filter_map(|(row, touched)| touched.then_some(row))
        .collect();
    let values = gradient.select(Axis(0), &rows);
    RowGradient { rows, values }
}
