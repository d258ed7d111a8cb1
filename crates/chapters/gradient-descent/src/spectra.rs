//! Eigenvalues of symmetric matrices, and symmetric matrices with given eigenvalues.

use descent::random::{generator, normal};
use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::Array2;

/// The eigenvalues of the symmetric matrix `h`, ascending.
///
/// # Panics
/// If `h` is not square.
pub fn eigenvalues(h: &Array2<f64>) -> Vec<f64> {
    let n = h.nrows();
    let matrix = DMatrix::from_fn(n, h.ncols(), |i, j| h[(i, j)]);
    let mut values = SymmetricEigen::new(matrix).eigenvalues.as_slice().to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// QΛQᵀ with the diagonal Λ = `spectrum` and a random orthogonal Q, symmetric to the last bit.
///
/// Q is the orthogonal factor of a matrix of independent normal numbers.
///
/// ```
/// let h = gradient_descent::spectra::with_spectrum(&[0.5, 2.0, 7.0], 1);
/// let found = gradient_descent::spectra::eigenvalues(&h);
/// for (found, wanted) in found.iter().zip([0.5, 2.0, 7.0]) {
///     assert!((found - wanted).abs() < 1e-13, "{found} against {wanted}");
/// }
/// assert!(h[(0, 1)].abs() > 1e-3, "the matrix is not diagonal");
/// ```
pub fn with_spectrum(spectrum: &[f64], seed: u64) -> Array2<f64> {
    let n = spectrum.len();
    let mut rng = generator(seed);
    let q = DMatrix::from_fn(n, n, |_, _| normal(&mut rng)).qr().q();
    let h = Array2::from_shape_fn((n, n), |(i, j)| {
        (0..n).map(|k| q[(i, k)] * spectrum[k] * q[(j, k)]).sum()
    });
    (&h + &h.t()) / 2.0
}

/// D^{−1/2} H D^{−1/2} for the diagonal D = `scales`: the Hessian after diagonal preconditioning.
pub fn scaled(h: &Array2<f64>, scales: &[f64]) -> Array2<f64> {
    Array2::from_shape_fn(h.dim(), |(i, j)| h[(i, j)] / (scales[i] * scales[j]).sqrt())
}

/// κ, the largest eigenvalue over the smallest.
///
/// # Panics
/// If `h` is empty or not square.
pub fn condition(h: &Array2<f64>) -> f64 {
    let values = eigenvalues(h);
    values[values.len() - 1] / values[0]
}
