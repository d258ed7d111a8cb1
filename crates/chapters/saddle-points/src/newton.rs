//! Newton's method and saddle-free Newton, for functions with a formula for their Hessian.

use descent::{Objective, flatten, unflatten};
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Why no step was taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NewtonError {
    /// The objective has no formula for its Hessian.
    #[error("the problem `{0}` has no Hessian, which Newton's method needs")]
    NoHessian(String),
    /// An eigenvalue of the Hessian is 0 or not finite.
    #[error("the Hessian has the eigenvalue {0}; it cannot be inverted")]
    Singular(f64),
}

/// ∇f(θ), and the eigenvalues and eigenvectors of ∇²f(θ).
fn expand(
    objective: &dyn Objective,
    theta: &[f64],
) -> Result<(DVector<f64>, SymmetricEigen<f64, nalgebra::Dyn>), NewtonError> {
    let params = unflatten(theta, &objective.start());
    let hessian = objective
        .hessian(&params)
        .ok_or_else(|| NewtonError::NoHessian(objective.name().to_owned()))?;
    let n = theta.len();
    let eigen = SymmetricEigen::new(DMatrix::from_fn(n, n, |i, j| hessian[(i, j)]));
    let unusable = |x: &&f64| **x == 0.0 || !x.is_finite();
    if let Some(&bad) = eigen.eigenvalues.iter().find(unusable) {
        return Err(NewtonError::Singular(bad));
    }
    Ok((
        DVector::from_vec(flatten(&objective.gradient(&params))),
        eigen,
    ))
}

/// θ ← θ − H⁻¹∇f(θ), equation `saddle-points:maps`; `theta` holds the flattened parameters.
///
/// # Errors
/// If the objective has no Hessian or it is singular; `theta` is then unchanged.
pub fn newton(objective: &dyn Objective, theta: &mut [f64]) -> Result<(), NewtonError> {
    let (gradient, eigen) = expand(objective, theta)?;
    let mut along = eigen.eigenvectors.tr_mul(&gradient);
    along.component_div_assign(&eigen.eigenvalues);
    let step = eigen.eigenvectors * along;
    theta.iter_mut().zip(&step).for_each(|(x, s)| *x -= s);
    Ok(())
}

/// θ ← θ − |H|⁻¹∇f(θ), equation `saddle-points:saddle-free` (Dauphin et al. 2014).
///
/// # Errors
/// If the objective has no Hessian or it is singular; `theta` is then unchanged.
// ANCHOR: step
pub fn saddle_free(objective: &dyn Objective, theta: &mut [f64]) -> Result<(), NewtonError> {
    // H = V diag(λ) Vᵀ, so |H|⁻¹g = V diag(1/|λ|) Vᵀg.
    let (gradient, eigen) = expand(objective, theta)?;
    let mut along = eigen.eigenvectors.tr_mul(&gradient);
    along.component_div_assign(&eigen.eigenvalues.abs());
    let step = eigen.eigenvectors * along;
    theta.iter_mut().zip(&step).for_each(|(x, s)| *x -= s);
    Ok(())
}
// ANCHOR_END: step
