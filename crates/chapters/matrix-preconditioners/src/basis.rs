//! An orthonormal basis that follows the eigenvectors of a leaky sum.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis};

use crate::eigen::Eigen;

/// L ← βL + (1 − β)GGᵀ with an approximation of its eigenvectors, the largest eigenvalue first.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    sum: Array2<f64>,
    /// P: column k belongs to the k-th largest eigenvalue.
    pub(crate) vectors: Array2<f64>,
    image: Array2<f64>,
    sorted: Array2<f64>,
    values: Array1<f64>,
    order: Vec<usize>,
}

impl Basis {
    pub(crate) fn new(n: usize) -> Self {
        Self {
            sum: Array2::zeros((n, n)),
            vectors: Array2::eye(n),
            image: Array2::zeros((n, n)),
            sorted: Array2::zeros((n, n)),
            values: Array1::zeros(n),
            order: (0..n).collect(),
        }
    }

    /// L ← βL + (1 − β)GGᵀ, for a G that has this side as rows.
    pub(crate) fn absorb(&mut self, beta: f64, g: &ArrayView2<f64>) {
        general_mat_mul(1.0 - beta, g, &g.t(), beta, &mut self.sum);
    }

    /// The eigenvectors of L.
    pub(crate) fn start(&mut self) {
        let eigen = Eigen::of(&self.sum.view());
        self.values.assign(&eigen.values);
        self.sort();
        for (k, &from) in self.order.iter().enumerate() {
            self.vectors.column_mut(k).assign(&eigen.vector(from));
        }
    }

    // ANCHOR: follow
    /// P ← the orthonormal factor of LP, its columns sorted by pᵀLp; `v` is sorted along `axis` with
    /// them.
    pub(crate) fn follow(
        &mut self,
        v: &mut ArrayViewMut2<f64>,
        axis: Axis,
        work: &mut Array2<f64>,
    ) {
        general_mat_mul(1.0, &self.sum, &self.vectors, 0.0, &mut self.image);
        for (k, value) in self.values.iter_mut().enumerate() {
            *value = self.vectors.column(k).dot(&self.image.column(k));
        }
        self.sort();
        work.assign(v);
        for (k, &from) in self.order.iter().enumerate() {
            self.sorted.column_mut(k).assign(&self.image.column(from));
            v.index_axis_mut(axis, k)
                .assign(&work.index_axis(axis, from));
        }
        self.vectors.assign(&self.sorted);
        orthonormalize(&mut self.vectors);
    }
    // ANCHOR_END: follow

    fn sort(&mut self) {
        let values = &self.values;
        self.order
            .sort_unstable_by(|&i, &j| values[j].total_cmp(&values[i]).then(i.cmp(&j)));
    }

    /// How many numbers it keeps from step to step.
    pub(crate) fn len(&self) -> usize {
        self.sum.len() + self.vectors.len()
    }
}

/// Makes the columns orthonormal, each in the span of those up to it (Gram–Schmidt, twice). A column
/// that has no part of its own is replaced by a unit vector that has.
pub(crate) fn orthonormalize(columns: &mut Array2<f64>) {
    let n = columns.nrows();
    for k in 0..columns.ncols() {
        let mut unit = 0;
        let mut length = norm(columns, k);
        loop {
            let before = length;
            let (done, mut rest) = columns.view_mut().split_at(Axis(1), k);
            let mut column = rest.column_mut(0);
            for q in done.columns() {
                let along: f64 = q.dot(&column);
                column.scaled_add(-along, &q);
            }
            length = norm(columns, k);
            // What is left of a sum that cancelled is rounding error: 10⁻¹⁴ of it, or all.
            if length <= 1e-14 * before || length == 0.0 {
                let mut column = columns.column_mut(k);
                column.fill(0.0);
                column[unit % n] = 1.0;
                (unit, length) = (unit + 1, 1.0);
                continue;
            }
            columns.column_mut(k).mapv_inplace(|x| x / length);
            // Twice is enough: the second pass leaves nearly everything.
            if length > 0.5 * before {
                break;
            }
            length = 1.0;
        }
    }
}

fn norm(columns: &Array2<f64>, k: usize) -> f64 {
    columns.column(k).fold(0.0, |s, x| s + x * x).sqrt()
}
