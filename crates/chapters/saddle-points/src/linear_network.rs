//! A linear network with one hidden layer.

use descent::{Objective, ProblemError, Tensor, as_matrix};
use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::Array2;

/// f(W₁, W₂) = (1/2N) ‖XW₁W₂ − Y‖², with X of shape N × a, W₁ a × p, W₂ p × b, Y N × b.
///
/// Equation `saddle-points:kawaguchi` is about it. Parameters: W₁, W₂.
///
/// ```
/// use descent::{Objective, differences, distance};
/// use ndarray::arr2;
/// let (x, y) = (arr2(&[[1.0, 0.2], [-0.5, 2.0], [0.3, 0.4]]), arr2(&[[0.7], [-1.0], [0.1]]));
/// let f = saddle_points::LinearNetwork::new(&x, &y, 2)?;
/// let w = vec![arr2(&[[0.3, -0.6], [1.1, 0.2]]).into_dyn(), arr2(&[[0.8], [-0.4]]).into_dyn()];
/// // The value straight from the definition, the gradient by differences.
/// let residual = x.dot(&arr2(&[[0.3, -0.6], [1.1, 0.2]])).dot(&arr2(&[[0.8], [-0.4]])) - y;
/// let value = residual.iter().map(|r| r * r).sum::<f64>() / 6.0;
/// assert!((f.value(&w) - value).abs() < 1e-14, "{} against {value}", f.value(&w));
/// assert!(distance(&f.gradient(&w), &differences::gradient(&f, &w, 6e-6)) < 1e-9);
/// # Ok::<(), descent::ProblemError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearNetwork {
    /// XᵀX/N
    xx: Array2<f64>,
    /// XᵀY/N
    xy: Array2<f64>,
    /// tr YᵀY/N
    yy: f64,
    hidden: usize,
}

impl LinearNetwork {
    /// The network with `hidden` units for the inputs `x` and the targets `y`, one example a row.
    ///
    /// # Errors
    /// If there is no example or no hidden unit, or the numbers of rows differ.
    pub fn new(x: &Array2<f64>, y: &Array2<f64>, hidden: usize) -> Result<Self, ProblemError> {
        if x.nrows() == 0 || x.nrows() != y.nrows() || hidden == 0 {
            let (rows, others) = (x.nrows(), y.nrows());
            return Err(ProblemError::Invalid {
                problem: "linear-network",
                what: format!(
                    "{rows} inputs, {others} targets, {hidden} hidden units: there must be as many \
                     targets as inputs, and at least one input and one hidden unit"
                ),
            });
        }
        let n = x.nrows() as f64;
        Ok(Self {
            xx: x.t().dot(x) / n,
            xy: x.t().dot(y) / n,
            yy: y.iter().map(|y| y * y).sum::<f64>() / n,
            hidden,
        })
    }

    /// The eigenvalues of YᵀX(XᵀX)⁻¹XᵀY/N, largest first: what each direction of the targets can
    /// save of twice the loss.
    ///
    /// # Panics
    /// If XᵀX is singular.
    pub fn savings(&self) -> Vec<f64> {
        let (a, b) = self.xy.dim();
        let xx = DMatrix::from_fn(a, a, |i, j| self.xx[(i, j)]);
        let xy = DMatrix::from_fn(a, b, |i, j| self.xy[(i, j)]);
        let inverse = xx.try_inverse().expect("XᵀX is regular");
        let mut values = SymmetricEigen::new(xy.transpose() * inverse * xy)
            .eigenvalues
            .as_slice()
            .to_vec();
        values.sort_by(|a, b| b.total_cmp(a));
        values
    }

    /// The loss that remains when the directions in `used` are fitted.
    pub fn loss_with(&self, used: &[usize]) -> f64 {
        let savings = self.savings();
        0.5 * (self.yy - used.iter().map(|&i| savings[i]).sum::<f64>())
    }
}

impl Objective for LinearNetwork {
    fn name(&self) -> &'static str {
        "linear-network"
    }

    fn start(&self) -> Vec<Tensor> {
        let (a, b) = self.xy.dim();
        vec![
            Array2::from_elem((a, self.hidden), 0.1).into_dyn(),
            Array2::from_elem((self.hidden, b), 0.1).into_dyn(),
        ]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let product = as_matrix(&params[0]).dot(&as_matrix(&params[1]));
        let square = (&product * &self.xx.dot(&product)).sum();
        0.5 * (square - 2.0 * (&product * &self.xy).sum() + self.yy)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (first, second) = (as_matrix(&params[0]), as_matrix(&params[1]));
        let error = self.xx.dot(&first.dot(&second)) - &self.xy;
        grads[0].assign(&error.dot(&second.t()));
        grads[1].assign(&first.t().dot(&error));
    }
}
