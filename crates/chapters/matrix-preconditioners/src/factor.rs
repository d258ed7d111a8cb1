//! One Kronecker factor: a sum of squares along one side of a matrix, and its inverse root.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2};

use crate::eigen::Eigen;

/// L = εI + Σ GGᵀ and L^p for one side of a matrix, or their diagonals where the side is long.
#[derive(Debug, Clone)]
pub(crate) enum Factor {
    Dense {
        sum: Array2<f64>,
        root: Array2<f64>,
        eigen: Box<Eigen>,
    },
    Diagonal {
        sum: Array1<f64>,
        root: Array1<f64>,
    },
}

impl Factor {
    /// εI and zero for a side of `n` entries, dense up to `max_dim`.
    pub(crate) fn new(n: usize, eps: f64, max_dim: usize) -> Self {
        if n <= max_dim {
            Self::Dense {
                sum: Array2::eye(n) * eps,
                root: Array2::zeros((n, n)),
                eigen: Box::new(Eigen::new(n)),
            }
        } else {
            Self::Diagonal {
                sum: Array1::from_elem(n, eps),
                root: Array1::zeros(n),
            }
        }
    }

    /// L ← L + GGᵀ, for a G that has this side as rows.
    pub(crate) fn absorb(&mut self, g: &ArrayView2<f64>) {
        match self {
            Self::Dense { sum, .. } => general_mat_mul(1.0, g, &g.t(), 1.0, sum),
            Self::Diagonal { sum, .. } => {
                for (sum, row) in sum.iter_mut().zip(g.rows()) {
                    *sum += row.fold(0.0, |s, x| s + x * x);
                }
            }
        }
    }

    /// The stored root ← L^p, where all eigenvalues of L are at least `floor`.
    pub(crate) fn take_root(&mut self, p: f64, floor: f64) {
        match self {
            Self::Dense { sum, root, eigen } => {
                eigen.decompose(&sum.view());
                eigen.power_into(p, floor, root);
            }
            Self::Diagonal { sum, root } => {
                root.zip_mut_with(sum, |root, &x| {
                    *root = if x > 0.0 { x.powf(p) } else { 0.0 };
                });
            }
        }
    }

    /// to ← L^p · from.
    pub(crate) fn apply(&self, from: &ArrayView2<f64>, to: &mut Array2<f64>) {
        match self {
            Self::Dense { root, .. } => general_mat_mul(1.0, root, from, 0.0, to),
            Self::Diagonal { root, .. } => {
                to.assign(from);
                for (mut row, r) in to.rows_mut().into_iter().zip(root) {
                    row *= *r;
                }
            }
        }
    }

    /// How many numbers it keeps from step to step.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Dense { sum, root, .. } => sum.len() + root.len(),
            Self::Diagonal { sum, root } => sum.len() + root.len(),
        }
    }
}
