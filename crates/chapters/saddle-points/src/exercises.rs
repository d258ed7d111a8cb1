//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p saddle-points --test exercises -- --ignored
//! ```

use descent::random::Generator;
use descent::{Objective, Tensor};

/// What the eigenvalues of the Hessian at a critical point say, exercise `ex-verdict` of the page.
///
/// `Some("minimum")`, `Some("maximum")` or `Some("saddle")`; `None` where they say nothing. An
/// eigenvalue of modulus `tolerance` or less counts as 0. `eigenvalues` come in any order.
pub fn verdict(eigenvalues: &[f64], tolerance: f64) -> Option<&'static str> {
    let _ = (eigenvalues, tolerance);
    todo!("count the positive, the negative and the vanishing ones")
}

/// The smallest eigenvalue of ∇²f(θ) and a unit eigenvector of it, from Hessian–vector products
/// alone, exercise `ex-lowest`.
///
/// `times(v)` returns ∇²f(θ)·v. `bound` exceeds every |λ|. The eigenvalue must be right to
/// 10⁻⁶ (relative to `bound`). `start` is a first guess for the vector, not orthogonal to the answer.
pub fn lowest(times: &dyn Fn(&[f64]) -> Vec<f64>, bound: f64, start: &[f64]) -> (f64, Vec<f64>) {
    let _ = (times, bound, start);
    todo!("power iteration on a matrix whose largest eigenvalue belongs to the vector sought")
}

/// Perturbed gradient descent (after Jin et al. 2017), exercise `ex-perturbed`.
///
/// `steps` times: if ‖∇f(θ)‖ < `threshold` and the last kick is at least `pause` steps ago (or there
/// was none), first add a vector of independent N(0, `kick`²) entries to θ; then take one step of
/// gradient descent with η = `lr`. Return the last θ. Draw from `rng` only for kicks.
pub fn perturbed(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, threshold, kick, pause): (f64, f64, f64, usize),
    steps: usize,
    rng: &mut Generator,
) -> Vec<Tensor> {
    let _ = (objective, start, lr, threshold, kick, pause, steps, rng);
    todo!("a loop over steps: gradient, kick if it is small, step")
}
