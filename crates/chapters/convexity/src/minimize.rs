//! The minimizer of a smooth strongly convex function, to rounding, as a reference for the checks.

use descent::{Objective, flatten, norm, vector};
use nalgebra::{DMatrix, DVector};

/// The minimizer of f, a function of one vector with a Hessian, by Newton's method from `start`.
///
/// A step that does not lower f is halved. Ends when the gradient is below 10⁻¹².
///
/// # Panics
/// If f gives no Hessian, the Hessian is not positive definite, or 200 steps do not suffice.
pub fn minimize(f: &dyn Objective, start: &[f64]) -> Vec<f64> {
    let mut theta = start.to_vec();
    for _ in 0..200 {
        let gradient = f.gradient(&vector(&theta));
        if norm(&gradient) < 1e-12 {
            return theta;
        }
        let hessian = f.hessian(&vector(&theta)).expect("a Hessian");
        let n = theta.len();
        let matrix = DMatrix::from_fn(n, n, |i, j| hessian[(i, j)]);
        let factors = matrix.cholesky().expect("a positive definite Hessian");
        let step = factors.solve(&DVector::from_vec(flatten(&gradient)));
        let ahead = |scale: f64| -> Vec<f64> {
            theta
                .iter()
                .zip(&step)
                .map(|(theta, s)| theta - scale * s)
                .collect()
        };
        let (now, mut scale) = (f.at(&theta), 1.0);
        // Near the minimizer the values differ by rounding only, and the full step is right.
        while f.at(&ahead(scale)) > now + 1e-14 * now.abs() {
            scale /= 2.0;
        }
        theta = ahead(scale);
    }
    panic!("Newton's method has not converged");
}

/// The smallest and the largest eigenvalue of a symmetric matrix.
///
/// # Panics
/// If the matrix is empty or not square.
pub fn extreme_eigenvalues(matrix: &ndarray::Array2<f64>) -> (f64, f64) {
    let n = matrix.nrows();
    let eigenvalues = DMatrix::from_fn(n, n, |i, j| matrix[(i, j)]).symmetric_eigenvalues();
    (eigenvalues.min(), eigenvalues.max())
}
