//! A landscape whose constants are known exactly.

use descent::{Objective, ProblemError, Tensor, vector};
use ndarray::{Array1, Array2};

/// f(x) = a Σ cos(b xᵢ) + c Σ xᵢ, with valleys, hills and saddle points.
///
/// The largest and the most negative curvature are ab² and −ab², so L₊ = L₋ = L = ab²; the Hessian
/// has the Lipschitz constant M = ab³ in the spectral norm.
#[derive(Debug, Clone, PartialEq)]
pub struct Cosines {
    a: f64,
    b: f64,
    c: f64,
    start: Vec<f64>,
}

impl Cosines {
    /// The landscape of height `a`, frequency `b` and tilt `c`, started from `start`.
    ///
    /// # Errors
    /// If a or b is not positive, a number is not finite, or `start` is empty.
    pub fn new(a: f64, b: f64, c: f64, start: &[f64]) -> Result<Self, ProblemError> {
        let finite = [a, b, c].iter().chain(start).all(|x| x.is_finite());
        if !(finite && a > 0.0 && b > 0.0) || start.is_empty() {
            return Err(ProblemError::Invalid {
                problem: "cosines",
                what: format!(
                    "a = {a} and b = {b} must be positive, c = {c} finite, and the start {start:?} finite and not empty"
                ),
            });
        }
        Ok(Self {
            a,
            b,
            c,
            start: start.to_vec(),
        })
    }

    /// M = ab³, the Lipschitz constant of the Hessian.
    pub fn hessian_lipschitz(&self) -> f64 {
        self.a * self.b.powi(3)
    }
}

impl Objective for Cosines {
    fn name(&self) -> &'static str {
        "cosines"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&self.start)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let term = |x: &f64| self.a * (self.b * x).cos() + self.c * x;
        params[0].iter().map(term).sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (g, x) in grads[0].iter_mut().zip(&params[0]) {
            *g = -self.a * self.b * (self.b * x).sin() + self.c;
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let curvature = |x: &f64| -self.a * self.b * self.b * (self.b * x).cos();
        let diagonal: Array1<f64> = params[0].iter().map(curvature).collect();
        Some(Array2::from_diag(&diagonal))
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.a * self.b * self.b)
    }
}
