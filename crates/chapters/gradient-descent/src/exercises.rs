//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p gradient-descent --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// The best constant learning rate 2/(μ + L) for a quadratic, exercise `ex-best-rate` of the page.
///
/// The Hessian H is symmetric and positive definite, n × n; it is known only through `apply`, which
/// returns Hv for a vector v. Find the rate to within a relative error of 10⁻⁴.
pub fn best_rate(apply: &dyn Fn(&[f64]) -> Vec<f64>, n: usize) -> f64 {
    let _ = (apply, n);
    todo!("power iteration on H for L, then on L·v − Hv for μ")
}

/// Steepest descent in the ℓ₁ norm with exact line search, exercise `ex-coordinate`.
///
/// f(θ) = ½θᵀHθ − bᵀθ with H symmetric and positive definite, given by its rows. From θ = 0 repeat
/// `steps` times: find the coordinate i in which |gᵢ| is largest, and minimize f along it. Return
/// the last θ.
pub fn coordinate_descent(h: &[Vec<f64>], b: &[f64], steps: usize) -> Vec<f64> {
    let _ = (h, b, steps);
    todo!("one coordinate a step; along it f is a parabola with curvature Hᵢᵢ")
}

/// Backtracking that remembers, exercise `ex-warm-backtracking`.
///
/// As equation `gradient-descent:backtracking` with c = ρ = ½, except that the first trial of every
/// step but the first is twice the rate that the step before accepted. The first trial of all is
/// `lr`. Return θ after `steps` steps. The grader counts the calls of `objective.value`.
pub fn warm_backtracking(
    objective: &dyn Objective,
    start: &[Tensor],
    lr: f64,
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, lr, steps);
    todo!("keep the accepted rate and the value that the last trial found")
}
