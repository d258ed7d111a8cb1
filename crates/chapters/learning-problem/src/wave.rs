//! The function x cos πx.

use std::f64::consts::PI;

use descent::{Objective, Tensor, vector};

/// f(x) = x cos πx, with a local minimum near −0.27 and the global one of [−1, 2] near 1.09:
/// equation `learning-problem:wave`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wave;

impl Wave {
    /// f′(x) = cos πx − πx sin πx.
    pub fn slope(x: f64) -> f64 {
        (PI * x).cos() - PI * x * (PI * x).sin()
    }

    /// The stationary point between `low` and `high`, by bisection of f′, whose signs there differ.
    pub fn stationary(mut low: f64, mut high: f64) -> f64 {
        let sign = Self::slope(low).signum();
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if Self::slope(middle) * sign > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl Objective for Wave {
    fn name(&self) -> &'static str {
        "wave"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[-0.9])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params[0].mapv(|x| x * (PI * x).cos()).sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].assign(&params[0].mapv(Self::slope));
    }
}
