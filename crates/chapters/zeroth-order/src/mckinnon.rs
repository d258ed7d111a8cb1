//! McKinnon's function: convex, smooth once, and a trap for Nelder–Mead.

use descent::{Objective, Tensor, vector};

/// f(x, y) = 6·60·x² + y + y² for x ≤ 0, and 6x² + y + y² for x ≥ 0: equation
/// `zeroth-order:mckinnon`, with its minimum −¼ at (0, −½). McKinnon 1998, with τ = 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct McKinnon;

impl McKinnon {
    /// The simplex from which Nelder–Mead shrinks onto the origin, where the gradient is (0, 1).
    pub fn simplex() -> [Vec<f64>; 3] {
        let root = 33.0_f64.sqrt();
        let (first, second) = (
            f64::midpoint(1.0, root) / 4.0,
            f64::midpoint(1.0, -root) / 4.0,
        );
        [vec![0.0, 0.0], vec![first, second], vec![1.0, 1.0]]
    }

    fn weight(x: f64) -> f64 {
        if x <= 0.0 { 360.0 } else { 6.0 }
    }
}

impl Objective for McKinnon {
    fn name(&self) -> &'static str {
        "mckinnon"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[1.0, 1.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let (x, y) = (params[0][0], params[0][1]);
        Self::weight(x) * x * x + y + y * y
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (x, y) = (params[0][0], params[0][1]);
        grads[0][0] = 2.0 * Self::weight(x) * x;
        grads[0][1] = 1.0 + 2.0 * y;
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&[0.0, -0.5])]
    }
}
