//! The generalized Kullback–Leibler divergence of nonnegative matrices, and who minimizes it.

use ndarray::{Array2, Axis};

/// The divergence Σ (p ln(p/q) − p + q) of `p` from `q`, with 0 ln 0 = 0: equation
/// `memory-efficient:divergence`. Infinite where q = 0 < p.
///
/// # Panics
/// If the shapes differ.
pub fn divergence(p: &Array2<f64>, q: &Array2<f64>) -> f64 {
    assert_eq!(p.dim(), q.dim(), "one shape");
    let term = |(&p, &q): (&f64, &f64)| {
        let log = if p == 0.0 { 0.0 } else { p * (p / q).ln() };
        log - p + q
    };
    p.iter().zip(q).map(term).sum()
}

/// The rank-one matrix (V1)(1ᵀV)/(1ᵀV1), which minimizes [`divergence`] from V = `v`: equation
/// `memory-efficient:rank-one`. Zeros if V is zero.
pub fn rank_one(v: &Array2<f64>) -> Array2<f64> {
    let (rows, columns, total) = (v.sum_axis(Axis(1)), v.sum_axis(Axis(0)), v.sum());
    let scale = if total > 0.0 { 1.0 / total } else { 0.0 };
    Array2::from_shape_fn(v.dim(), |(i, j)| rows[i] * columns[j] * scale)
}
