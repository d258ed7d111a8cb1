//! A network with one hidden layer on the handwritten digits, with the data as an argument.

use descent::data::Classified;
use descent::{FiniteSum, Objective, ProblemError, Tensor, as_matrix, as_vector, data, random};
use ndarray::{Array1, Array2, ArrayBase, Axis, Data, Ix2};

use crate::ensemble::cross_entropy;

/// The function of the hidden units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// tanh x.
    Tanh,
    /// max(x, 0), for which φ(αx) = αφ(x) whenever α > 0.
    Relu,
}

/// Mean cross-entropy of a network inputs → width → 10 on a set of digits.
///
/// Parameters, in this order: W₁ of shape inputs × width, b₁, W₂ of shape width × 10, b₂.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    data: Classified,
    width: usize,
    activation: Activation,
}

impl Network {
    /// The loss on `data` of the network with `width` hidden units.
    ///
    /// # Errors
    /// If the width is 0 or there are no examples.
    pub fn new(
        data: Classified,
        width: usize,
        activation: Activation,
    ) -> Result<Self, ProblemError> {
        let invalid = |what: &str| ProblemError::Invalid {
            problem: "network",
            what: what.to_owned(),
        };
        if width == 0 {
            return Err(invalid("the width must be 1 or more"));
        }
        if data.is_empty() {
            return Err(invalid("there must be one example or more"));
        }
        Ok(Self {
            data,
            width,
            activation,
        })
    }

    /// Weights from N(0, 2/inputs), biases 0, drawn from `seed`.
    pub fn initial(&self, seed: u64) -> Vec<Tensor> {
        let mut rng = random::generator(seed);
        let mut weights = |inputs: usize, outputs: usize| {
            let scale = (2.0 / inputs as f64).sqrt();
            Array2::from_shape_simple_fn((inputs, outputs), || scale * random::normal(&mut rng))
                .into_dyn()
        };
        let (first, second) = (
            weights(self.data.inputs.ncols(), self.width),
            weights(self.width, 10),
        );
        let zeros = |n: usize| Array1::zeros(n).into_dyn();
        vec![first, zeros(self.width), second, zeros(10)]
    }

    /// The classes of its examples.
    pub fn classes(&self) -> &[usize] {
        &self.data.classes
    }

    /// The probabilities of the ten classes, one example a row.
    pub fn probabilities(&self, params: &[Tensor]) -> Array2<f64> {
        self.forward(params, &self.data.inputs).1
    }

    /// The outputs of the hidden units, one example a row.
    pub fn hidden(&self, params: &[Tensor]) -> Array2<f64> {
        self.forward(params, &self.data.inputs).0
    }

    /// Whether the mean cross-entropy is at most `target`.
    ///
    /// No example's loss is negative: far above `target` a few of them settle it, and the rest is not
    /// computed.
    pub fn loss_is_at_most(&self, params: &[Tensor], target: f64) -> bool {
        const BLOCK: usize = 50;
        let budget = target * self.data.len() as f64;
        let blocks = self.data.inputs.axis_chunks_iter(Axis(0), BLOCK);
        let mut sum = 0.0;
        for (inputs, classes) in blocks.zip(self.data.classes.chunks(BLOCK)) {
            let probabilities = self.forward(params, &inputs).1;
            sum += cross_entropy(&probabilities, classes) * classes.len() as f64;
            if sum > budget {
                return false;
            }
        }
        true
    }

    /// The hidden layer after the activation, and the probabilities.
    fn forward(
        &self,
        params: &[Tensor],
        inputs: &ArrayBase<impl Data<Elem = f64>, Ix2>,
    ) -> (Array2<f64>, Array2<f64>) {
        let mut hidden = inputs.dot(&as_matrix(&params[0])) + as_vector(&params[1]);
        match self.activation {
            Activation::Tanh => hidden.mapv_inplace(f64::tanh),
            Activation::Relu => hidden.mapv_inplace(|x| x.max(0.0)),
        }
        let mut scores = hidden.dot(&as_matrix(&params[2])) + as_vector(&params[3]);
        for mut row in scores.rows_mut() {
            // Shifted by the largest score, so that nothing overflows.
            let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            row.mapv_inplace(|score| (score - largest).exp());
            let total = row.sum();
            row /= total;
        }
        (hidden, scores)
    }

    /// The mean gradient over examples given as a matrix of inputs and their classes.
    fn mean_gradient(
        &self,
        params: &[Tensor],
        inputs: &Array2<f64>,
        classes: impl Iterator<Item = usize>,
        grads: &mut [Tensor],
    ) {
        // Back-propagation: ∂loss/∂score = (p − onehot)/B, then the chain rule layer by layer.
        let (hidden, mut scores) = self.forward(params, inputs);
        for (mut row, class) in scores.rows_mut().into_iter().zip(classes) {
            row[class] -= 1.0;
        }
        scores /= inputs.nrows() as f64;
        let mut inner = scores.dot(&as_matrix(&params[2]).t());
        match self.activation {
            Activation::Tanh => inner.zip_mut_with(&hidden, |d, h| *d *= 1.0 - h * h),
            Activation::Relu => {
                inner.zip_mut_with(&hidden, |d, h| *d *= f64::from(u8::from(*h > 0.0)));
            }
        }
        grads[0].assign(&inputs.t().dot(&inner));
        grads[1].assign(&inner.sum_axis(Axis(0)));
        grads[2].assign(&hidden.t().dot(&scores));
        grads[3].assign(&scores.sum_axis(Axis(0)));
    }
}

/// The digits in a random order drawn from `seed`: the first `training` of them, and the rest.
///
/// # Panics
/// If there are not so many digits (1797).
pub fn split(training: usize, seed: u64) -> (Classified, Classified) {
    let all = data::digits();
    let order = random::permutation(all.len(), &mut random::generator(seed));
    let part = |rows: &[usize]| Classified {
        inputs: all.inputs.select(Axis(0), rows),
        classes: rows.iter().map(|&i| all.classes[i]).collect(),
    };
    (part(&order[..training]), part(&order[training..]))
}

/// The same digits with 4 × 4 pixels, each the mean of four: 16 inputs, so that a whole Hessian is
/// cheap.
///
/// # Panics
/// If the inputs are not 64 pixels.
#[must_use]
pub fn coarse(digits: &Classified) -> Classified {
    assert_eq!(digits.inputs.ncols(), 64, "8 × 8 pixels");
    let inputs = Array2::from_shape_fn((digits.len(), 16), |(i, k)| {
        let corner = k / 4 * 16 + k % 4 * 2;
        [0, 1, 8, 9]
            .map(|offset| digits.inputs[(i, corner + offset)])
            .iter()
            .sum::<f64>()
            / 4.0
    });
    Classified {
        inputs,
        classes: digits.classes.clone(),
    }
}

impl Objective for Network {
    fn name(&self) -> &'static str {
        "network"
    }

    fn start(&self) -> Vec<Tensor> {
        self.initial(0)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        cross_entropy(&self.probabilities(params), &self.data.classes)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let classes = self.data.classes.iter().copied();
        self.mean_gradient(params, &self.data.inputs, classes, grads);
    }
}

impl FiniteSum for Network {
    fn examples(&self) -> usize {
        self.data.len()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        assert!(!batch.is_empty(), "a batch holds at least one example");
        let inputs = self.data.inputs.select(Axis(0), batch);
        let classes = batch.iter().map(|&i| self.data.classes[i]);
        self.mean_gradient(params, &inputs, classes, grads);
    }
}
