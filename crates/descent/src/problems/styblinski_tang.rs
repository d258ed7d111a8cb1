//! The Styblinski–Tang function: two wells of different depth in each variable.

use ndarray::{Array1, Array2};

use super::ProblemError;
use crate::{Objective, Tensor, vector};

/// f(θ) = ½ Σ (θᵢ⁴ − 16θᵢ² + 5θᵢ), smallest where every θᵢ = −2.9035… (Styblinski & Tang 1990).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StyblinskiTang {
    dimension: usize,
}

impl StyblinskiTang {
    /// The function of `dimension` variables.
    ///
    /// # Errors
    /// If the dimension is 0.
    pub fn new(dimension: usize) -> Result<Self, ProblemError> {
        if dimension == 0 {
            let what = "the dimension must be 1 or more".to_owned();
            return Err(ProblemError::Invalid {
                problem: "styblinski-tang",
                what,
            });
        }
        Ok(Self { dimension })
    }
}

impl Objective for StyblinskiTang {
    fn name(&self) -> &'static str {
        "styblinski-tang"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.5; self.dimension])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        0.5 * params[0]
            .iter()
            .map(|x| x.powi(4) - 16.0 * x * x + 5.0 * x)
            .sum::<f64>()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (g, x) in grads[0].iter_mut().zip(&params[0]) {
            *g = 2.0 * x.powi(3) - 16.0 * x + 2.5;
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let curvature: Array1<f64> = params[0].iter().map(|x| 6.0 * x * x - 16.0).collect();
        Some(Array2::from_diag(&curvature))
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        // The smallest root of 2x³ − 16x + 5/2, by the trigonometric formula for three real roots.
        let radius = 2.0 * (8.0_f64 / 3.0).sqrt();
        let angle = (-(1.25_f64) / 2.0 / (8.0_f64 / 3.0).powf(1.5)).acos() / 3.0;
        let root = radius * (angle - 4.0 * std::f64::consts::PI / 3.0).cos();
        vec![vector(&vec![root; self.dimension])]
    }
}
