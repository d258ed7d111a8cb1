//! Eigenvalues of symmetric matrices by Jacobi's rotations, and powers made of them.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The decomposition A = Σ λ_k v_k v_kᵀ of a symmetric n × n matrix, with room for its computation:
/// [`Eigen::decompose`] allocates nothing.
#[derive(Debug, Clone)]
pub struct Eigen {
    /// λ, in no order.
    pub values: Array1<f64>,
    /// How many rotations the last decomposition took, each of 8n multiplications.
    pub rotations: usize,
    n: usize,
    /// A, row after row, which the rotations make diagonal.
    work: Vec<f64>,
    /// v_k in row k.
    rows: Vec<f64>,
    scaled: Array2<f64>,
}

impl Eigen {
    /// Room for matrices of `n` rows.
    pub fn new(n: usize) -> Self {
        Self {
            values: Array1::zeros(n),
            rotations: 0,
            n,
            work: vec![0.0; n * n],
            rows: vec![0.0; n * n],
            scaled: Array2::zeros((n, n)),
        }
    }

    /// The decomposition of `matrix`.
    pub fn of(matrix: &ArrayView2<f64>) -> Self {
        let mut eigen = Self::new(matrix.nrows());
        eigen.decompose(matrix);
        eigen
    }

    /// The eigenvector of `values[k]`.
    pub fn vector(&self, k: usize) -> ArrayView1<'_, f64> {
        ArrayView1::from(&self.rows[k * self.n..(k + 1) * self.n])
    }

    /// Decomposes the symmetric `matrix` by rounds of Jacobi rotations, until every entry beside the
    /// diagonal is rounding error against the trace.
    ///
    /// # Panics
    /// If it has not as many rows as [`Eigen::new`] was told.
    pub fn decompose(&mut self, matrix: &ArrayView2<f64>) {
        /// Convergence is quadratic; more than ten rounds are rare.
        const ROUNDS: usize = 40;
        let n = self.n;
        assert_eq!(matrix.dim(), (n, n), "room for {n} rows");
        for (to, from) in self.work.iter_mut().zip(matrix) {
            *to = *from;
        }
        self.rows.fill(0.0);
        self.rows.iter_mut().step_by(n + 1).for_each(|v| *v = 1.0);
        self.rotations = 0;
        let size = matrix.diag().fold(0.0, |sum: f64, x| sum + x.abs());
        for _ in 0..ROUNDS {
            let before = self.rotations;
            for p in 0..n {
                for q in p + 1..n {
                    if self.work[p * n + q].abs() > 1e-17 * size {
                        self.rotate(p, q);
                    }
                }
            }
            if self.rotations == before {
                break;
            }
        }
        for (value, entry) in self.values.iter_mut().zip(self.work.iter().step_by(n + 1)) {
            *value = *entry;
        }
    }

    /// Turns the plane of p < q so that the entry (p, q) becomes zero.
    fn rotate(&mut self, p: usize, q: usize) {
        self.rotations += 1;
        let (n, a) = (self.n, &mut self.work);
        let (app, aqq, apq) = (a[p * n + p], a[q * n + q], a[p * n + q]);
        let zeta = (aqq - app) / (2.0 * apq);
        let tan = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
        let cos = 1.0 / tan.hypot(1.0);
        let sin = cos * tan;
        turn(a, n, (p, q), (cos, sin));
        turn(&mut self.rows, n, (p, q), (cos, sin));
        let a = &mut self.work;
        (a[p * n + p], a[q * n + q]) = (app - tan * apq, aqq + tan * apq);
        (a[p * n + q], a[q * n + p]) = (0.0, 0.0);
        // The matrix stays symmetric: what happened to the rows happens to the columns.
        for k in (0..n).filter(|&k| k != p && k != q) {
            a[k * n + p] = a[p * n + k];
            a[k * n + q] = a[q * n + k];
        }
    }

    /// A^p into `power`, for p < 0 and A ⪰ `floor`·I up to rounding.
    ///
    /// Eigenvalues below `floor` are taken for `floor`. Where `floor` is 0, those that are zero up
    /// to rounding are left out, as in a pseudo-inverse.
    pub fn power_into(&mut self, p: f64, floor: f64, power: &mut Array2<f64>) {
        let n = self.n;
        let largest = self.values.fold(0.0_f64, |most, x| most.max(x.abs()));
        let rounding = 4.0 * n as f64 * f64::EPSILON * largest;
        for (k, mut row) in self.scaled.rows_mut().into_iter().enumerate() {
            let value = self.values[k].max(floor);
            let factor = if floor > 0.0 || value > rounding {
                value.powf(p)
            } else {
                0.0
            };
            for (to, v) in row.iter_mut().zip(&self.rows[k * n..]) {
                *to = factor * v;
            }
        }
        if let Ok(rows) = ArrayView2::from_shape((n, n), &self.rows) {
            general_mat_mul(1.0, &rows.t(), &self.scaled, 0.0, power);
        }
    }

    /// A^p as a new matrix; see [`Eigen::power_into`].
    pub fn power(&mut self, p: f64, floor: f64) -> Array2<f64> {
        let mut power = Array2::zeros((self.n, self.n));
        self.power_into(p, floor, &mut power);
        power
    }
}

/// Rows p < q ← cos·p − sin·q, sin·p + cos·q.
fn turn(rows: &mut [f64], n: usize, (p, q): (usize, usize), (cos, sin): (f64, f64)) {
    let (upper, lower) = rows.split_at_mut(q * n);
    for (x, y) in upper[p * n..(p + 1) * n].iter_mut().zip(&mut lower[..n]) {
        (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y);
    }
}
