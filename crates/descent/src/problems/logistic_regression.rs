//! Logistic regression: a convex problem on real data.

use ndarray::{Array1, Array2, ArrayView1, Axis, Ix1};

use super::ProblemError;
use crate::{FiniteSum, Objective, Tensor, data, vector};

/// f(θ) = (1/N) Σ log(1 + exp(−yᵢ xᵢᵀθ)) + (ρ/2)‖θ‖² with labels yᵢ = ±1.
///
/// The last input is the constant 1, so the last parameter is the bias; it is penalized like the
/// others, which makes f strongly convex with μ ≥ ρ.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    inputs: Array2<f64>,
    labels: Array1<f64>,
    penalty: f64,
}

impl LogisticRegression {
    /// The problem with one example per row of `inputs`, a label ±1 each, and penalty ρ.
    ///
    /// # Errors
    /// If there are no examples, as many labels as rows are missing, a label is not ±1, or the
    /// penalty is negative or not finite.
    pub fn new(inputs: &Array2<f64>, labels: Vec<f64>, penalty: f64) -> Result<Self, ProblemError> {
        let invalid = |what: String| {
            Err(ProblemError::Invalid {
                problem: "logistic-regression",
                what,
            })
        };
        if inputs.is_empty() || inputs.nrows() != labels.len() {
            return invalid(format!(
                "{} labels for inputs of shape {:?}",
                labels.len(),
                inputs.dim()
            ));
        }
        if let Some(label) = labels.iter().find(|label| label.abs() != 1.0) {
            return invalid(format!("the label {label} is neither 1 nor −1"));
        }
        if !(penalty >= 0.0 && penalty.is_finite()) {
            return invalid(format!(
                "the penalty {penalty} must be finite and not negative"
            ));
        }
        let ones = Array2::ones((inputs.nrows(), 1));
        let inputs = ndarray::concatenate![Axis(1), *inputs, ones];
        Ok(Self {
            inputs,
            labels: Array1::from(labels),
            penalty,
        })
    }

    /// The first wine against the two others, on standardized measurements: 14 parameters.
    ///
    /// # Errors
    /// If the penalty is negative or not finite.
    pub fn wine(penalty: f64) -> Result<Self, ProblemError> {
        let wine = data::wine().standardized();
        let labels = wine
            .classes
            .iter()
            .map(|&class| if class == 0 { 1.0 } else { -1.0 })
            .collect();
        Self::new(&wine.inputs, labels, penalty)
    }

    /// −yᵢ σ(−yᵢ xᵢᵀθ), the derivative of the i-th loss with respect to xᵢᵀθ.
    fn slope(&self, theta: &ArrayView1<f64>, i: usize) -> f64 {
        let y = self.labels[i];
        -y / (1.0 + (y * self.inputs.row(i).dot(theta)).exp())
    }
}

fn parameters(params: &[Tensor]) -> ArrayView1<'_, f64> {
    params[0]
        .view()
        .into_dimensionality::<Ix1>()
        .expect("the parameter is a vector")
}

impl Objective for LogisticRegression {
    fn name(&self) -> &'static str {
        "logistic-regression"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.0; self.inputs.ncols()])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let theta = parameters(params);
        let losses = self
            .inputs
            .rows()
            .into_iter()
            .zip(&self.labels)
            .map(|(x, y)| {
                let margin = y * x.dot(&theta);
                // log(1 + e^{−m}) without overflow for either sign of m.
                (-margin).max(0.0) + (-margin.abs()).exp().ln_1p()
            });
        losses.sum::<f64>() / self.labels.len() as f64 + 0.5 * self.penalty * theta.dot(&theta)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let theta = parameters(params);
        let slopes = Array1::from_shape_fn(self.labels.len(), |i| self.slope(&theta, i));
        let gradient = self.inputs.t().dot(&slopes) / self.labels.len() as f64;
        grads[0].assign(&(gradient + &(&theta * self.penalty)));
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let (theta, v) = (parameters(params), parameters(v));
        let count = self.labels.len();
        let slopes = (0..count).map(|i| self.slope(&theta, i) * self.inputs.row(i).dot(&v));
        Some(slopes.sum::<f64>() / count as f64 + self.penalty * theta.dot(&v))
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let theta = parameters(params);
        let mut weighted = self.inputs.clone();
        for (i, mut row) in weighted.rows_mut().into_iter().enumerate() {
            let s = self.slope(&theta, i).abs();
            row *= s * (1.0 - s) / self.labels.len() as f64;
        }
        Some(self.inputs.t().dot(&weighted) + Array2::from_diag_elem(theta.len(), self.penalty))
    }

    fn strong_convexity(&self) -> Option<f64> {
        Some(self.penalty).filter(|&penalty| penalty > 0.0)
    }
}

impl FiniteSum for LogisticRegression {
    fn examples(&self) -> usize {
        self.labels.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let theta = parameters(params);
        let mut gradient = &theta * self.penalty;
        for &i in batch {
            let weight = self.slope(&theta, i) / batch.len() as f64;
            gradient.scaled_add(weight, &self.inputs.row(i));
        }
        grads[0].assign(&gradient);
    }
}
