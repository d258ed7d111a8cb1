//! Logistic regression on bags of words: a convex problem whose gradients are sparse.

use crate::data::Speeches;
use crate::{FiniteSum, Objective, Tensor, as_vector, vector};

/// f(θ, b) = (1/N) Σ log(1 + exp(−yᵢ zᵢ)), zᵢ = b + Σ θ_w over the words w of passage i, yᵢ = ±1.
///
/// One parameter a word and, last, the bias b. A mini-batch's gradient is zero for every word that
/// does not occur in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechRegression {
    speeches: Speeches,
}

impl SpeechRegression {
    /// The problem of telling the speakers of `speeches` apart; y = 1 for Wilson.
    ///
    /// # Panics
    /// If there are no passages.
    pub fn new(speeches: Speeches) -> Self {
        assert!(!speeches.is_empty(), "a mean needs at least one passage");
        Self { speeches }
    }

    /// The passages.
    pub fn speeches(&self) -> &Speeches {
        &self.speeches
    }

    /// The fraction of the passages of `speeches`, over the same vocabulary, whose speaker is told.
    pub fn accuracy(&self, params: &[Tensor], speeches: &Speeches) -> f64 {
        let told = |i: &usize| self.score(params, &speeches.passages[*i]) > 0.0;
        let right = |i: &usize| told(i) == (speeches.speakers[*i] == 1);
        (0..speeches.len()).filter(right).count() as f64 / speeches.len() as f64
    }

    fn score(&self, params: &[Tensor], passage: &[usize]) -> f64 {
        let (theta, bias) = (as_vector(&params[0]), self.speeches.vocabulary.len());
        theta[bias] + passage.iter().map(|&word| theta[word]).sum::<f64>()
    }

    /// y z for the i-th passage.
    fn margin(&self, params: &[Tensor], i: usize) -> f64 {
        sign(self.speeches.speakers[i]) * self.score(params, &self.speeches.passages[i])
    }
}

/// y: −1 for Roosevelt, 1 for Wilson.
pub(super) fn sign(speaker: usize) -> f64 {
    if speaker == 1 { 1.0 } else { -1.0 }
}

/// log(1 + e^{−m}) without overflow for either sign of m.
pub(super) fn logistic(margin: f64) -> f64 {
    (-margin).max(0.0) + (-margin.abs()).exp().ln_1p()
}

impl Objective for SpeechRegression {
    fn name(&self) -> &'static str {
        "speech-regression"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.0; self.speeches.vocabulary.len() + 1])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let count = self.speeches.len();
        let losses = (0..count).map(|i| logistic(self.margin(params, i)));
        losses.sum::<f64>() / count as f64
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let all: Vec<usize> = (0..self.speeches.len()).collect();
        self.batch_gradient_into(params, &all, grads);
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let count = self.speeches.len();
        let slopes = (0..count).map(|i| {
            let y = sign(self.speeches.speakers[i]);
            let slope = -y / (1.0 + self.margin(params, i).exp());
            slope * self.score(v, &self.speeches.passages[i])
        });
        Some(slopes.sum::<f64>() / count as f64)
    }

    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let (count, bias) = (self.speeches.len(), self.speeches.vocabulary.len());
        let mut product = self.start();
        for passage in &self.speeches.passages {
            // σ(z)σ(−z), the second derivative of the i-th loss with respect to z.
            let z = self.score(params, passage);
            let bend = 0.25 / (z / 2.0).cosh().powi(2) / count as f64;
            let along = bend * self.score(v, passage);
            for &word in passage {
                product[0][[word]] += along;
            }
            product[0][[bias]] += along;
        }
        Some(product)
    }
}

impl FiniteSum for SpeechRegression {
    fn examples(&self) -> usize {
        self.speeches.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let bias = self.speeches.vocabulary.len();
        grads[0].fill(0.0);
        for &i in batch {
            let y = sign(self.speeches.speakers[i]);
            let slope = -y / (1.0 + self.margin(params, i).exp()) / batch.len() as f64;
            for &word in &self.speeches.passages[i] {
                grads[0][[word]] += slope;
            }
            grads[0][[bias]] += slope;
        }
    }
}
