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
/// Which part of a tensor looks scale-invariant: nearly orthogonal to its gradient.
///
/// Equation `weight-decay:projection`. Vectors are never projected.
pub(crate) fn scope(param: &Tensor, grad: &Tensor, delta: f64, eps: f64) -> Scope {
    if param.ndim() < 2 {
        return Scope::None;
    }
    let rows = param.axis_iter(Axis(0)).zip(grad.axis_iter(Axis(0)));
    let steepest = rows.fold(0.0, |max: f64, (p, g)| max.max(cosine(&p, &g, eps)));
    let size = param.len() as f64;
    let width = size / param.len_of(Axis(0)) as f64;
    if steepest < delta / width.sqrt() {
        Scope::Rows
    } else if cosine(&param.view(), &grad.view(), eps) < delta / size.sqrt() {
        Scope::Whole
    } else {
        Scope::None
    }
}

/// |p·g|/((‖p‖ + ε)(‖g‖ + ε)), and 0 if a norm is 0.
///
/// The authors' code has max(‖p‖, ε) and max(‖g‖, ε): the same for norms far above ε.
fn cosine(p: &ArrayViewD<'_, f64>, g: &ArrayViewD<'_, f64>, eps: f64) -> f64 {
    let ([dot, pp, gg], unit) = finite(|unit| {
        Zip::from(p).and(g).fold([0.0; 3], |[dot, pp, gg], &p, &g| {
            let (p, g) = (unit * p, unit * g);
            [dot + p * g, pp + p * p, gg + g * g]
        })
    });
    let eps = unit * eps;
    ratio(dot.abs(), (pp.sqrt() + eps) * (gg.sqrt() + eps))
}
// ANCHOR_END: scope

/// Sums of products in units of 1, or of 2⁶⁰⁰ where they overflow: the sums and the factor 1 or 2⁻⁶⁰⁰.
pub(crate) fn finite<const N: usize>(sums: impl Fn(f64) -> [f64; N]) -> ([f64; N], f64) {
    const TINY: f64 = f64::from_bits((1023 - 600) << 52);
    let plain = sums(1.0);
    if plain.iter().all(|sum| sum.is_finite()) {
        (plain, 1.0)
    } else {
        (sums(TINY), TINY)
    }
}
