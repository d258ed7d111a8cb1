//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p gradients --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

use crate::{Dual, GradientError, Tolerances};

/// f′(x) to order h⁴ by Richardson's extrapolation, exercise `ex-richardson`.
///
/// Combine the central differences with the steps h and 2h so that their h² errors cancel.
pub fn richardson(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let _ = (f, x, h);
    todo!("two central differences, and the weights that cancel h²")
}

/// A root of f near `start` by Newton's method x ← x − f(x)/f′(x), exercise `ex-newton-root`.
///
/// Take f and f′ from one evaluation with a dual number. Stop when |f(x)| ≤ 10⁻¹⁴ or after 50 steps.
pub fn newton_root(f: &dyn Fn(Dual) -> Dual, start: f64) -> f64 {
    let _ = (f, start);
    todo!("a loop: evaluate, divide, step")
}

/// A gradient check along one random direction, exercise `ex-fast-check`.
///
/// Draw v with independent entries from N(0, 1), from `seed`, and compare a = ∇f(θ)ᵀv with the
/// central difference n = (f(θ + eps·v) − f(θ − eps·v))/2eps by the criterion of `tolerances`. Two
/// evaluations of f, whatever the number of parameters. Where they disagree return
/// `GradientError::Gradient` with entry 0.
///
/// # Errors
/// If a and n disagree.
pub fn fast_gradcheck(
    objective: &dyn Objective,
    params: &[Tensor],
    tolerances: &Tolerances,
    seed: u64,
) -> Result<(), GradientError> {
    let _ = (objective, params, tolerances, seed);
    todo!("draw v, two evaluations, one gradient, one comparison")
}
