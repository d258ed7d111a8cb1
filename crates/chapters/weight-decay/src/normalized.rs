//! Weights that matter by their direction only.

use descent::{FiniteSum, Objective, Tensor};
use ndarray::Zip;

use crate::decay::ratio;

/// f with tensors θ replaced by κθ/‖θ‖: scale-invariant weights, as a normalization layer makes
/// them. Equation `weight-decay:scale-invariant`.
///
/// κ is given for each tensor; a tensor without one is left alone. A zero tensor has no direction:
/// its value and its gradient are those of zero weights and zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalized<F> {
    inner: F,
    gains: Vec<Option<f64>>,
}

impl<F: Objective> Normalized<F> {
    /// `inner` with one gain κ, or none, for each of its tensors.
    ///
    /// # Panics
    /// If there are not as many gains as tensors.
    pub fn new(inner: F, gains: &[Option<f64>]) -> Self {
        let tensors = inner.start().len();
        assert_eq!(gains.len(), tensors, "one gain a tensor");
        let gains = gains.to_vec();
        Self { inner, gains }
    }

    /// The function of the normalized weights.
    pub fn inner(&self) -> &F {
        &self.inner
    }

    /// κθ/‖θ‖ in the place of each tensor θ that has a gain.
    pub fn weights(&self, params: &[Tensor]) -> Vec<Tensor> {
        let normalize = |(param, gain): (&Tensor, &Option<f64>)| match gain {
            Some(gain) => param * ratio(*gain, length(param)),
            None => param.clone(),
        };
        params.iter().zip(&self.gains).map(normalize).collect()
    }

    /// The chain rule: g ← (κ/‖θ‖)(g − (u·g)u) with u = θ/‖θ‖.
    fn pull_back(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for ((param, grad), gain) in params.iter().zip(grads).zip(&self.gains) {
            let Some(gain) = gain else { continue };
            let norm = length(param);
            let along = ratio((param * &*grad).sum(), norm * norm);
            let scale = ratio(*gain, norm);
            Zip::from(grad).and(param).for_each(|g, &theta| {
                *g = scale * (*g - along * theta);
            });
        }
    }
}

/// ‖θ‖ of one tensor.
fn length(tensor: &Tensor) -> f64 {
    tensor.iter().map(|x| x * x).sum::<f64>().sqrt()
}

impl<F: Objective> Objective for Normalized<F> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.inner.value(&self.weights(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(&self.weights(params), grads);
        self.pull_back(params, grads);
    }
}

impl<F: FiniteSum> FiniteSum for Normalized<F> {
    fn examples(&self) -> usize {
        self.inner.examples()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        let weights = self.weights(params);
        self.inner.batch_gradient_into(&weights, batch, grads);
        self.pull_back(params, grads);
    }
}
