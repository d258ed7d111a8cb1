//! Random networks of equal layers, h_l = φ(W_l h_{l−1}), and how they carry small changes.

use descent::random::{Generator, normal};
use ndarray::{Array1, Array2};

/// An activation function φ, applied to each entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activation {
    /// The hyperbolic tangent.
    Tanh,
    /// max(0, x), the rectified linear unit.
    Relu,
}

impl Activation {
    /// φ(x).
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Tanh => x.tanh(),
            Self::Relu => x.max(0.0),
        }
    }

    /// φ′(x); 0 at the corner of the rectified linear unit.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Relu => f64::from(x > 0.0),
        }
    }
}

/// D square layers of the same width, without biases.
#[derive(Debug, Clone)]
pub struct Network {
    activation: Activation,
    weights: Vec<Array2<f64>>,
}

impl Network {
    /// `depth` layers of `width` units with independent weights from N(0, σ²/width), σ = `sigma`.
    pub fn random(
        activation: Activation,
        (depth, width): (usize, usize),
        sigma: f64,
        rng: &mut Generator,
    ) -> Self {
        let scale = sigma / (width as f64).sqrt();
        let mut layer = || Array2::from_shape_simple_fn((width, width), || scale * normal(rng));
        Self {
            activation,
            weights: (0..depth).map(|_| layer()).collect(),
        }
    }

    /// W₁, …, W_D.
    pub fn weights(&self) -> &[Array2<f64>] {
        &self.weights
    }

    /// h_D for the input h₀ = `input`.
    pub fn output(&self, input: &Array1<f64>) -> Array1<f64> {
        self.weights.iter().fold(input.clone(), |h, w| {
            w.dot(&h).mapv_into(|x| self.activation.value(x))
        })
    }

    /// J_l v for l = 1, …, D, with J_l = ∂h_l/∂h₀ at `input`, layer by layer: equation
    /// `learning-problem:jacobian`.
    pub fn pushed(&self, input: &Array1<f64>, v: &Array1<f64>) -> Vec<Array1<f64>> {
        let (mut h, mut v) = (input.clone(), v.clone());
        let step = |w: &Array2<f64>| {
            let before = w.dot(&h);
            v = w.dot(&v) * before.mapv(|x| self.activation.slope(x));
            h = before.mapv_into(|x| self.activation.value(x));
            v.clone()
        };
        self.weights.iter().map(step).collect()
    }
}
