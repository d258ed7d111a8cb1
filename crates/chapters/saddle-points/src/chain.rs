//! The deepest linear network with one unit a layer.

use descent::{Objective, ProblemError, Tensor, vector};
use ndarray::Array2;

/// f(w) = ½(w₁w₂⋯w_d − y)², `saddle-points:chain`.
///
/// ```
/// use descent::{Objective, differences, vector};
/// let chain = saddle_points::Chain::new(3, 0.7)?;
/// let w = vector(&[0.4, -1.2, 0.9]);
/// let (exact, numeric) = (chain.gradient(&w), differences::gradient(&chain, &w, 6e-6));
/// assert!(descent::distance(&exact, &numeric) < 1e-9, "{} {}", exact[0], numeric[0]);
/// let error = chain.hessian(&w).unwrap() - differences::hessian(&chain, &w, 6e-6);
/// assert!(error.iter().all(|e| e.abs() < 1e-9), "{error}");
/// # Ok::<(), descent::ProblemError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chain {
    depth: usize,
    target: f64,
}

impl Chain {
    /// The chain of `depth` weights with the target y = `target`.
    ///
    /// # Errors
    /// If the depth is 0.
    pub fn new(depth: usize, target: f64) -> Result<Self, ProblemError> {
        if depth == 0 {
            return Err(ProblemError::Invalid {
                problem: "chain",
                what: "the depth must be 1 or more".to_owned(),
            });
        }
        Ok(Self { depth, target })
    }

    /// The product of all weights but those in `skipped`.
    fn product(params: &[Tensor], skipped: &[usize]) -> f64 {
        let kept = |(i, w): (usize, &f64)| if skipped.contains(&i) { 1.0 } else { *w };
        params[0].iter().enumerate().map(kept).product()
    }
}

impl Objective for Chain {
    fn name(&self) -> &'static str {
        "chain"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.1; self.depth])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        0.5 * (Self::product(params, &[]) - self.target).powi(2)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let error = Self::product(params, &[]) - self.target;
        for (i, grad) in grads[0].iter_mut().enumerate() {
            *grad = error * Self::product(params, &[i]);
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let error = Self::product(params, &[]) - self.target;
        let without = |skipped: &[usize]| Self::product(params, skipped);
        Some(Array2::from_shape_fn((self.depth, self.depth), |(i, j)| {
            let mixed = if i == j {
                0.0
            } else {
                error * without(&[i, j])
            };
            without(&[i]) * without(&[j]) + mixed
        }))
    }
}
