//! A multilayer perceptron of any depth, differentiated by hand.

use descent::data::Classified;
use descent::random::{generator, normal};
use descent::{Objective, Tensor, as_matrix, as_vector, flatten, unflatten};
use ndarray::{Array1, Array2, Axis};

use crate::{Formula, Scalar, hessian};

/// The function between two layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// φ(z) = tanh z, φ′ = 1 − φ².
    Tanh,
    /// φ(z) = ln(1 + eᶻ), φ′ = 1/(1 + e⁻ᶻ).
    Softplus,
}

impl Activation {
    fn of<S: Scalar>(self, z: S) -> S {
        match self {
            Self::Tanh => z.tanh(),
            Self::Softplus => (S::constant(1.0) + z.exp()).ln(),
        }
    }

    fn slope(self, z: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - z.tanh().powi(2),
            Self::Softplus => 1.0 / (1.0 + (-z).exp()),
        }
    }
}

/// Mean cross-entropy of a network with the layers `sizes` on examples with classes: equations
/// `gradients:network` and `gradients:backprop`.
///
/// Parameters, in this order: W₁ of shape `sizes[0]` × `sizes[1]`, b₁, W₂, b₂, and so on. As a
/// [`Formula`] it takes the same numbers flattened.
#[derive(Debug, Clone, PartialEq)]
pub struct Perceptron {
    examples: Classified,
    sizes: Vec<usize>,
    activation: Activation,
    seed: u64,
}

impl Perceptron {
    /// The network on `examples`, initialized from `seed`.
    ///
    /// # Panics
    /// If there are fewer than two layers, the first is not as wide as the inputs, or a class does
    /// not fit into the last.
    pub fn new(examples: Classified, sizes: &[usize], activation: Activation, seed: u64) -> Self {
        assert!(
            sizes.len() >= 2 && sizes[0] == examples.inputs.ncols(),
            "layers {sizes:?} for {} inputs",
            examples.inputs.ncols()
        );
        let outputs = sizes[sizes.len() - 1];
        assert!(
            examples.classes.iter().all(|&class| class < outputs),
            "a class is beyond the {outputs} outputs"
        );
        Self {
            examples,
            sizes: sizes.to_vec(),
            activation,
            seed,
        }
    }

    /// Z₁, …, Z_L, the scores of all layers.
    fn scores(&self, params: &[Tensor]) -> Vec<Array2<f64>> {
        let mut inputs = self.examples.inputs.clone();
        let mut scores = Vec::new();
        for layer in params.chunks_exact(2) {
            let z = inputs.dot(&as_matrix(&layer[0])) + as_vector(&layer[1]);
            inputs = z.mapv(|z| self.activation.of(z));
            scores.push(z);
        }
        scores
    }
}

