//! A network of rectified linear units on the digits: its layers can be rescaled at no cost.

use descent::data::{Classified, digits};
use descent::{FiniteSum, Objective, ProblemError, Tensor, as_matrix, random};
use ndarray::{Array2, Axis};

/// Mean cross-entropy of a network 64 → … → 10 on the handwritten digits, without biases:
/// max(x, 0) after every layer but the last.
///
/// Parameters: one matrix W_l a layer, inputs × outputs. Since max(cx, 0) = c max(x, 0) for c > 0,
/// layers multiplied by numbers c_l > 0 with product 1 give the same function: see
/// [`ReluNetwork::rescaled`] and equation `layerwise:rescaling`.
///
/// ```
/// use descent::{Objective, differences, distance};
/// use layerwise::ReluNetwork;
///
/// let network = ReluNetwork::new(&[5, 4], 3)?.on_first(40);
/// let theta = network.start();
/// let exact = network.gradient(&theta);
/// let apart = distance(&exact, &differences::gradient(&network, &theta, 1e-6));
/// // A kink of max(x, 0) inside the interval of the difference costs at most its length.
/// assert!(apart < 1e-5, "{apart:e} apart");
/// # Ok::<(), descent::ProblemError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ReluNetwork {
    data: Classified,
    widths: Vec<usize>,
    seed: u64,
}

impl ReluNetwork {
    /// The network with hidden layers of these `widths`, initialized from `seed`.
    ///
    /// # Errors
    /// If a width is 0.
    pub fn new(widths: &[usize], seed: u64) -> Result<Self, ProblemError> {
        if widths.contains(&0) {
            let what = "every width must be 1 or more".to_owned();
            return Err(ProblemError::Invalid {
                problem: "relu-network",
                what,
            });
        }
        let data = digits();
        let ends = ([data.inputs.ncols()], [10]);
        let widths = [&ends.0[..], widths, &ends.1[..]].concat();
        Ok(Self { data, widths, seed })
    }

    /// The same network on the first `count` digits alone.
    ///
    /// # Panics
    /// Unless 1 ≤ `count` ≤ 1797.
    #[must_use]
    pub fn on_first(mut self, count: usize) -> Self {
        assert!((1..=self.data.len()).contains(&count), "{count} digits");
        let rows: Vec<usize> = (0..count).collect();
        self.data.inputs = self.data.inputs.select(Axis(0), &rows);
        self.data.classes.truncate(count);
        self
    }

    /// The parameters with layer l multiplied by `factors[l]`.
    ///
    /// # Panics
    /// If there are not as many factors as layers.
    pub fn rescaled(params: &[Tensor], factors: &[f64]) -> Vec<Tensor> {
        assert_eq!(params.len(), factors.len(), "one factor a layer");
        params.iter().zip(factors).map(|(w, c)| w * *c).collect()
    }

    /// The fraction of the examples `rows` that the network classifies rightly.
    ///
    /// # Panics
    /// If `rows` is empty or an index is not below the number of digits.
    pub fn accuracy_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        let scores = self.activations(params, rows).pop().expect("a last layer");
        let right = scores.rows().into_iter().zip(rows).filter(|(row, i)| {
            let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            best.is_some_and(|(winner, _)| winner == self.data.classes[**i])
        });
        right.count() as f64 / rows.len() as f64
    }

    /// The mean cross-entropy of the examples `rows`.
    ///
    /// # Panics
    /// If `rows` is empty or an index is not below the number of digits.
    pub fn loss_on(&self, params: &[Tensor], rows: &[usize]) -> f64 {
        let scores = self.activations(params, rows).pop().expect("a last layer");
        self.softmax(scores, rows).1
    }

    /// The inputs, the outputs of each hidden layer, and the scores of the last.
    fn activations(&self, params: &[Tensor], rows: &[usize]) -> Vec<Array2<f64>> {
        let mut outputs = vec![self.data.inputs.select(Axis(0), rows)];
        for (l, w) in params.iter().enumerate() {
            let mut next = outputs[l].dot(&as_matrix(w));
            if l + 1 < params.len() {
                next.mapv_inplace(|x| x.max(0.0));
            }
            outputs.push(next);
        }
        outputs
    }

    /// Probabilities and mean loss; scores are shifted by the largest so that nothing overflows.
    fn softmax(&self, mut scores: Array2<f64>, rows: &[usize]) -> (Array2<f64>, f64) {
        let mut loss = 0.0;
        for (mut row, &i) in scores.rows_mut().into_iter().zip(rows) {
            let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let score = row[self.data.classes[i]] - largest;
            row.mapv_inplace(|s| (s - largest).exp());
            let total = row.sum();
            loss += total.ln() - score;
            row /= total;
        }
        (scores, loss / rows.len() as f64)
    }

    fn every_row(&self) -> Vec<usize> {
        (0..self.data.len()).collect()
    }
}

impl Objective for ReluNetwork {
    fn name(&self) -> &'static str {
        "relu-network"
    }

    /// Weights from N(0, 2/inputs).
    fn start(&self) -> Vec<Tensor> {
        let mut rng = random::generator(self.seed);
        self.widths
            .windows(2)
            .map(|pair| {
                let scale = (2.0 / pair[0] as f64).sqrt();
                let entry = || scale * random::normal(&mut rng);
                Array2::from_shape_simple_fn((pair[0], pair[1]), entry).into_dyn()
            })
            .collect()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.loss_on(params, &self.every_row())
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.batch_gradient_into(params, &self.every_row(), grads);
    }
}

impl FiniteSum for ReluNetwork {
    fn examples(&self) -> usize {
        self.data.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let mut outputs = self.activations(params, batch);
        let scores = outputs.pop().expect("a last layer");
        // ∂loss/∂score = (p − onehot)/B, then the chain rule from the last layer to the first.
        let (mut delta, _) = self.softmax(scores, batch);
        for (mut row, &i) in delta.rows_mut().into_iter().zip(batch) {
            row[self.data.classes[i]] -= 1.0;
        }
        delta /= batch.len() as f64;
        for l in (0..params.len()).rev() {
            grads[l].assign(&outputs[l].t().dot(&delta));
            if l > 0 {
                delta = delta.dot(&as_matrix(&params[l]).t());
                delta.zip_mut_with(&outputs[l], |d, h| *d *= if *h > 0.0 { 1.0 } else { 0.0 });
            }
        }
    }
}
