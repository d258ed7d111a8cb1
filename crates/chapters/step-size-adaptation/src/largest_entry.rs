//! The convex function on which the Polyak step is exactly as slow as its bound allows.

use descent::{Objective, Tensor, vector};

/// f(θ) = G maxᵢ |θᵢ|, started at (1, …, 1): equation `step-size-adaptation:polyak-rate`.
///
/// Its gradient, one of several where the maximum is shared, has the length G: ±G at the first of
/// the largest entries, 0 elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct LargestEntry {
    /// G.
    pub slope: f64,
    /// The number of entries.
    pub entries: usize,
}

impl Objective for LargestEntry {
    fn name(&self) -> &'static str {
        "largest-entry"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![1.0; self.entries])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.slope * params[0].fold(0.0, |top: f64, x| top.max(x.abs()))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let top = params[0].fold(0.0, |top: f64, x| top.max(x.abs()));
        grads[0].fill(0.0);
        let first = params[0].iter().position(|x| x.abs() == top);
        if let (Some(first), true) = (first, top > 0.0) {
            grads[0][first] = self.slope * params[0][first].signum();
        }
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&vec![0.0; self.entries])]
    }
}