impl Objective for Perceptron {
    fn name(&self) -> &'static str {
        "perceptron"
    }

    /// Weights from N(0, 1/inputs), biases 0.
    fn start(&self) -> Vec<Tensor> {
        let mut rng = generator(self.seed);
        let layer = |pair: &[usize]| {
            let scale = 1.0 / (pair[0] as f64).sqrt();
            let weights =
                Array2::from_shape_simple_fn((pair[0], pair[1]), || scale * normal(&mut rng));
            [weights.into_dyn(), Array1::zeros(pair[1]).into_dyn()]
        };
        self.sizes.windows(2).flat_map(layer).collect()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let last = self.scores(params).pop().expect("one layer at least");
        let losses = last.rows().into_iter().zip(&self.examples.classes);
        let total: f64 = losses
            .map(|(row, &class)| {
                let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
                let sum: f64 = row.iter().map(|z| (z - largest).exp()).sum();
                sum.ln() + largest - row[class]
            })
            .sum();
        total / self.examples.classes.len() as f64
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (phi, n) = (self.activation, self.examples.classes.len() as f64);
        let scores = self.scores(params);
        let layers = scores.len();
        // ANCHOR: backprop
        let mut delta = softmax(&scores[layers - 1]);
        for (mut row, &class) in delta.rows_mut().into_iter().zip(&self.examples.classes) {
            row[class] -= 1.0;
        }
        delta /= n;
        for l in (0..layers).rev() {
            let inputs = match l {
                0 => self.examples.inputs.clone(),
                _ => scores[l - 1].mapv(|z| phi.of(z)),
            };
            grads[2 * l].assign(&inputs.t().dot(&delta));
            grads[2 * l + 1].assign(&delta.sum_axis(Axis(0)));
            if l > 0 {
                let slopes = scores[l - 1].mapv(|z| phi.slope(z));
                delta = delta.dot(&as_matrix(&params[2 * l]).t()) * slopes;
            }
        }
        // ANCHOR_END: backprop
    }

    /// Dual numbers on a tape, one example after the other, so that the tape stays short.
    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let (x, v) = (flatten(params), flatten(v));
        let mut mean = vec![0.0; x.len()];
        let n = self.examples.classes.len();
        for i in 0..n {
            let example = Example { network: self, i };
            let (_, product) = hessian::product(&example, &x, &v);
            for (mean, term) in mean.iter_mut().zip(product) {
                *mean += term / n as f64;
            }
        }
        Some(unflatten(&mean, params))
    }
}

/// The softmax of each row, shifted by its largest entry so that nothing overflows.
fn softmax(scores: &Array2<f64>) -> Array2<f64> {
    let mut probabilities = scores.clone();
    for mut row in probabilities.rows_mut() {
        let largest = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|z| (z - largest).exp());
        let sum = row.sum();
        row /= sum;
    }
    probabilities
}

/// The sum of at least one term, without adding to 0.
fn sum<S: Scalar>(mut terms: impl Iterator<Item = S>) -> S {
    let first = terms.next().unwrap_or(S::constant(0.0));
    terms.fold(first, |sum, term| sum + term)
}

/// The cross-entropy of one example, as a formula.
struct Example<'a> {
    network: &'a Perceptron,
    i: usize,
}

impl Formula for Example<'_> {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        let Perceptron {
            examples,
            sizes,
            activation,
            ..
        } = self.network;
        let inputs = examples.inputs.row(self.i);
        let mut layer: Vec<S> = inputs.iter().map(|&x| S::constant(x)).collect();
        let mut rest = x;
        for (l, pair) in sizes.windows(2).enumerate() {
            let (inputs, outputs) = (pair[0], pair[1]);
            let (weights, others) = rest.split_at(inputs * outputs);
            let (biases, others) = others.split_at(outputs);
            rest = others;
            let active = |z: S| if l == 0 { z } else { activation.of(z) };
            let signals: Vec<S> = layer.iter().map(|&z| active(z)).collect();
            layer = (0..outputs)
                .map(|j| {
                    let terms = signals.iter().enumerate();
                    biases[j] + sum(terms.map(|(i, &a)| a * weights[i * outputs + j]))
                })
                .collect();
        }
        // A constant shift changes no derivative and keeps the exponentials small.
        let largest = layer.iter().map(|z| z.primal()).fold(f64::MIN, f64::max);
        let shift = S::constant(largest);
        let total = sum(layer.iter().map(|&z| (z - shift).exp()));
        total.ln() + shift - layer[examples.classes[self.i]]
    }
}

impl Formula for Perceptron {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        let n = self.examples.classes.len();
        sum((0..n).map(|i| Example { network: self, i }.eval(x))) / S::constant(n as f64)
    }
}

impl Perceptron {
    /// The parameters with these entries, in their shapes.
    ///
    /// # Panics
    /// If there are not as many entries as parameters.
    pub fn shaped(&self, flat: &[f64]) -> Vec<Tensor> {
        unflatten(flat, &self.start())
    }
}
