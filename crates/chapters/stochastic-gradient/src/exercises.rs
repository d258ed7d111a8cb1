//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p stochastic-gradient --test exercises -- --ignored
//! ```

use descent::random::Generator;
use descent::{FiniteSum, Tensor};

/// The gradient noise scale from batches alone, exercise `ex-two-batches` of the page.
///
/// Draw `draws` batches of size `small` and as many of size `big`, both with replacement. The means
/// of ‖g_B‖² at both sizes determine ‖∇f‖² and σ² (equation `stochastic-gradient:noise-scale`);
/// return σ²/‖∇f‖². The full gradient must not be computed.
pub fn noise_scale_from_batches(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    (small, big): (usize, usize),
    draws: usize,
    rng: &mut Generator,
) -> f64 {
    let _ = (problem, params, small, big, draws, rng);
    todo!("two means of squared norms, two equations, two unknowns")
}

/// The gradient of a large batch from small ones, exercise `ex-accumulate`.
///
/// Return the mean gradient over `batch` without ever passing more than `chunk` indices to
/// `batch_gradient_into`. `chunk` need not divide the length of `batch`.
pub fn accumulated_gradient(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    batch: &[usize],
    chunk: usize,
) -> Vec<Tensor> {
    let _ = (problem, params, batch, chunk);
    todo!("a weighted mean of the chunks' mean gradients")
}

/// The gradient with less noise, exercise `ex-svrg` (Johnson & Zhang 2013).
///
/// `anchor` is an old point θ̃ and `anchor_gradient` the full gradient ∇f(θ̃). Return
/// g_B(θ) − g_B(θ̃) + ∇f(θ̃) for the batch `batch`.
pub fn reduced_gradient(
    problem: &dyn FiniteSum,
    params: &[Tensor],
    (anchor, anchor_gradient): (&[Tensor], &[Tensor]),
    batch: &[usize],
) -> Vec<Tensor> {
    let _ = (problem, params, anchor, anchor_gradient, batch);
    todo!("the same batch at both points")
}
