//! A small neural network on real data: the non-convex problem of the book.

use ndarray::{Array1, Array2, Axis};

use super::ProblemError;
use crate::{FiniteSum, Objective, Tensor, as_matrix, as_vector, data, random};

/// Mean cross-entropy of a network 64 → width (tanh) → 10 on the 1797 handwritten digits.
///
/// Parameters, in this order: W₁ of shape 64 × width, b₁, W₂ of shape width × 10, b₂.
#[derive(Debug, Clone, PartialEq)]
pub struct DigitsMlp {
    inputs: Array2<f64>,
    classes: Vec<usize>,
    width: usize,
    seed: u64,
}

struct Forward {
    hidden: Array2<f64>,
    probabilities: Array2<f64>,
    loss: f64,
}

impl DigitsMlp {
    /// The network with `width` hidden units, initialized from `seed`.
    ///
    /// # Errors
    /// If the width is 0.
    pub fn new(width: usize, seed: u64) -> Result<Self, ProblemError> {
        if width == 0 {
            let what = "the width must be 1 or more".to_owned();
            return Err(ProblemError::Invalid {
                problem: "digits-mlp",
                what,
            });
        }
        let data::Classified { inputs, classes } = data::digits();
        Ok(Self {
            inputs,
            classes,
            width,
            seed,
        })
    }

    /// The fraction of the digits that the network classifies rightly.
    pub fn accuracy(&self, params: &[Tensor]) -> f64 {
        let rows: Vec<usize> = (0..self.classes.len()).collect();
        self.accuracy_on(params, &rows)
    }

    /// The fraction of the examples `rows` that the network classifies rightly.
    ///
    /// # Panics
    /// If `rows` is empty or an index is not below 1797.
    pub fn accuracy_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        assert!(!rows.is_empty(), "an accuracy needs at least one example");
        let outputs = self.forward(params, rows).probabilities;
        let right = outputs.rows().into_iter().zip(rows).filter(|(row, i)| {
            let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            best.is_some_and(|(winner, _)| winner == self.classes[**i])
        });
        right.count() as f64 / rows.len() as f64
    }

    /// The mean cross-entropy of the examples `rows`, for instance of those held out of training.
    ///
    /// # Panics
    /// If `rows` is empty or an index is not below 1797.
    pub fn loss_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        assert!(!rows.is_empty(), "a loss needs at least one example");
        self.forward(params, rows).loss
    }

    /// The derivatives along `v` of the hidden units and of the scores, over all examples.
    fn tangents(
        &self,
        hidden: &Array2<f64>,
        params: &[Tensor],
        v: &[Tensor],
    ) -> (Array2<f64>, Array2<f64>) {
        let slope = hidden.mapv(|h| 1.0 - h * h);
        let hidden_dot = (self.inputs.dot(&as_matrix(&v[0])) + as_vector(&v[1])) * slope;
        let scores_dot = hidden_dot.dot(&as_matrix(&params[2]))
            + hidden.dot(&as_matrix(&v[2]))
            + as_vector(&v[3]);
        (hidden_dot, scores_dot)
    }

    fn forward(&self, params: &[Tensor], batch: &[usize]) -> Forward {
        let inputs = self.inputs.select(Axis(0), batch);
        let hidden =
            (inputs.dot(&as_matrix(&params[0])) + as_vector(&params[1])).mapv_into(f64::tanh);
        let mut probabilities = hidden.dot(&as_matrix(&params[2])) + as_vector(&params[3]);
        let mut loss = 0.0;
        for (mut row, &i) in probabilities.rows_mut().into_iter().zip(batch) {
            // Softmax and log-sum-exp, shifted by the largest score so that nothing overflows.
            let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let score = row[self.classes[i]] - largest;
            row.mapv_inplace(|score| (score - largest).exp());
            let total = row.sum();
            loss += total.ln() - score;
            row /= total;
        }
        Forward {
            hidden,
            probabilities,
            loss: loss / batch.len() as f64,
        }
    }
}

