//! Maxima over the rows and columns of a matrix, in the place of its entries.

use descent::{Sweep, Tensor, as_matrix};
use ndarray::{Array1, Array2, ArrayD, Zip};

use crate::second_moment::matrix_mut;

/// What stands for a sum of squares at each entry: the entry's own number, or the smaller one of its
/// row's and its column's.
#[derive(Debug, Clone)]
pub(crate) enum Cover {
    Entries(Tensor),
    Lines(Lines),
}

/// A number for each row and for each column of a matrix.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// As a column.
    rows: Array2<f64>,
    /// As a row.
    columns: Array2<f64>,
    /// The columns while they are computed anew; holds nothing from step to step.
    next: Array1<f64>,
}

impl Cover {
    /// Zeros for a tensor of the shape of `param`, by lines if it is a matrix and `lines` is on.
    pub(crate) fn zeros(param: &Tensor, lines: bool) -> Self {
        match *param.shape() {
            [m, n] if lines => Self::Lines(Lines {
                rows: Array2::zeros((m, 1)),
                columns: Array2::zeros((1, n)),
                next: Array1::zeros(n),
            }),
            _ => Self::Entries(ArrayD::zeros(param.raw_dim())),
        }
    }

    /// How many numbers are kept.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Entries(v) => v.len(),
            Self::Lines(lines) => lines.rows.len() + lines.columns.len(),
        }
    }

    /// The numbers of the rows and of the columns; or of the entries, and none.
    pub(crate) fn numbers(&self) -> (Vec<f64>, Vec<f64>) {
        match self {
            Self::Entries(v) => (v.iter().copied().collect(), Vec::new()),
            Self::Lines(Lines { rows, columns, .. }) => (
                rows.iter().copied().collect(),
                columns.iter().copied().collect(),
            ),
        }
    }

    /// Calls `f` with each entry of `target`, of the gradient, and what is kept for it.
    pub(crate) fn sweep(
        &self,
        target: &mut Tensor,
        grad: &Tensor,
        f: impl Fn(&mut f64, f64, f64) + Sync + Send,
    ) {
        match self {
            Self::Entries(v) => Zip::from(target)
                .and(grad)
                .and(v)
                .sweep(|x, &g, &v| f(x, g, v)),
            Self::Lines(Lines { rows, columns, .. }) => Zip::from(matrix_mut(target))
                .and(as_matrix(grad))
                .and_broadcast(rows)
                .and_broadcast(columns)
                .sweep(|x, &g, &r, &c| f(x, g, r.min(c))),
        }
    }

    /// SM3-I: adds to each entry, or line, the largest g² on it.
    pub(crate) fn add_largest(&mut self, grad: &Tensor) {
        match self {
            Self::Entries(v) => Zip::from(v).and(grad).sweep(|v, &g| *v += g * g),
            Self::Lines(Lines {
                rows,
                columns,
                next,
            }) => {
                next.fill(0.0);
                for (row, r) in as_matrix(grad).into_outer_iter().zip(rows) {
                    let mut largest = 0.0_f64;
                    for (g, next) in row.into_iter().zip(&mut *next) {
                        largest = largest.max(g * g);
                        *next = next.max(g * g);
                    }
                    *r += largest;
                }
                *columns += &*next;
            }
        }
    }

    /// SM3-II: each entry, or line, becomes the largest `nu`(g, what was kept) on it; it never falls.
    pub(crate) fn raise(&mut self, grad: &Tensor, nu: impl Fn(f64, f64) -> f64 + Sync + Send) {
        match self {
            Self::Entries(v) => Zip::from(v).and(grad).sweep(|v, &g| *v = v.max(nu(g, *v))),
            Self::Lines(Lines {
                rows,
                columns,
                next,
            }) => {
                next.assign(&columns.row(0));
                for (row, r) in as_matrix(grad).into_outer_iter().zip(rows) {
                    let before = *r;
                    for ((g, &c), next) in row.into_iter().zip(&*columns).zip(&mut *next) {
                        let nu = nu(*g, before.min(c));
                        *r = r.max(nu);
                        *next = next.max(nu);
                    }
                }
                columns.row_mut(0).assign(next);
            }
        }
    }
}
