//! The norms of layers, and how much of itself a layer changes in a step.

use descent::Tensor;
use ndarray::{ArrayBase, Data, Dimension};

/// ‖a‖, the Euclidean (Frobenius) norm of all entries.
///
/// Squares that overflow or vanish are avoided: then the largest entry is divided out first.
///
/// ```
/// use layerwise::norm;
/// use ndarray::arr1;
///
/// assert_eq!(norm(&arr1(&[3.0, 4.0])), 5.0);
/// for size in [1e200, 1e-200] {
///     let length = norm(&arr1(&[3.0 * size, 4.0 * size]));
///     assert!((length / size - 5.0).abs() < 1e-14, "{length:e}");
/// }
/// assert_eq!(norm(&arr1(&[0.0, 0.0])), 0.0);
/// ```
pub fn norm<S: Data<Elem = f64>, D: Dimension>(a: &ArrayBase<S, D>) -> f64 {
    norm_of(a.iter().copied())
}

/// The norm of the vector with these `entries`.
pub(crate) fn norm_of(entries: impl Iterator<Item = f64> + Clone) -> f64 {
    let squares = entries.clone().fold(0.0, |sum, x| sum + x * x);
    if squares.is_normal() {
        return squares.sqrt();
    }
    let largest = entries.clone().fold(0.0_f64, |max, x| max.max(x.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest
        * entries
            .fold(0.0, |sum, x| sum + (x / largest).powi(2))
            .sqrt()
}

/// ‖after − before‖ / ‖before‖ for each tensor, the relative change of `layerwise:relative-step`.
///
/// # Panics
/// If the shapes differ.
pub fn relative_changes(before: &[Tensor], after: &[Tensor]) -> Vec<f64> {
    before
        .iter()
        .zip(after)
        .map(|(before, after)| norm(&(after - before)) / norm(before))
        .collect()
}

/// a/b, at most the largest number: so that a multiple of 0 is 0 even if b is nearly 0.
pub(crate) fn capped(a: f64, b: f64) -> f64 {
    (a / b).min(f64::MAX)
}

/// a/b, where 0/0 and everything else over 0 counts as 0.
pub(crate) fn quotient(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}
