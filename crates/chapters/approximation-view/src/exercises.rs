//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p approximation-view --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// Proximal gradient for f(θ) + λ Σ|θᵢ|, exercise `ex-lasso` of the page.
///
/// The model is the parabola for f, and the second term as it is. From `start`, repeat `steps`
/// times: a gradient step θ − h∇f(θ), then soft thresholding of every entry at hλ. Return the last
/// θ. h = `h`, λ = `lambda`.
pub fn proximal_gradient(
    objective: &dyn Objective,
    start: &[Tensor],
    (h, lambda): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, h, lambda, steps);
    todo!("gradient step, then approximation_view::proximal::soft_threshold at hλ")
}

/// EM for the weights of a mixture, exercise `ex-mixture` of the page.
///
/// `densities[i][k]` = p_k(x_i) > 0 is the density of component k at example i. Start from equal
/// weights and repeat `steps` times the minimization of Jensen's majorizer of
/// −Σᵢ ln Σ_k w_k p_k(xᵢ) over the simplex. Return the weights.
pub fn mixture_weights(densities: &[Vec<f64>], steps: usize) -> Vec<f64> {
    let _ = (densities, steps);
    todo!("responsibilities, then their means")
}

/// One natural gradient step for a normal distribution, exercise `ex-natural` of the page.
///
/// (m, s) are mean and standard deviation, `gradient` is (∂f/∂m, ∂f/∂s), η = `eta`. The step is
/// taken in the coordinates (m, ln s), so that the new standard deviation is positive; return the
/// new (m, s).
pub fn natural_step((m, s): (f64, f64), gradient: [f64; 2], eta: f64) -> (f64, f64) {
    let _ = (m, s, gradient, eta);
    todo!("the gradient and the Fisher matrix in the coordinates (m, ln s)")
}
