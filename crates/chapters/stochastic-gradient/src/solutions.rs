//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::random::{Generator, with_replacement};
use descent::{FiniteSum, Tensor, norm, zeros_like};

/// Solves [`crate::exercises::noise_scale_from_batches`].
pub fn noise_scale_from_batches(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    (small, big): (usize, usize),
    draws: usize,
    rng: &mut Generator,
) -> f64 {
    let mut grads = zeros_like(params);
    let mut mean_square = |batch: usize| {
        let mut sum = 0.0;
        for _ in 0..draws {
            let indices = with_replacement(problem.examples(), batch, rng);
            problem.batch_gradient_into(params, &indices, &mut grads);
            sum += norm(&grads).powi(2);
        }
        sum / draws as f64
    };
    let (noisy, quiet) = (mean_square(small), mean_square(big));
    let (small, big) = (small as f64, big as f64);
    let variance = (noisy - quiet) / (1.0 / small - 1.0 / big);
    let signal = (big * quiet - small * noisy) / (big - small);
    variance / signal
}

/// Solves [`crate::exercises::accumulated_gradient`].
pub fn accumulated_gradient(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    batch: &[usize],
    chunk: usize,
) -> Vec<Tensor> {
    let (mut sum, mut grads) = (zeros_like(params), zeros_like(params));
    for part in batch.chunks(chunk) {
        problem.batch_gradient_into(params, part, &mut grads);
        let weight = part.len() as f64 / batch.len() as f64;
        for (sum, g) in sum.iter_mut().zip(&grads) {
            sum.scaled_add(weight, g);
        }
    }
    sum
}

/// Solves [`crate::exercises::reduced_gradient`].
pub fn reduced_gradient(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    (anchor, anchor_gradient): (&[Tensor], &[Tensor]),
    batch: &[usize],
) -> Vec<Tensor> {
    let (mut here, mut there) = (zeros_like(params), zeros_like(params));
    problem.batch_gradient_into(params, batch, &mut here);
    problem.batch_gradient_into(anchor, batch, &mut there);
    here.iter()
        .zip(&there)
        .zip(anchor_gradient)
        .map(|((here, there), full)| here - there + full)
        .collect()
}
