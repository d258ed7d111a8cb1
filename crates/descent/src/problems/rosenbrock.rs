//! Rosenbrock's function: a curved valley that is easy to find and slow to follow.

use ndarray::{Array2, arr2};

use super::plane::coordinates;
use crate::{Objective, Tensor, vector};

/// f(x, y) = (a − x)² + b (y − x²)², smallest at (a, a²) for b > 0 (Rosenbrock 1960).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rosenbrock {
    /// Where the minimum lies on the x axis.
    pub a: f64,
    /// How steep the valley's walls are.
    pub b: f64,
}

impl Default for Rosenbrock {
    /// a = 1, b = 100.
    fn default() -> Self {
        Self { a: 1.0, b: 100.0 }
    }
}

impl Objective for Rosenbrock {
    fn name(&self) -> &'static str {
        "rosenbrock"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[-1.5, 2.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let (x, y) = coordinates(params);
        (self.a - x).powi(2) + self.b * (y - x * x).powi(2)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (x, y) = coordinates(params);
        grads[0][0] = -2.0 * (self.a - x) - 4.0 * self.b * x * (y - x * x);
        grads[0][1] = 2.0 * self.b * (y - x * x);
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let (x, y) = coordinates(params);
        let mixed = -4.0 * self.b * x;
        Some(arr2(&[
            [2.0 - 4.0 * self.b * (y - 3.0 * x * x), mixed],
            [mixed, 2.0 * self.b],
        ]))
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&[self.a, self.a * self.a])]
    }
}
