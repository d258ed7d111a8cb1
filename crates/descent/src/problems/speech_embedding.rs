//! A network on bags of words: a matrix of which each gradient touches a few rows.

use ndarray::{Array1, Array2, Axis};

use super::ProblemError;
use super::speech_regression::{logistic, sign};
use crate::data::Speeches;
use crate::{FiniteSum, Objective, Tensor, as_matrix, as_vector, random};

/// f(E, u, b) = (1/N) Σ log(1 + exp(−yᵢ zᵢ)), zᵢ = b + u·tanh(mᵢ), where mᵢ is the mean of the rows
/// of E that belong to the words of passage i.
///
/// Parameters, in this order: the embedding E of shape V × width, u of length width, b of length 1.
/// A mini-batch's gradient is zero in every row of E whose word does not occur in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechEmbedding {
    speeches: Speeches,
    width: usize,
    seed: u64,
}

impl SpeechEmbedding {
    /// The network with embeddings of `width` numbers, initialized from `seed`.
    ///
    /// # Errors
    /// If there are no passages or the width is 0.
    pub fn new(speeches: Speeches, width: usize, seed: u64) -> Result<Self, ProblemError> {
        let invalid = |what: &str| {
            Err(ProblemError::Invalid {
                problem: "speech-embedding",
                what: what.to_owned(),
            })
        };
        if speeches.is_empty() {
            return invalid("there must be at least one passage");
        }
        if width == 0 {
            return invalid("the width must be 1 or more");
        }
        Ok(Self {
            speeches,
            width,
            seed,
        })
    }

    /// The fraction of the passages of `speeches`, over the same vocabulary, whose speaker is told.
    pub fn accuracy(&self, params: &[Tensor], speeches: &Speeches) -> f64 {
        let told = |i: &usize| score(params, &self.hidden(params, &speeches.passages[*i]));
        let right = |i: &usize| (told(i) > 0.0) == (speeches.speakers[*i] == 1);
        (0..speeches.len()).filter(right).count() as f64 / speeches.len() as f64
    }

    /// tanh of the mean embedding of a passage.
    fn hidden(&self, params: &[Tensor], passage: &[usize]) -> Array1<f64> {
        let embedding = as_matrix(&params[0]);
        let mut mean = Array1::zeros(self.width);
        for &word in passage {
            mean += &embedding.row(word);
        }
        mean /= passage.len() as f64;
        mean.mapv_into(f64::tanh)
    }
}

/// z = b + u·h.
fn score(params: &[Tensor], hidden: &Array1<f64>) -> f64 {
    params[2][[0]] + as_vector(&params[1]).dot(hidden)
}

impl Objective for SpeechEmbedding {
    fn name(&self) -> &'static str {
        "speech-embedding"
    }

    /// E from N(0, 1), u from N(0, 1/width), b = 0.
    fn start(&self) -> Vec<Tensor> {
        let mut rng = random::generator(self.seed);
        let words = self.speeches.vocabulary.len();
        let embedding =
            Array2::from_shape_simple_fn((words, self.width), || random::normal(&mut rng));
        let scale = 1.0 / (self.width as f64).sqrt();
        let output = Array1::from_shape_simple_fn(self.width, || scale * random::normal(&mut rng));
        vec![
            embedding.into_dyn(),
            output.into_dyn(),
            Array1::zeros(1).into_dyn(),
        ]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let count = self.speeches.len();
        let loss = |i: usize| {
            let hidden = self.hidden(params, &self.speeches.passages[i]);
            logistic(sign(self.speeches.speakers[i]) * score(params, &hidden))
        };
        (0..count).map(loss).sum::<f64>() / count as f64
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let all: Vec<usize> = (0..self.speeches.len()).collect();
        self.batch_gradient_into(params, &all, grads);
    }
}

impl FiniteSum for SpeechEmbedding {
    fn examples(&self) -> usize {
        self.speeches.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        for grad in grads.iter_mut() {
            grad.fill(0.0);
        }
        let output = as_vector(&params[1]);
        for &i in batch {
            let passage = &self.speeches.passages[i];
            let hidden = self.hidden(params, passage);
            let y = sign(self.speeches.speakers[i]);
            let slope = -y / (1.0 + (y * score(params, &hidden)).exp()) / batch.len() as f64;
            let back = Array1::from_shape_fn(self.width, |k| {
                slope * output[k] * (1.0 - hidden[k] * hidden[k]) / passage.len() as f64
            });
            for &word in passage {
                let mut row = grads[0].index_axis_mut(Axis(0), word);
                row += &back;
            }
            grads[1] += &(&hidden * slope);
            grads[2][[0]] += slope;
        }
    }
}
