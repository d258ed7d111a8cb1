//! A formula as an objective that is never swept backwards.

use std::cell::Cell;

use descent::{Objective, Tensor, flatten, unflatten};
use gradients::{Formula, forward};

/// A formula as an [`Objective`] in forward mode alone: a slope is one pass with dual numbers, a
/// gradient n of them. It counts its passes.
///
/// ```
/// use descent::{Objective, OracleOptimizer, vector};
/// use forward_gradient::{ForwardGradient, ForwardOnly};
/// use gradients::Valley;
///
/// let f = ForwardOnly::new("valley", Valley { a: 1.0, b: 100.0 }, vector(&[-1.5, 2.0]));
/// let mut params = f.start();
/// ForwardGradient::new(1e-4, 0)?.step_on(&f, &mut params)?;
/// assert_eq!(f.passes(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ForwardOnly<F> {
    name: String,
    formula: F,
    start: Vec<Tensor>,
    passes: Cell<usize>,
}

impl<F: Formula> ForwardOnly<F> {
    /// `formula` of the flattened parameters, which have the shapes of `start`.
    pub fn new(name: &str, formula: F, start: Vec<Tensor>) -> Self {
        Self {
            name: name.to_owned(),
            formula,
            start,
            passes: Cell::new(0),
        }
    }

    /// How many passes with dual numbers were made.
    pub fn passes(&self) -> usize {
        self.passes.get()
    }
}

impl<F: Formula> Objective for ForwardOnly<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn start(&self) -> Vec<Tensor> {
        self.start.clone()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.formula.eval(&flatten(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (_, gradient) = forward::gradient(&self.formula, &flatten(params));
        self.passes.set(self.passes.get() + gradient.len());
        for (grad, new) in grads.iter_mut().zip(unflatten(&gradient, params)) {
            grad.assign(&new);
        }
    }

    // ANCHOR: slope
    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let (x, v) = (flatten(params), flatten(v));
        let (_, slope) = forward::directional(&self.formula, &x, &v);
        self.passes.set(self.passes.get() + 1);
        Some(slope)
    }
    // ANCHOR_END: slope
}
