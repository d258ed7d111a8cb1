//! The projection of AdamP and SGDP: steps on scale-invariant weights lose their radial part.

use descent::{Hyperparameter, Range, Tensor};
use ndarray::{ArrayViewD, Axis, Zip};

use crate::decay::ratio;

/// The threshold δ of the test for scale invariance.
pub(crate) const DELTA: Hyperparameter = Hyperparameter::real(
    "delta",
    "δ",
    0.1,
    Range::NON_NEGATIVE,
    "weights count as scale-invariant if |cos(g, θ)| < δ/√n",
);

/// What λ is multiplied by on weights that were projected.
pub(crate) const WD_RATIO: Hyperparameter = Hyperparameter::real(
    "wd_ratio",
    "ω",
    0.1,
    Range::FRACTION,
    "λ is multiplied by this on scale-invariant weights",
);

/// Along what a step is orthogonal to the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Each row of the tensor, a unit's incoming weights, by itself.
    Rows,
    /// The whole tensor.
    Whole,
    /// Nothing is projected: a vector, or weights that are not scale-invariant.
    None,
}

// ANCHOR: scope
/// Which part of a tensor looks scale-invariant: its gradient is nearly orthogonal to it.
///
/// Equation `weight-decay:projection`. Vectors are never projected.
pub(crate) fn scope(param: &Tensor, grad: &Tensor, delta: f64, eps: f64) -> Scope {
    if param.ndim() < 2 {
        return Scope::None;
    }
    let rows = param.axis_iter(Axis(0)).zip(grad.axis_iter(Axis(0)));
    let steepest = rows.fold(0.0, |max: f64, (p, g)| max.max(cosine(p, g, eps)));
    let width = (param.len() / param.len_of(Axis(0))) as f64;
    if steepest < delta / width.sqrt() {
        Scope::Rows
    } else if cosine(param.view(), grad.view(), eps) < delta / (param.len() as f64).sqrt() {
        Scope::Whole
    } else {
        Scope::None
    }
}

/// |p·g|/((‖p‖ + ε)(‖g‖ + ε)), and 0 if a norm is 0.
fn cosine(p: ArrayViewD<'_, f64>, g: ArrayViewD<'_, f64>, eps: f64) -> f64 {
    let sums = Zip::from(p).and(g);
    let (dot, pp, gg) = sums.fold((0.0, 0.0, 0.0), |(dot, pp, gg), &p, &g| {
        (dot + p * g, pp + p * p, gg + g * g)
    });
    ratio(f64::abs(dot), (f64::sqrt(pp) + eps) * (f64::sqrt(gg) + eps))
}
// ANCHOR_END: scope
