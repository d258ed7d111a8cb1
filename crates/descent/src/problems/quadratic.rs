//! The diagonal quadratic: the problem on which everything can be computed.

use ndarray::Array2;

use super::ProblemError;
use crate::{Objective, Tensor, vector};

/// f(θ) = ½ Σ λᵢ θᵢ², smallest at 0 when no λᵢ is negative.
///
/// A quadratic with any symmetric Hessian is this one in the basis of its eigenvectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Quadratic {
    spectrum: Vec<f64>,
}

impl Quadratic {
    /// The quadratic whose Hessian has the eigenvalues `spectrum`, of either sign.
    ///
    /// # Errors
    /// If the spectrum is empty or an eigenvalue is not finite.
    pub fn new(spectrum: &[f64]) -> Result<Self, ProblemError> {
        if spectrum.is_empty() || spectrum.iter().any(|eigenvalue| !eigenvalue.is_finite()) {
            let what = format!("the spectrum {spectrum:?} must be finite numbers, one at least");
            return Err(ProblemError::Invalid {
                problem: "quadratic",
                what,
            });
        }
        Ok(Self {
            spectrum: spectrum.to_vec(),
        })
    }

    /// The eigenvalues λᵢ of the Hessian.
    pub fn spectrum(&self) -> &[f64] {
        &self.spectrum
    }

    fn smallest(&self) -> f64 {
        self.spectrum.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

impl Objective for Quadratic {
    fn name(&self) -> &'static str {
        "quadratic"
    }

    /// (−5, −2) in two dimensions, as in the reference trajectories; all ones otherwise.
    fn start(&self) -> Vec<Tensor> {
        if self.spectrum.len() == 2 {
            vector(&[-5.0, -2.0])
        } else {
            vector(&vec![1.0; self.spectrum.len()])
        }
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        0.5 * self
            .spectrum
            .iter()
            .zip(&params[0])
            .map(|(eigenvalue, x)| eigenvalue * x * x)
            .sum::<f64>()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for ((g, x), eigenvalue) in grads[0].iter_mut().zip(&params[0]).zip(&self.spectrum) {
            *g = eigenvalue * x;
        }
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        let entries = params[0].iter().zip(&v[0]).zip(&self.spectrum);
        Some(entries.map(|((x, v), eigenvalue)| eigenvalue * x * v).sum())
    }

    fn hessian(&self, _params: &[Tensor]) -> Option<Array2<f64>> {
        Some(Array2::from_diag(&ndarray::Array1::from(
            self.spectrum.clone(),
        )))
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        if self.smallest() > 0.0 {
            vec![vector(&vec![0.0; self.spectrum.len()])]
        } else {
            Vec::new()
        }
    }

    fn smoothness(&self) -> Option<f64> {
        Some(
            self.spectrum
                .iter()
                .map(|eigenvalue| eigenvalue.abs())
                .fold(0.0, f64::max),
        )
    }

    fn strong_convexity(&self) -> Option<f64> {
        Some(self.smallest()).filter(|&smallest| smallest > 0.0)
    }
}
