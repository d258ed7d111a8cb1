//! The strongly convex function of one variable on which heavy ball runs in a circle.

use descent::{Objective, Tensor, vector};

/// f′(x) = 25x for x < 1, x + 24 for 1 ≤ x < 2, 25x − 24 for x ≥ 2: `momentum:kinked-bowl`.
///
/// μ = 1, L = 25. Lessard, Recht & Packard 2016, equation (4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KinkedBowl;

impl Objective for KinkedBowl {
    fn name(&self) -> &'static str {
        "kinked-bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[3.3])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let x = params[0][0];
        if x < 1.0 {
            12.5 * x * x
        } else if x < 2.0 {
            0.5 * x * x + 24.0 * x - 12.0
        } else {
            12.5 * x * x - 24.0 * x + 36.0
        }
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let x = params[0][0];
        grads[0][0] = if x < 1.0 {
            25.0 * x
        } else if x < 2.0 {
            x + 24.0
        } else {
            25.0 * x - 24.0
        };
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&[0.0])]
    }

    fn smoothness(&self) -> Option<f64> {
        Some(25.0)
    }

    fn strong_convexity(&self) -> Option<f64> {
        Some(1.0)
    }
}
