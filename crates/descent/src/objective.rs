//! What is minimized.

use ndarray::Array2;

use crate::{Tensor, flatten, unflatten, vector, zeros_like};

/// A differentiable function f of a list of tensors.
///
/// Everything but the value and the gradient is optional: a problem says what is known of it.
///
/// # Panics
/// The methods panic if the shapes of `params` are not those of [`Objective::start`]: passing
/// another function's parameters is a programmer's mistake.
pub trait Objective {
    /// The name by which the zoo and the command line know it.
    fn name(&self) -> &str;

    /// A customary starting point; it also tells the shapes of the parameters.
    fn start(&self) -> Vec<Tensor>;

    /// f(θ).
    fn value(&self, params: &[Tensor]) -> f64;

    /// ∇f(θ), written into `grads`, which has the shapes of `params`.
    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]);

    /// ∇f(θ) as a new list of tensors.
    fn gradient(&self, params: &[Tensor]) -> Vec<Tensor> {
        let mut grads = zeros_like(params);
        self.gradient_into(params, &mut grads);
        grads
    }

    /// The slope ∇f(θ)ᵀv along `v`, where the problem can form it in one forward pass without the
    /// gradient: equation `gradients:forward-mode`.
    fn directional_derivative(&self, _params: &[Tensor], _v: &[Tensor]) -> Option<f64> {
        None
    }

    /// The Hessian ∇²f(θ), n × n over the flattened parameters, where the problem has a formula.
    fn hessian(&self, _params: &[Tensor]) -> Option<Array2<f64>> {
        None
    }

    /// The product ∇²f(θ)·v, where the problem can form it.
    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        let product = self
            .hessian(params)?
            .dot(&ndarray::Array1::from(flatten(v)));
        Some(unflatten(&product.to_vec(), params))
    }

    /// The global minimizers, where they are known and finitely many.
    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        Vec::new()
    }

    /// L: the smallest known Lipschitz constant of the gradient, where one exists globally.
    fn smoothness(&self) -> Option<f64> {
        None
    }

    /// μ: the largest known constant of strong convexity, where it is positive.
    fn strong_convexity(&self) -> Option<f64> {
        None
    }

    /// f at a single vector, for problems of one layer.
    fn at(&self, entries: &[f64]) -> f64 {
        self.value(&vector(entries))
    }
}

/// An objective that is a mean over examples, f(θ) = (1/N) Σᵢ fᵢ(θ), as training losses are.
pub trait FiniteSum: Objective {
    /// N, the number of examples.
    fn examples(&self) -> usize;

    /// The mean gradient over `batch`, (1/B) Σ_{i ∈ batch} ∇fᵢ(θ), written into `grads`.
    ///
    /// An index may occur more than once (sampling with replacement).
    ///
    /// # Panics
    /// If the batch is empty or an index is not below [`FiniteSum::examples`].
    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]);
}
