//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p rmsprop --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// The variance of the centred form without a difference, exercise `ex-steady`.
///
/// For the gradients g₁, …, g_T return v_t − m_t² for t = 1, …, T, where v and m are the leaky means
/// with decay γ = `gamma` that start from 0. Each result must be right to ten digits and never
/// negative, even where v_t and m_t² agree to the last digit.
pub fn steady_variance(gamma: f64, gradients: &[f64]) -> Vec<f64> {
    let _ = (gamma, gradients);
    todo!("keep m and the variance itself; an equation of the page is their recursion")
}

/// Adadelta with two numbers in place of ε, exercise `ex-two-eps`.
///
/// From `start` take `steps` steps of d = g√(X + ε_X)/√(v + ε_v), θ ← θ − d, with decay ρ = `rho`,
/// v₀ = X₀ = 0, ε_X = `eps_step` and ε_v = `eps_gradient`. Return the last θ.
pub fn two_eps(
    objective: &dyn Objective,
    start: &[Tensor],
    rho: f64,
    (eps_step, eps_gradient): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, rho, eps_step, eps_gradient, steps);
    todo!("two buffers, one pass an entry")
}

/// RMSProp whose memory grows, exercise `ex-fading`.
///
/// From `start` take `steps` steps of v ← γ_t v + (1 − γ_t)g², θ ← θ − η_t g/√v with γ_t = 1 − t^{−p}
/// and η_t = η/√t, where p = `power`, η = `lr` and t counts from 1. Where v is 0, θ stays. Return the
/// last θ.
pub fn fading(
    objective: &dyn Objective,
    start: &[Tensor],
    lr: f64,
    power: f64,
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, lr, power, steps);
    todo!("one buffer; γ_t and η_t anew at every step")
}
