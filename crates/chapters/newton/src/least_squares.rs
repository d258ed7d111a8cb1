//! Nonlinear least squares, f = ½‖r(θ)‖²: Gauss–Newton and Levenberg–Marquardt.

use nalgebra::{DMatrix, DVector};

/// Residuals r(θ) with their Jacobian.
pub trait Residuals {
    /// r(θ).
    fn residuals(&self, theta: &DVector<f64>) -> DVector<f64>;

    /// J(θ), one row for each residual.
    fn jacobian(&self, theta: &DVector<f64>) -> DMatrix<f64>;

    /// f(θ) = ½‖r(θ)‖².
    fn value(&self, theta: &DVector<f64>) -> f64 {
        0.5 * self.residuals(theta).norm_squared()
    }
}

/// Dennis & Schnabel's example r = (θ + 1, λθ² + θ − 1) with its minimizer at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bent {
    /// λ, below 1; f″(0) = 2 − 2λ.
    pub lambda: f64,
}

impl Residuals for Bent {
    fn residuals(&self, theta: &DVector<f64>) -> DVector<f64> {
        let x = theta[0];
        DVector::from_vec(vec![x + 1.0, self.lambda * x * x + x - 1.0])
    }

    fn jacobian(&self, theta: &DVector<f64>) -> DMatrix<f64> {
        DMatrix::from_column_slice(2, 1, &[1.0, 2.0 * self.lambda * theta[0] + 1.0])
    }
}

/// The residuals a·exp(−b·tᵢ) − vᵢ of a decay that is fitted to values.
#[derive(Debug, Clone, PartialEq)]
pub struct Decay {
    /// The times tᵢ with the values vᵢ.
    pub points: Vec<(f64, f64)>,
}

impl Residuals for Decay {
    fn residuals(&self, theta: &DVector<f64>) -> DVector<f64> {
        let residual = |&(t, v): &(f64, f64)| theta[0] * (-theta[1] * t).exp() - v;
        DVector::from_iterator(self.points.len(), self.points.iter().map(residual))
    }

    fn jacobian(&self, theta: &DVector<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(self.points.len(), 2, |i, j| {
            let t = self.points[i].0;
            let decay = (-theta[1] * t).exp();
            [decay, -theta[0] * t * decay][j]
        })
    }
}

/// d with (JᵀJ + μI)d = −Jᵀr: equation `newton:gauss-newton`. `None` if that matrix is singular.
pub fn step(problem: &dyn Residuals, theta: &DVector<f64>, mu: f64) -> Option<DVector<f64>> {
    let (r, j) = (problem.residuals(theta), problem.jacobian(theta));
    let n = theta.len();
    let matrix = j.tr_mul(&j) + DMatrix::identity(n, n) * mu;
    Some(-matrix.cholesky()?.solve(&j.tr_mul(&r)))
}

/// θ₀, θ₁, …: a step is taken if it makes f smaller, and μ divided by 3; otherwise μ is doubled.
///
/// Levenberg 1944; Marquardt 1963. Refused steps leave θ where it is and count too.
// ANCHOR: levenberg-marquardt
pub fn levenberg_marquardt(
    problem: &dyn Residuals,
    start: &DVector<f64>,
    mut mu: f64,
    steps: usize,
) -> Vec<DVector<f64>> {
    let mut path = vec![start.clone()];
    for _ in 0..steps {
        let theta = &path[path.len() - 1];
        let next = step(problem, theta, mu).map(|d| theta + d);
        let lower = next.filter(|next| problem.value(next) < problem.value(theta));
        mu = if lower.is_some() { mu / 3.0 } else { 2.0 * mu };
        path.push(lower.unwrap_or_else(|| theta.clone()));
    }
    path
}
// ANCHOR_END: levenberg-marquardt
