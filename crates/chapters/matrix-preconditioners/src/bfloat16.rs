//! Numbers of 16 bits, eight of them for the mantissa, and Newton–Schulz in them.
//!
//! Products of two such numbers and their sums are computed in 32 bits and then rounded, as the
//! matrix products of PyTorch do.

use ndarray::{Array2, ArrayView2};

use crate::newton_schulz::Coefficients;

/// The nearest number of 32 bits.
#[allow(clippy::cast_possible_truncation)]
fn single(x: f64) -> f32 {
    x as f32
}

/// The nearest `bfloat16`, ties to even, of the nearest number of 32 bits.
///
/// ```
/// use matrix_preconditioners::bfloat16::round;
/// assert_eq!(round(1.0 + 1.0 / 256.0), 1.0);
/// assert_eq!(round(1.0 + 3.0 / 256.0), 1.0 + 4.0 / 256.0);
/// ```
pub fn round(x: f64) -> f64 {
    shorten(single(x))
}

fn shorten(x: f32) -> f64 {
    let bits = x.to_bits();
    let even = (bits >> 16) & 1;
    f64::from(f32::from_bits(
        bits.wrapping_add(0x7fff + even) & 0xffff_0000,
    ))
}

/// ‖X‖.
pub(crate) fn norm(x: &ArrayView2<f64>) -> f64 {
    let square = x.fold(0.0_f32, |sum, &x| sum + single(x) * single(x));
    shorten(square.sqrt())
}

/// X ← X/`divisor`, where X is not zero.
pub(crate) fn normalize(x: &mut Array2<f64>, divisor: f64) {
    let divisor = single(round(divisor));
    x.mapv_inplace(|x| {
        if x == 0.0 {
            0.0
        } else {
            shorten(single(x) / divisor)
        }
    });
}

/// `gram` ← XXᵀ.
pub(crate) fn gram(x: &Array2<f64>, gram: &mut Array2<f64>) {
    for ((i, j), entry) in gram.indexed_iter_mut() {
        *entry = shorten(product(x.row(i).iter().zip(x.row(j))));
    }
}

/// `to` ← bA + cA² for A = `gram`.
pub(crate) fn polynomial((_, b, c): Coefficients, gram: &Array2<f64>, to: &mut Array2<f64>) {
    for ((i, j), entry) in to.indexed_iter_mut() {
        let square = product(gram.row(i).iter().zip(gram.column(j)));
        *entry = shorten(single(b) * single(gram[[i, j]]) + single(c) * square);
    }
}

/// `to` ← aX + PX for P = `polynomial`.
pub(crate) fn next(
    (a, ..): Coefficients,
    polynomial: &Array2<f64>,
    x: &Array2<f64>,
    to: &mut Array2<f64>,
) {
    for ((i, j), entry) in to.indexed_iter_mut() {
        let moved = product(polynomial.row(i).iter().zip(x.column(j)));
        *entry = shorten(single(a) * single(x[[i, j]]) + moved);
    }
}

/// A sum of products in 32 bits.
fn product<'a>(pairs: impl Iterator<Item = (&'a f64, &'a f64)>) -> f32 {
    pairs.fold(0.0, |sum, (&x, &y)| sum + single(x) * single(y))
}
