//! The quadratic with any Hessian and its minimizer anywhere.

use descent::{Objective, ProblemError, Tensor, vector};
use ndarray::{Array1, Array2};

use crate::spectra::eigenvalues;

/// f(θ) = ½(θ − θ*)ᵀH(θ − θ*) with H symmetric and positive definite, in any basis.
#[derive(Debug, Clone, PartialEq)]
pub struct Bowl {
    h: Array2<f64>,
    minimizer: Array1<f64>,
    mu: f64,
    l: f64,
}

impl Bowl {
    /// The quadratic with Hessian `h` and the given minimizer.
    ///
    /// # Errors
    /// If `h` is not square, not symmetric, not positive definite, or of another size than the
    /// minimizer, or if an entry is not finite.
    pub fn new(h: Array2<f64>, minimizer: &[f64]) -> Result<Self, ProblemError> {
        let invalid = |what: String| ProblemError::Invalid {
            problem: "bowl",
            what,
        };
        let n = minimizer.len();
        if h.dim() != (n, n) || n == 0 {
            return Err(invalid(format!(
                "H is {:?} and the minimizer has {n} entries; H must be n × n",
                h.dim()
            )));
        }
        if !h.iter().chain(minimizer).all(|x| x.is_finite()) {
            return Err(invalid(
                "an entry of H or of the minimizer is not finite".to_owned(),
            ));
        }
        if h.indexed_iter().any(|((i, j), &x)| x != h[(j, i)]) {
            return Err(invalid("H must be symmetric".to_owned()));
        }
        let spectrum = eigenvalues(&h);
        let (mu, l) = (spectrum[0], spectrum[n - 1]);
        if mu <= 0.0 {
            return Err(invalid(format!(
                "the eigenvalues of H reach from {mu} to {l}; all must be positive"
            )));
        }
        Ok(Self {
            h,
            minimizer: Array1::from(minimizer.to_vec()),
            mu,
            l,
        })
    }

    fn displacement(&self, params: &[Tensor]) -> Array1<f64> {
        params[0]
            .iter()
            .zip(&self.minimizer)
            .map(|(x, m)| x - m)
            .collect()
    }
}

impl Objective for Bowl {
    fn name(&self) -> &'static str {
        "bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&self.minimizer.mapv(|m| m + 1.0).to_vec())
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let d = self.displacement(params);
        0.5 * d.dot(&self.h.dot(&d))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].assign(&self.h.dot(&self.displacement(params)));
    }

    fn hessian(&self, _params: &[Tensor]) -> Option<Array2<f64>> {
        Some(self.h.clone())
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&self.minimizer.to_vec())]
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.l)
    }

    fn strong_convexity(&self) -> Option<f64> {
        Some(self.mu)
    }
}
