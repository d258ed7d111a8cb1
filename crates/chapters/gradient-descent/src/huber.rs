//! The convex function on which gradient descent is slowest.

use descent::{Objective, ProblemError, Tensor, dot, vector};

/// ½L‖θ‖² up to ‖θ‖ = δ and Lδ‖θ‖ − ½Lδ² beyond: equation `gradient-descent:convex-worst`.
///
/// Convex with an L-Lipschitz gradient. Drori & Teboulle 2014.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Huber {
    l: f64,
    delta: f64,
    dimension: usize,
}

impl Huber {
    /// The function of `dimension` variables with curvature L = `l` up to the radius δ = `delta`.
    ///
    /// # Errors
    /// If `l` or `delta` is not positive and finite, or the dimension is 0.
    pub fn new(l: f64, delta: f64, dimension: usize) -> Result<Self, ProblemError> {
        let positive = |x: f64| x > 0.0 && x.is_finite();
        if !(positive(l) && positive(delta) && dimension > 0) {
            let what = format!(
                "L = {l}, δ = {delta}, {dimension} variables: all three must be positive and finite"
            );
            return Err(ProblemError::Invalid {
                problem: "huber",
                what,
            });
        }
        Ok(Self {
            l,
            delta,
            dimension,
        })
    }
}

fn length(params: &[Tensor]) -> f64 {
    dot(params, params).sqrt()
}

impl Objective for Huber {
    fn name(&self) -> &'static str {
        "huber"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![1.0; self.dimension])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let r = length(params);
        if r <= self.delta {
            0.5 * self.l * r * r
        } else {
            self.l * self.delta * (r - 0.5 * self.delta)
        }
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let r = length(params);
        let pull = self.l * if r <= self.delta { 1.0 } else { self.delta / r };
        for (grad, param) in grads.iter_mut().zip(params) {
            grad.zip_mut_with(param, |g, &theta| *g = pull * theta);
        }
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&vec![0.0; self.dimension])]
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.l)
    }
}
