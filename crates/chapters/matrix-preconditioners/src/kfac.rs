//! K-FAC for the network of the digits: a Kronecker product for the Fisher matrix of each layer.

use descent::{ProblemError, Tensor, as_matrix, as_vector, data};
use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};

use crate::eigen::Eigen;

/// The network 64 → width (tanh) → 10 with softmax, as `descent::problems::DigitsMlp` has it, with
/// access to what its layers see.
///
/// Each layer's weights and bias are one matrix with a last row for the bias, and each layer's input
/// ends in a 1.
#[derive(Debug, Clone)]
pub struct Layers {
    inputs: Array2<f64>,
    classes: Vec<usize>,
}

/// What a batch shows of a layer, an example a row.
#[derive(Debug, Clone)]
pub struct Seen {
    /// ā: the layer's input with a 1 at its end.
    pub input: Array2<f64>,
    /// b: the gradient of the example's loss with respect to the layer's output before the
    /// nonlinearity, for the true class.
    pub gradient: Array2<f64>,
    /// E bbᵀ summed over the batch, over classes drawn from the model.
    pub output_moment: Array2<f64>,
}

impl Layers {
    /// All 1797 digits.
    pub fn digits() -> Self {
        let data::Classified { inputs, classes } = data::digits();
        Self { inputs, classes }
    }

    /// The two layers' view of the examples `batch` at `params`.
    ///
    /// # Panics
    /// If an index is not below 1797 or `params` have other shapes than the network's.
    pub fn see(&self, params: &[Tensor], batch: &[usize]) -> [Seen; 2] {
        let inputs = self.inputs.select(Axis(0), batch);
        let hidden =
            (inputs.dot(&as_matrix(&params[0])) + as_vector(&params[1])).mapv_into(f64::tanh);
        let mut p = hidden.dot(&as_matrix(&params[2])) + as_vector(&params[3]);
        for mut row in p.rows_mut() {
            let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.mapv_inplace(|score| (score - largest).exp());
            let total = row.sum();
            row /= total;
        }
        let slope = hidden.mapv(|h| 1.0 - h * h);
        let w = as_matrix(&params[2]);
        // The covariance of the scores' gradient is diag(p) − ppᵀ; behind the hidden layer it is
        // D W (diag(p) − ppᵀ) Wᵀ D with the slopes D.
        let width = hidden.ncols();
        let mut outer_moment = Array2::zeros((10, 10));
        let mut inner_moment = Array2::zeros((width, width));
        for (p, slope) in p.rows().into_iter().zip(slope.rows()) {
            let column = p.insert_axis(Axis(1));
            let h = Array2::from_diag(&p) - column.dot(&column.t());
            let back = &w * &slope.insert_axis(Axis(1));
            inner_moment += &back.dot(&h).dot(&back.t());
            outer_moment += &h;
        }
        let mut outer = p;
        for (mut row, &i) in outer.rows_mut().into_iter().zip(batch) {
            row[self.classes[i]] -= 1.0;
        }
        let inner = outer.dot(&w.t()) * &slope;
        [
            Seen {
                input: with_one(&inputs),
                gradient: inner,
                output_moment: inner_moment,
            },
            Seen {
                input: with_one(&hidden),
                gradient: outer,
                output_moment: outer_moment,
            },
        ]
    }
}

fn with_one(rows: &Array2<f64>) -> Array2<f64> {
    let ones = Array2::ones((rows.nrows(), 1));
    concatenate(Axis(1), &[rows.view(), ones.view()]).expect("as many rows")
}

/// K-FAC: A ← βA + (1 − β) mean āāᵀ, S ← βS + (1 − β) mean bbᵀ,
/// W ← W − η(A + π√γ I)⁻¹ G (S + √γ/π I)⁻¹: equation `matrix-preconditioners:kfac`.
///
/// No `Optimizer`, since a gradient alone does not show A and S. Martens and Grosse 2015; their
/// rescaling of the step and adaptation of γ are left out.
#[derive(Debug, Clone)]
pub struct Kfac {
    lr: f64,
    beta: f64,
    damping: f64,
    period: usize,
    steps: usize,
    network: Layers,
    factors: Vec<Factors>,
}

#[derive(Debug, Clone)]
struct Factors {
    a: Array2<f64>,
    s: Array2<f64>,
    inverses: (Array2<f64>, Array2<f64>),
}

