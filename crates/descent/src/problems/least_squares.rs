//! Matrix least squares: the quadratic whose parameter is a matrix.

use ndarray::{Array2, array};

use super::ProblemError;
use crate::{FiniteSum, Objective, Tensor, as_matrix};

/// f(W) = ‖AW − B‖²_F / 2n for A of shape n × p, W of shape p × q, B of shape n × q.
///
/// As a mean over examples, fᵢ(W) = ½‖aᵢᵀW − bᵢᵀ‖² with the i-th rows of A and B.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    a: Array2<f64>,
    b: Array2<f64>,
    start: Array2<f64>,
}

impl LeastSquares {
    /// The problem with inputs `a` and targets `b`, started from `start`.
    ///
    /// # Errors
    /// If the shapes are not n × p, n × q and p × q with positive n, p, q.
    pub fn new(a: Array2<f64>, b: Array2<f64>, start: Array2<f64>) -> Result<Self, ProblemError> {
        if a.nrows() != b.nrows()
            || start.dim() != (a.ncols(), b.ncols())
            || a.is_empty()
            || b.is_empty()
        {
            let what = format!(
                "A is {:?}, B {:?}, W {:?}; they must be n × p, n × q and p × q, none empty",
                a.dim(),
                b.dim(),
                start.dim(),
            );
            return Err(ProblemError::Invalid {
                problem: "least-squares",
                what,
            });
        }
        Ok(Self { a, b, start })
    }

    /// The 2 × 3 problem of the reference trajectories: four examples.
    ///
    /// # Panics
    /// Never: the shapes are fixed.
    pub fn sample() -> Self {
        let a = array![[1.0, 0.75], [0.5, 0.0], [-1.0, -0.25], [2.0, 0.5]];
        let b = array![
            [1.0, -1.0, 0.5],
            [2.0, 0.0, -0.5],
            [0.5, 1.5, 1.0],
            [-1.0, 0.25, 2.0]
        ];
        let start = array![[3.0, -4.0, 5.0], [-6.0, 2.5, 3.5]];
        Self::new(a, b, start).expect("shapes 4 × 2, 4 × 3 and 2 × 3")
    }

    fn residual(&self, params: &[Tensor]) -> Array2<f64> {
        self.a.dot(&as_matrix(&params[0])) - &self.b
    }
}

impl Objective for LeastSquares {
    fn name(&self) -> &'static str {
        "least-squares"
    }

    fn start(&self) -> Vec<Tensor> {
        vec![self.start.clone().into_dyn()]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.residual(params).iter().map(|r| r * r).sum::<f64>() / (2.0 * self.a.nrows() as f64)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let gradient = self.a.t().dot(&self.residual(params)) / self.a.nrows() as f64;
        grads[0].assign(&gradient);
    }

    /// ⟨AW − B, AV⟩/n.
    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let moved = self.a.dot(&as_matrix(&v[0]));
        Some((self.residual(params) * moved).sum() / self.a.nrows() as f64)
    }

    /// AᵀA/n ⊗ I_q over the row-major entries of W.
    fn hessian(&self, _params: &[Tensor]) -> Option<Array2<f64>> {
        let gram = self.a.t().dot(&self.a) / self.a.nrows() as f64;
        let q = self.b.ncols();
        let n = gram.nrows() * q;
        Some(Array2::from_shape_fn((n, n), |(i, j)| {
            if i % q == j % q {
                gram[(i / q, j / q)]
            } else {
                0.0
            }
        }))
    }

    /// AᵀAV/n, without the matrix of all pairs of entries.
    fn hessian_vector(&self, _params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let product = self.a.t().dot(&self.a.dot(&as_matrix(&v[0]))) / self.a.nrows() as f64;
        Some(vec![product.into_dyn()])
    }
}

impl FiniteSum for LeastSquares {
    fn examples(&self) -> usize {
        self.a.nrows()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let w = as_matrix(&params[0]);
        let mut gradient = Array2::<f64>::zeros(w.dim());
        for &i in batch {
            let residual = self.a.row(i).dot(&w) - self.b.row(i);
            for (mut row, &a) in gradient.rows_mut().into_iter().zip(self.a.row(i)) {
                row.scaled_add(a, &residual);
            }
        }
        grads[0].assign(&(gradient / batch.len() as f64));
    }
}
