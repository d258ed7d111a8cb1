//! The smallest landscape with equivalent minima: two weights in a row.

use descent::{Objective, Tensor, vector};
use ndarray::{Array2, array};

/// f(x, y) = ½(xy − 1)²: equation `loss-landscape:valley`.
///
/// A linear network with one input, one hidden unit and the target 1. Its minimizers are the
/// hyperbola xy = 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valley;

impl Objective for Valley {
    fn name(&self) -> &'static str {
        "hyperbolic-valley"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[3.0, 1.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        (params[0][0] * params[0][1] - 1.0).powi(2) / 2.0
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (x, y) = (params[0][0], params[0][1]);
        let r = x * y - 1.0;
        (grads[0][0], grads[0][1]) = (r * y, r * x);
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let (x, y) = (params[0][0], params[0][1]);
        let mixed = 2.0 * x * y - 1.0;
        Some(array![[y * y, mixed], [mixed, x * x]])
    }
}
