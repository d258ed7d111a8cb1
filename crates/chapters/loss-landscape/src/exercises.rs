//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p loss-landscape --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// The smallest eigenvalue of a symmetric matrix H, exercise `ex-smallest` of the page.
///
/// `product` computes Hv; `start` is a random vector of the right shapes. H may have eigenvalues of
/// both signs, and the answer must be right to 10⁻⁶ relative to the largest modulus. `steps`
/// products are enough for each power iteration that you run.
pub fn smallest_eigenvalue(
    product: &dyn Fn(&[Tensor]) -> Vec<Tensor>,
    start: &[Tensor],
    steps: usize,
) -> f64 {
    let _ = (product, start, steps);
    todo!("power iteration finds the largest modulus; shift H so that it is the one you want")
}

/// The diagonal of H, estimated from sign vectors, exercise `ex-diagonal`.
///
/// `product` computes Hz; `probes` are vectors with entries ±1. Return an estimate that is unbiased
/// if the signs are independent, and equal to the diagonal of H if `probes` holds every vector of
/// signs once.
pub fn diagonal(product: &dyn Fn(&[Tensor]) -> Vec<Tensor>, probes: &[Vec<Tensor>]) -> Vec<Tensor> {
    let _ = (product, probes);
    todo!("Hutchinson's estimator before the sum over the coordinates")
}

/// The α > 0 at which the rescaled parameters T_α θ of a ReLU network have the smallest trace of the
/// Hessian, exercise `ex-flattest`.
///
/// `params` are W₁, b₁, W₂, b₂ of `objective`, whose loss does not change under
/// [`rescaled`](crate::rescale::rescaled). The answer must be right to 1 %.
pub fn flattest_rescaling(objective: &dyn Objective, params: &[Tensor]) -> f64 {
    let _ = (objective, params);
    todo!("how do the diagonal blocks of the Hessian change with α?")
}