impl Objective for DigitsMlp {
    fn name(&self) -> &'static str {
        "digits-mlp"
    }

    /// Weights from N(0, 1/inputs), biases 0.
    fn start(&self) -> Vec<Tensor> {
        let mut rng = random::generator(self.seed);
        let mut weights = |inputs: usize, outputs: usize| {
            let scale = 1.0 / (inputs as f64).sqrt();
            Array2::from_shape_simple_fn((inputs, outputs), || scale * random::normal(&mut rng))
                .into_dyn()
        };
        let (first, second) = (weights(64, self.width), weights(self.width, 10));
        let zeros = |n: usize| Array1::zeros(n).into_dyn();
        vec![first, zeros(self.width), second, zeros(10)]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let rows: Vec<usize> = (0..self.classes.len()).collect();
        self.forward(params, &rows).loss
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let rows: Vec<usize> = (0..self.classes.len()).collect();
        self.batch_gradient_into(params, &rows, grads);
    }

    /// The tangent of each line of the forward pass; the derivative of the loss of one example is
    /// p·ṡ − ṡ_y.
    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let rows: Vec<usize> = (0..self.classes.len()).collect();
        let forward = self.forward(params, &rows);
        let (_, scores_dot) = self.tangents(&forward.hidden, params, v);
        let means = (&forward.probabilities * &scores_dot).sum();
        let right: f64 = rows.iter().map(|&i| scores_dot[(i, self.classes[i])]).sum();
        Some((means - right) / rows.len() as f64)
    }

    /// By differentiating each line of back-propagation along `v` (Pearlmutter 1994); a name with
    /// `_dot` is the derivative of the name before it.
    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let rows: Vec<usize> = (0..self.classes.len()).collect();
        let Forward {
            hidden,
            probabilities,
            ..
        } = self.forward(params, &rows);
        let slope = hidden.mapv(|h| 1.0 - h * h);
        let (hidden_dot, scores_dot) = self.tangents(&hidden, params, v);
        // p is the softmax of the scores: ṗ = p ⊙ (ṡ − p·ṡ), one example a row.
        let means = (&probabilities * &scores_dot)
            .sum_axis(Axis(1))
            .insert_axis(Axis(1));
        let count = rows.len() as f64;
        let outer_dot = &probabilities * (&scores_dot - &means) / count;
        let mut outer = probabilities;
        for (mut row, &class) in outer.rows_mut().into_iter().zip(&self.classes) {
            row[class] -= 1.0;
        }
        outer /= count;
        let back = outer.dot(&as_matrix(&params[2]).t());
        let back_dot = outer_dot.dot(&as_matrix(&params[2]).t()) + outer.dot(&as_matrix(&v[2]).t());
        let inner_dot = back_dot * &slope - back * &hidden * &hidden_dot * 2.0;
        Some(vec![
            self.inputs.t().dot(&inner_dot).into_dyn(),
            inner_dot.sum_axis(Axis(0)).into_dyn(),
            (hidden_dot.t().dot(&outer) + hidden.t().dot(&outer_dot)).into_dyn(),
            outer_dot.sum_axis(Axis(0)).into_dyn(),
        ])
    }
}

impl FiniteSum for DigitsMlp {
    fn examples(&self) -> usize {
        self.classes.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let Forward {
            hidden,
            probabilities,
            ..
        } = self.forward(params, batch);
        // Back-propagation: ∂loss/∂score = (p − onehot)/B, then the chain rule layer by layer.
        let mut scores = probabilities;
        for (mut row, &i) in scores.rows_mut().into_iter().zip(batch) {
            row[self.classes[i]] -= 1.0;
        }
        scores /= batch.len() as f64;
        let mut inner = scores.dot(&as_matrix(&params[2]).t());
        inner.zip_mut_with(&hidden, |d, h| *d *= 1.0 - h * h);
        grads[0].assign(&self.inputs.select(Axis(0), batch).t().dot(&inner));
        grads[1].assign(&inner.sum_axis(Axis(0)));
        grads[2].assign(&hidden.t().dot(&scores));
        grads[3].assign(&scores.sum_axis(Axis(0)));
    }
}
