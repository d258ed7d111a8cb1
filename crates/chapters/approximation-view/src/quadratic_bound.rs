//! Logistic regression by majorize–minimize: one matrix for all steps.

use descent::{Objective, Tensor, flatten, unflatten};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use ndarray::Array2;

/// θ ← θ − B⁻¹∇f(θ) with a fixed B ⪰ ∇²f everywhere, equation `approximation-view:logistic-bound`.
///
/// B is factorized once. Böhning & Lindsay 1988.
#[derive(Debug, Clone)]
pub struct QuadraticBound {
    factor: Cholesky<f64, Dyn>,
}

impl QuadraticBound {
    /// The bound with the curvature `b`; `None` if it is not positive definite.
    ///
    /// # Panics
    /// If `b` is not square.
    pub fn new(b: &Array2<f64>) -> Option<Self> {
        assert_eq!(b.nrows(), b.ncols(), "a curvature is a square matrix");
        let matrix = DMatrix::from_fn(b.nrows(), b.ncols(), |i, j| b[(i, j)]);
        Some(Self {
            factor: matrix.cholesky()?,
        })
    }

    /// One step from `theta` down `objective`.
    pub fn step(&self, objective: &dyn Objective, theta: &[Tensor]) -> Vec<Tensor> {
        let gradient = DVector::from_vec(flatten(&objective.gradient(theta)));
        let step = self.factor.solve(&gradient);
        let next: Vec<f64> = flatten(theta)
            .iter()
            .zip(step.iter())
            .map(|(theta, d)| theta - d)
            .collect();
        unflatten(&next, theta)
    }
}
