//! Rastrigin's function: a bowl covered with a lattice of local minima.

use std::f64::consts::TAU;

use ndarray::{Array1, Array2};

use super::ProblemError;
use crate::{Objective, Tensor, vector};

/// f(θ) = Σ [10 + θᵢ² − 10 cos 2πθᵢ], smallest at 0 (Rastrigin 1974).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rastrigin {
    dimension: usize,
}

impl Rastrigin {
    /// The function of `dimension` variables.
    ///
    /// # Errors
    /// If the dimension is 0.
    pub fn new(dimension: usize) -> Result<Self, ProblemError> {
        if dimension == 0 {
            let what = "the dimension must be 1 or more".to_owned();
            return Err(ProblemError::Invalid {
                problem: "rastrigin",
                what,
            });
        }
        Ok(Self { dimension })
    }
}

impl Objective for Rastrigin {
    fn name(&self) -> &'static str {
        "rastrigin"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![2.2; self.dimension])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params[0]
            .iter()
            .map(|x| 10.0 + x * x - 10.0 * (TAU * x).cos())
            .sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (g, x) in grads[0].iter_mut().zip(&params[0]) {
            *g = 2.0 * x + 10.0 * TAU * (TAU * x).sin();
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let curvature: Array1<f64> = params[0]
            .iter()
            .map(|x| 2.0 + 10.0 * TAU * TAU * (TAU * x).cos())
            .collect();
        Some(Array2::from_diag(&curvature))
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        vec![vector(&vec![0.0; self.dimension])]
    }

    fn smoothness(&self) -> Option<f64> {
        Some(2.0 + 10.0 * TAU * TAU)
    }
}
