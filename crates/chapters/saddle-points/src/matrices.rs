//! Random symmetric matrices.

use descent::random::{Generator, normal};
use nalgebra::{DMatrix, SymmetricEigen};

/// One draw from the Gaussian orthogonal ensemble: symmetric, independent entries, N(0, 1) on the
/// diagonal and N(0, ½) off it, so that the density is proportional to exp(−½ tr A²).
pub fn goe(n: usize, rng: &mut Generator) -> DMatrix<f64> {
    let mut a = DMatrix::zeros(n, n);
    for i in 0..n {
        a[(i, i)] = normal(rng);
        for j in 0..i {
            let entry = normal(rng) / std::f64::consts::SQRT_2;
            a[(i, j)] = entry;
            a[(j, i)] = entry;
        }
    }
    a
}

/// The eigenvalues of a symmetric matrix, smallest first.
pub fn spectrum(a: &DMatrix<f64>) -> Vec<f64> {
    let mut values = SymmetricEigen::new(a.clone())
        .eigenvalues
        .as_slice()
        .to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// A symmetric matrix with the eigenvalues `values` in a random orthonormal basis.
pub fn with_spectrum(values: &[f64], rng: &mut Generator) -> DMatrix<f64> {
    let n = values.len();
    let basis = DMatrix::from_fn(n, n, |_, _| normal(rng)).qr().q();
    &basis * DMatrix::from_fn(n, n, |i, j| if i == j { values[i] } else { 0.0 }) * basis.transpose()
}

/// How many of `draws` random matrices have positive eigenvalues only.
pub fn count_positive(
    draws: usize,
    rng: &mut Generator,
    draw: impl Fn(&mut Generator) -> DMatrix<f64>,
) -> usize {
    // Cholesky's factorization exists exactly for the positive definite ones.
    (0..draws)
        .filter(|_| draw(rng).cholesky().is_some())
        .count()
}

/// The distance of a count of successes from its expectation under `probability`, in standard
/// deviations of the binomial distribution.
pub fn deviations(successes: usize, trials: usize, probability: f64) -> f64 {
    let n = trials as f64;
    (successes as f64 - n * probability) / (n * probability * (1.0 - probability)).sqrt()
}
