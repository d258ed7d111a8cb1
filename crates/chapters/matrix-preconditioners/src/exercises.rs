//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p matrix-preconditioners --test exercises -- --ignored
//! ```

use descent::Tensor;
use ndarray::Array2;

use crate::newton_schulz::Coefficients;

/// One natural-gradient step for softmax regression, exercise `ex-natural`.
///
/// `weights` W has a row for each feature and a column for each of K classes; `inputs` has an example
/// a row, `classes` its class. Returns W − η(F + γI)⁻¹g, with the mean gradient g and the Fisher
/// matrix F of all KD entries of W (row after row), labels drawn from the model. `rates` are (η, γ).
pub fn natural_step(
    weights: &Array2<f64>,
    inputs: &Array2<f64>,
    classes: &[usize],
    rates: (f64, f64),
) -> Array2<f64> {
    let _ = (weights, inputs, classes, rates);
    todo!("F is the mean of xxᵀ ⊗ (diag p − ppᵀ)")
}

/// Shampoo with one factor, exercise `ex-one-sided`: W − ηL^(−1/2)G with L ← L + GGᵀ.
///
/// `factor` is L before the step and is updated; `lr` is η.
pub fn one_sided_step(
    weights: &mut Array2<f64>,
    factor: &mut Array2<f64>,
    grad: &Array2<f64>,
    lr: f64,
) {
    let _ = (weights, factor, grad, lr);
    todo!("crate::eigen::Eigen gives the root")
}

/// Odd polynomials that converge as the cubic does but start faster, exercise `ex-schedule`.
///
/// Returns the coefficients of `steps` steps, applied in this order, that take every singular value
/// in [`low`, 1] to within 10⁻³ of 1.
pub fn schedule(low: f64, steps: usize) -> Vec<Coefficients> {
    let _ = (low, steps);
    todo!("steps of Muon's polynomial first, then steps that converge from its band")
}

/// The diagonal of the Hessian of the function whose gradient is `gradient`, by Hutchinson's estimate
/// with every one of the 2ⁿ vectors of signs, exercise `ex-all-signs`.
pub fn all_signs(gradient: &dyn Fn(&Tensor) -> Tensor, at: &Tensor) -> Tensor {
    let _ = (gradient, at);
    todo!("Hz ≈ [∇f(θ + hz) − ∇f(θ − hz)]/2h")
}
