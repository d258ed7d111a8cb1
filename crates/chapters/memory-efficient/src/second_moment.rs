//! A running mean of squares, kept whole or as the means of its rows and columns.

use descent::{Sweep, Tensor, as_matrix};
use ndarray::{Array1, Array2, ArrayD, ArrayViewMut2, Ix2, Zip};

/// A leaky mean V of squares: for a matrix the means R of its rows and C of its columns, which stand
/// for V̂ = R Cᵀ/mean(R), equation `memory-efficient:rank-one`; for any other tensor V itself.
#[derive(Debug, Clone)]
pub(crate) enum SecondMoment {
    Whole(Tensor),
    Factored(Factors),
}

/// The means of the rows and columns of a matrix of squares.
#[derive(Debug, Clone)]
pub(crate) struct Factors {
    rows: Array1<f64>,
    columns: Array1<f64>,
    /// (R/mean(R))^(−1/2) as a column and C^(−1/2) as a row: U_ij = G_ij times both. They hold
    /// nothing from step to step.
    row_roots: Array2<f64>,
    column_roots: Array2<f64>,
}

impl SecondMoment {
    /// Zeros for a tensor of the shape of `param`; factored if it is a matrix with both sides of
    /// `smallest` or more.
    pub(crate) fn zeros(param: &Tensor, smallest: usize) -> Self {
        match *param.shape() {
            [m, n] if m.min(n) >= smallest => Self::Factored(Factors::zeros(m, n)),
            _ => Self::Whole(ArrayD::zeros(param.raw_dim())),
        }
    }

    /// How many numbers are kept.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Whole(v) => v.len(),
            Self::Factored(factors) => factors.len(),
        }
    }

    /// V ← βV + w(G² + ε), entry by entry or on the means of rows and columns. Where V is factored,
    /// mean(R) counts as `floor` at least.
    pub(crate) fn average(
        &mut self,
        grad: &Tensor,
        (beta, weight): (f64, f64),
        eps: f64,
        floor: f64,
    ) {
        match self {
            Self::Whole(v) => Zip::from(v)
                .and(grad)
                .sweep(|v, &g| *v = beta * *v + weight * (g * g + eps)),
            Self::Factored(factors) => {
                let rows = as_matrix(grad).into_outer_iter();
                let squares = rows.map(|row| row.into_iter().map(|g| g * g + eps));
                factors.average(squares, (beta, weight));
                factors.find_roots(floor);
            }
        }
    }

    /// RMS(U), where U is G divided by √V̂ or by `floor`, whichever is larger.
    pub(crate) fn rms_scaled(&self, grad: &Tensor, floor: f64) -> f64 {
        let add = |sum: f64, u: f64| sum + u * u;
        let squares = match self {
            Self::Whole(v) => Zip::from(grad)
                .and(v)
                .fold(0.0, |sum, &g, &v| add(sum, ratio(g, v.sqrt().max(floor)))),
            Self::Factored(factors) => factors.scaled(grad, floor).flatten().fold(0.0, add),
        };
        (squares / grad.len() as f64).sqrt()
    }

    /// Calls `f` with each entry of `target` and of U, where U is G divided by √V̂ or by `floor`,
    /// whichever is larger.
    pub(crate) fn sweep_scaled(
        &self,
        target: &mut Tensor,
        grad: &Tensor,
        floor: f64,
        f: impl Fn(&mut f64, f64) + Sync + Send,
    ) {
        match self {
            Self::Whole(v) => Zip::from(target)
                .and(grad)
                .and(v)
                .sweep(|x, &g, &v| f(x, ratio(g, v.sqrt().max(floor)))),
            Self::Factored(factors) => factors.sweep_scaled(target, grad, floor, f),
        }
    }

    /// V̂ as a tensor.
    pub(crate) fn estimate(&self) -> Tensor {
        match self {
            Self::Whole(v) => v.clone(),
            Self::Factored(Factors { rows, columns, .. }) => {
                let scale = ratio(1.0, rows.mean().unwrap_or(0.0));
                let entry = |(i, j)| rows[i] * scale * columns[j];
                Array2::from_shape_fn((rows.len(), columns.len()), entry).into_dyn()
            }
        }
    }
}

