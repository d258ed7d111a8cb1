//! Functions of two variables, given by formulas.

use ndarray::{Array2, arr2};

use crate::{Objective, Tensor, vector};

/// A function of two variables with its gradient and Hessian.
#[derive(Debug, Clone, Copy)]
pub struct Plane {
    pub(super) name: &'static str,
    pub(super) start: [f64; 2],
    pub(super) minimizers: &'static [[f64; 2]],
    pub(super) value: fn(f64, f64) -> f64,
    pub(super) gradient: fn(f64, f64) -> [f64; 2],
    pub(super) hessian: fn(f64, f64) -> [[f64; 2]; 2],
}

/// The two coordinates of a parameter list that holds one vector of length 2.
///
/// # Panics
/// If the list has another shape.
pub(super) fn coordinates(params: &[Tensor]) -> (f64, f64) {
    assert!(
        params.len() == 1 && params[0].shape() == [2],
        "a function of two variables takes one vector of length 2",
    );
    (params[0][0], params[0][1])
}

impl Objective for Plane {
    fn name(&self) -> &str {
        self.name
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&self.start)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let (x, y) = coordinates(params);
        (self.value)(x, y)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (x, y) = coordinates(params);
        let [dx, dy] = (self.gradient)(x, y);
        grads[0][0] = dx;
        grads[0][1] = dy;
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let (x, y) = coordinates(params);
        Some(arr2(&(self.hessian)(x, y)))
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        self.minimizers.iter().map(|point| vector(point)).collect()
    }
}
