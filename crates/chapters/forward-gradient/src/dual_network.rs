//! A network whose one forward pass carries the loss and its slope along a tangent.

use descent::data::Classified;
use descent::{Objective, Tensor, as_matrix, as_vector};
use gradients::{Activation, Perceptron};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Axis};

/// The [`Perceptron`] with tanh units, and the tangent of each line of its forward pass: equation
/// `forward-gradient:network`.
#[derive(Debug, Clone)]
pub struct DualNetwork {
    inner: Perceptron,
    examples: Classified,
}

/// What one forward pass brings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// f(θ).
    pub value: f64,
    /// ∇f(θ)ᵀv.
    pub slope: f64,
    /// The most numbers that were in memory at once, besides data, θ and v: equation
    /// `forward-gradient:memory`.
    pub peak: usize,
}

impl DualNetwork {
    /// The network with the layers `sizes` on `examples`, initialized from `seed`.
    ///
    /// # Panics
    /// As [`Perceptron::new`].
    pub fn new(examples: Classified, sizes: &[usize], seed: u64) -> Self {
        let inner = Perceptron::new(examples.clone(), sizes, Activation::Tanh, seed);
        Self { inner, examples }
    }

    /// The fraction of the examples that is classified rightly.
    pub fn accuracy(&self, params: &[Tensor]) -> f64 {
        let (scores, _, _) = self.tangents(params, params);
        let right = scores.rows().into_iter().zip(&self.examples.classes);
        let right = right.filter(|(row, class)| {
            let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            best.is_some_and(|(winner, _)| winner == **class)
        });
        right.count() as f64 / self.examples.classes.len() as f64
    }

    // ANCHOR: pass
    /// Scores Z_L, their tangent Ż_L, and the most numbers that were alive at once.
    fn tangents(&self, params: &[Tensor], v: &[Tensor]) -> (Array2<f64>, Array2<f64>, usize) {
        let mut a = self.examples.inputs.clone();
        let mut a_dot = Array2::zeros((0, 0));
        let (last, mut peak) = (params.len() / 2 - 1, 0);
        for (l, (layer, tangent)) in params.chunks(2).zip(v.chunks(2)).enumerate() {
            let (w, b) = (as_matrix(&layer[0]), as_vector(&layer[1]));
            let (w_dot, b_dot) = (as_matrix(&tangent[0]), as_vector(&tangent[1]));
            let mut z = a.dot(&w) + b;
            let mut z_dot = a.dot(&w_dot) + b_dot;
            if l > 0 {
                // In place. The inputs, l = 0, do not move.
                general_mat_mul(1.0, &a_dot, &w, 1.0, &mut z_dot);
            }
            let kept = if l > 0 { a.len() + a_dot.len() } else { 0 };
            peak = peak.max(kept + z.len() + z_dot.len());
            if l < last {
                z.mapv_inplace(f64::tanh);
                z_dot.zip_mut_with(&z, |z_dot, a| *z_dot *= 1.0 - a * a);
            }
            (a, a_dot) = (z, z_dot); // The layer before is forgotten.
        }
        (a, a_dot, peak)
    }
    // ANCHOR_END: pass

    /// f(θ) and ∇f(θ)ᵀv.
    ///
    /// # Panics
    /// If the shapes are not the network's.
    pub fn pass(&self, params: &[Tensor], v: &[Tensor]) -> Pass {
        let (scores, scores_dot, peak) = self.tangents(params, v);
        let (mut value, mut slope) = (0.0, 0.0);
        let rows = scores.axis_iter(Axis(0)).zip(scores_dot.axis_iter(Axis(0)));
        for ((z, z_dot), &class) in rows.zip(&self.examples.classes) {
            let largest = z.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let weights = z.mapv(|z| (z - largest).exp());
            let sum = weights.sum();
            value += sum.ln() + largest - z[class];
            slope += weights.dot(&z_dot) / sum - z_dot[class];
        }
        let count = self.examples.classes.len() as f64;
        Pass {
            value: value / count,
            slope: slope / count,
            peak,
        }
    }
}

impl Objective for DualNetwork {
    fn name(&self) -> &'static str {
        "dual-network"
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.inner.value(params)
    }

    /// By back-propagation, for comparison.
    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(params, grads);
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        Some(self.pass(params, v).slope)
    }
}
