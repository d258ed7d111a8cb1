//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p learning-problem --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// A rule of the general scheme with one tensor of memory, exercise `ex-leaky` of the page.
///
/// h_t = g_t + βg_{t−1} + β²g_{t−2} + … + β^{t−1}g₁ and θ_t = θ_{t−1} − γ h_t for t = 1, …, `steps`,
/// without keeping the gradients. Return θ_T.
pub fn leaky(
    objective: &dyn Objective,
    start: &[Tensor],
    (gamma, beta): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, gamma, beta, steps);
    todo!("how does h_t follow from h_{{t−1}} and g_t?")
}

/// The σ that keeps the size of small changes, exercise `ex-critical` of the page.
///
/// The activation is φ(x) = x for x > 0 and `a`·x for x ≤ 0. For weights from N(0, σ²/n) return the
/// σ > 0 for which E‖J_D v‖² = ‖v‖² at every depth D.
pub fn critical_sigma(a: f64) -> f64 {
    let _ = a;
    todo!("follow the proof for the rectified unit, with both halves")
}

/// The best of several descents, exercise `ex-starts` of the page.
///
/// Run `steps` steps of gradient descent with the rate `gamma` from each of `starts`, and return the
/// end with the smallest value of the objective.
///
/// # Panics
/// If `starts` is empty.
pub fn best_of(
    objective: &dyn Objective,
    starts: &[Vec<Tensor>],
    gamma: f64,
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, starts, gamma, steps);
    todo!("run all, compare the values")
}
