//! Objectives with a planted bug, to see whether a check finds it.

use descent::{Objective, Tensor, flatten, unflatten};
use ndarray::Array2;

/// Another objective with its gradient, or its Hessian, changed.
#[derive(Clone, Copy)]
pub struct Tampered<'a> {
    /// The right objective.
    pub right: &'a dyn Objective,
    /// What is done to the flattened gradient; it gets the flattened parameters first.
    pub gradient: &'a dyn Fn(&[f64], &mut [f64]),
    /// What is done to the Hessian; it gets the flattened parameters first.
    pub hessian: &'a dyn Fn(&[f64], &mut Array2<f64>),
}

impl<'a> Tampered<'a> {
    /// `right` with `change` done to its gradient.
    pub fn gradient_of(right: &'a dyn Objective, change: &'a dyn Fn(&[f64], &mut [f64])) -> Self {
        Self {
            right,
            gradient: change,
            hessian: &|_, _| (),
        }
    }

    /// `right` with `change` done to its Hessian.
    pub fn hessian_of(
        right: &'a dyn Objective,
        change: &'a dyn Fn(&[f64], &mut Array2<f64>),
    ) -> Self {
        Self {
            right,
            gradient: &|_, _| (),
            hessian: change,
        }
    }
}

impl Objective for Tampered<'_> {
    fn name(&self) -> &str {
        self.right.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.right.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.right.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.right.gradient_into(params, grads);
        let mut flat = flatten(grads);
        (self.gradient)(&flatten(params), &mut flat);
        for (grad, new) in grads.iter_mut().zip(unflatten(&flat, params)) {
            grad.assign(&new);
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let mut hessian = self.right.hessian(params)?;
        (self.hessian)(&flatten(params), &mut hessian);
        Some(hessian)
    }
}
