//! Critical points of any index, found by minimizing ‖∇f‖².

use descent::{Objective, differences, flatten, unflatten};
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// A critical point.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalPoint {
    /// θ, flattened.
    pub theta: Vec<f64>,
    /// f(θ).
    pub value: f64,
    /// The eigenvalues of ∇²f(θ), smallest first.
    pub eigenvalues: Vec<f64>,
}

impl CriticalPoint {
    /// The number of eigenvalues below `-tolerance`.
    pub fn index(&self, tolerance: f64) -> usize {
        self.eigenvalues.iter().filter(|&&l| l < -tolerance).count()
    }
}

/// Where ½‖∇f‖² ends when Levenberg's and Marquardt's method minimizes it from `start`; nothing if
/// ‖∇f‖ > 10⁻⁹ after 200 trials (local minima of ‖∇f‖² need not be critical points of f).
///
/// The gradient of ½‖∇f‖² is H∇f, and its Gauss–Newton matrix is H².
pub fn find(objective: &dyn Objective, start: &[f64]) -> Option<CriticalPoint> {
    let shapes = objective.start();
    let gradient = |theta: &DVector<f64>| {
        let params = unflatten(theta.as_slice(), &shapes);
        DVector::from_vec(flatten(&objective.gradient(&params)))
    };
    let eigen = |theta: &DVector<f64>| {
        let params = unflatten(theta.as_slice(), &shapes);
        let hessian = objective
            .hessian(&params)
            .unwrap_or_else(|| differences::hessian(objective, &params, 6e-6));
        let n = theta.len();
        let symmetric = |i, j| f64::midpoint(hessian[(i, j)], hessian[(j, i)]);
        SymmetricEigen::new(DMatrix::from_fn(n, n, symmetric))
    };
    let mut theta = DVector::from_row_slice(start);
    let (mut g, mut e) = (gradient(&theta), eigen(&theta));
    let mut damping = 0.1;
    for _ in 0..200 {
        if g.norm() < 1e-9 {
            break;
        }
        let mut along = e.eigenvectors.tr_mul(&g);
        for (a, l) in along.iter_mut().zip(&e.eigenvalues) {
            *a *= l / (l * l + damping);
        }
        let next = &theta - &e.eigenvectors * along;
        let there = gradient(&next);
        if there.norm() < g.norm() {
            (theta, g) = (next, there);
            e = eigen(&theta);
            damping *= 0.2;
        } else {
            damping *= 4.0;
        }
    }
    if g.norm() > 1e-9 {
        return None;
    }
    let mut eigenvalues = e.eigenvalues.as_slice().to_vec();
    eigenvalues.sort_by(f64::total_cmp);
    Some(CriticalPoint {
        value: objective.value(&unflatten(theta.as_slice(), &shapes)),
        theta: theta.as_slice().to_vec(),
        eigenvalues,
    })
}