impl Kfac {
    /// K-FAC with learning rate η = `lr`, decay β = `beta` of the factors, damping γ = `damping`, and
    /// inverses taken anew every `period` steps.
    ///
    /// # Errors
    /// If `lr` or `damping` is not positive, `beta` not in [0, 1) or `period` is 0.
    pub fn new(lr: f64, beta: f64, damping: f64, period: usize) -> Result<Self, ProblemError> {
        if !(lr > 0.0 && damping > 0.0 && (0.0..1.0).contains(&beta) && period > 0) {
            let what = "η, γ > 0, 0 ≤ β < 1 and a period of 1 or more are needed".to_owned();
            return Err(ProblemError::Invalid {
                problem: "k-fac",
                what,
            });
        }
        Ok(Self {
            lr,
            beta,
            damping,
            period,
            steps: 0,
            network: Layers::digits(),
            factors: Vec::new(),
        })
    }

    // ANCHOR: step
    /// Moves `params` by one step on the examples `batch`.
    ///
    /// # Panics
    /// As [`Layers::see`].
    pub fn step(&mut self, params: &mut [Tensor], batch: &[usize]) {
        let count = batch.len() as f64;
        let first = self.steps == 0;
        for (l, seen) in self.network.see(params, batch).iter().enumerate() {
            let g = seen.input.t().dot(&seen.gradient) / count;
            let (a, s) = (seen.input.t().dot(&seen.input), &seen.output_moment);
            if first {
                self.factors.push(Factors::new(a.nrows(), s.nrows()));
            }
            let factors = &mut self.factors[l];
            let keep = if first { 0.0 } else { self.beta };
            factors.a = &factors.a * keep + a * ((1.0 - keep) / count);
            factors.s = &factors.s * keep + s * ((1.0 - keep) / count);
            if self.steps.is_multiple_of(self.period) {
                factors.invert(self.damping);
            }
            let step = factors.inverses.0.dot(&g).dot(&factors.inverses.1);
            // The last row belongs to the bias.
            let (weights, bias) = step.view().split_at(Axis(0), step.nrows() - 1);
            params[2 * l].zip_mut_with(&weights.into_dyn(), |w, d| *w -= self.lr * d);
            let bias: Array1<f64> = bias.row(0).to_owned();
            params[2 * l + 1].zip_mut_with(&bias.into_dyn(), |b, d| *b -= self.lr * d);
        }
        self.steps += 1;
    }
    // ANCHOR_END: step
}

impl Factors {
    fn new(m: usize, n: usize) -> Self {
        Self {
            a: Array2::zeros((m, m)),
            s: Array2::zeros((n, n)),
            inverses: (Array2::zeros((m, m)), Array2::zeros((n, n))),
        }
    }

    /// (A + π√γ I)⁻¹ and (S + √γ/π I)⁻¹, π² being the ratio of the mean eigenvalues.
    fn invert(&mut self, damping: f64) {
        let mean = |x: &Array2<f64>| x.diag().sum() / x.nrows() as f64;
        let pi = (mean(&self.a) / mean(&self.s).max(f64::MIN_POSITIVE)).sqrt();
        self.inverses.0 = inverse(&self.a.view(), pi * damping.sqrt());
        self.inverses.1 = inverse(&self.s.view(), damping.sqrt() / pi);
    }
}

/// (X + dI)⁻¹ for a positive semidefinite X.
fn inverse(x: &ArrayView2<f64>, d: f64) -> Array2<f64> {
    let mut shifted = x.to_owned();
    shifted.diag_mut().mapv_inplace(|x| x + d);
    Eigen::of(&shifted.view()).power(-1.0, d)
}

/// A ⊗ B, entries (i, k), (j, l) ↦ A_ij B_kl: what multiplies vec(W), the rows of W one after the
/// other, as W ↦ AWBᵀ multiplies W. Equation `matrix-preconditioners:kronecker`.
///
/// ```
/// use matrix_preconditioners::kfac::kronecker;
/// let (a, b) = (ndarray::arr2(&[[2.0, 3.0]]), ndarray::arr2(&[[1.0], [10.0]]));
/// assert_eq!(kronecker(&a, &b), ndarray::arr2(&[[2.0, 3.0], [20.0, 30.0]]));
/// ```
pub fn kronecker(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    let ((m, n), (p, q)) = (a.dim(), b.dim());
    Array2::from_shape_fn((m * p, n * q), |(i, j)| {
        a[[i / p, j / q]] * b[[i % p, j % q]]
    })
}