impl Factors {
    /// Zeros for an m × n matrix.
    pub(crate) fn zeros(m: usize, n: usize) -> Self {
        Self {
            rows: Array1::zeros(m),
            columns: Array1::zeros(n),
            row_roots: Array2::zeros((m, 1)),
            column_roots: Array2::zeros((1, n)),
        }
    }

    /// How many numbers are kept.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() + self.columns.len()
    }

    /// R ← βR + w·(means of the rows of S), C likewise, where S is given row by row.
    pub(crate) fn average<Row: Iterator<Item = f64>>(
        &mut self,
        squares: impl Iterator<Item = Row>,
        (beta, weight): (f64, f64),
    ) {
        let (by_row, by_column) = (
            weight / self.columns.len() as f64,
            weight / self.rows.len() as f64,
        );
        self.columns.mapv_inplace(|c| beta * c);
        for (r, row) in self.rows.iter_mut().zip(squares) {
            let mut sum = 0.0;
            for (c, square) in self.columns.iter_mut().zip(row) {
                sum += square;
                *c += by_column * square;
            }
            *r = beta * *r + by_row * sum;
        }
    }

    /// U row by row: G divided by √V̂ or by `floor`, whichever is larger.
    pub(crate) fn scaled<'a>(
        &'a self,
        grad: &'a Tensor,
        floor: f64,
    ) -> impl Iterator<Item = impl Iterator<Item = f64> + 'a> + 'a {
        let rows = as_matrix(grad).into_outer_iter().zip(&self.row_roots);
        rows.map(move |(row, a)| {
            let entries = row.into_iter().zip(&self.column_roots);
            entries.map(move |(g, b)| g * (a * b).min(1.0 / floor))
        })
    }

    /// Calls `f` with each entry of `target` and of U.
    pub(crate) fn sweep_scaled(
        &self,
        target: &mut Tensor,
        grad: &Tensor,
        floor: f64,
        f: impl Fn(&mut f64, f64) + Sync + Send,
    ) {
        Zip::from(matrix_mut(target))
            .and(as_matrix(grad))
            .and_broadcast(&self.row_roots)
            .and_broadcast(&self.column_roots)
            .sweep(|x, &g, &a, &b| f(x, g * (a * b).min(1.0 / floor)));
    }

    /// The inverse roots of R/max(mean(R), `floor`) and of C. With `floor` = 0 those of zeros are 0,
    /// for U is 0 there. Where the squares overflow, all are 0, and the matrix rests as an entry of
    /// Adam does whose v is infinite.
    pub(crate) fn find_roots(&mut self, floor: f64) {
        let mean = self.rows.mean().unwrap_or(0.0).max(floor);
        if mean.is_infinite() {
            self.row_roots.fill(0.0);
            self.column_roots.fill(0.0);
            return;
        }
        let inverse_root = |x: f64| {
            if x == 0.0 && floor == 0.0 {
                0.0
            } else {
                1.0 / x.sqrt()
            }
        };
        for (root, r) in self.row_roots.iter_mut().zip(&self.rows) {
            *root = inverse_root(ratio(*r, mean));
        }
        for (root, c) in self.column_roots.iter_mut().zip(&self.columns) {
            *root = inverse_root(*c);
        }
    }
}

/// a/b, and 0 where b is 0.
pub(crate) fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// The root of the mean of the squares.
pub(crate) fn rms(tensor: &Tensor) -> f64 {
    let squares = tensor.fold(0.0, |sum, x| sum + x * x);
    (squares / tensor.len() as f64).sqrt()
}

/// A tensor with two axes as a matrix that can be written.
///
/// # Panics
/// If it has not two axes.
pub(crate) fn matrix_mut(tensor: &mut Tensor) -> ArrayViewMut2<'_, f64> {
    tensor
        .view_mut()
        .into_dimensionality::<Ix2>()
        .expect("a matrix has two axes")
}
