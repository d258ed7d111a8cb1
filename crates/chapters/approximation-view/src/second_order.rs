//! Methods whose model is of second order: Newton, trust region, cubic.

use descent::{Objective, Tensor, flatten, unflatten};
use nalgebra::{DMatrix, DVector};
use ndarray::Array2;

use crate::secular::{ModelError, cubic_step, trust_region_step};

/// The points of a run and the values there.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// θ₀, θ₁, …, flattened.
    pub points: Vec<Vec<f64>>,
    /// f(θ₀), f(θ₁), …
    pub values: Vec<f64>,
}

/// −H⁻¹g, the Newton step, or `None` if H is singular: equation `approximation-view:newton`.
///
/// # Panics
/// If the shapes do not fit.
pub fn newton_step(g: &[f64], h: &Array2<f64>) -> Option<Vec<f64>> {
    let matrix = DMatrix::from_fn(g.len(), g.len(), |i, j| h[(i, j)]);
    let step = matrix.lu().solve(&-DVector::from_row_slice(g))?;
    Some(step.iter().copied().collect())
}

/// `steps` steps, each d = `step`(g, H), the first from `start`.
///
/// # Errors
/// If the problem has no Hessian or `step` fails.
pub fn run(
    objective: &dyn Objective,
    start: &[Tensor],
    steps: usize,
    mut step: impl FnMut(&[f64], &Array2<f64>) -> Result<Vec<f64>, ModelError>,
) -> Result<Run, ModelError> {
    let mut theta = start.to_vec();
    let (mut points, mut values) = (vec![flatten(start)], vec![objective.value(start)]);
    for _ in 0..steps {
        let (g, h) = derivatives(objective, &theta)?;
        theta = moved(&theta, &step(&g, &h)?);
        points.push(flatten(&theta));
        values.push(objective.value(&theta));
    }
    Ok(Run { points, values })
}

/// The cubic method with a fixed M = `m`, equation `approximation-view:cubic`.
///
/// # Errors
/// If the problem has no Hessian or M is not positive.
pub fn cubic(
    objective: &dyn Objective,
    start: &[Tensor],
    m: f64,
    steps: usize,
) -> Result<Run, ModelError> {
    run(
        objective,
        start,
        steps,
        |g, h| Ok(cubic_step(g, h, m)?.step),
    )
}

/// The trust-region method: the model's promise is compared with what f gives, and the radius follows.
///
/// A step that gives less than a quarter of the promise shrinks the radius to a quarter; one that
/// gives more than three quarters, at the edge of the ball, doubles it. A step that raises f is not
/// taken. Δ starts at `radius`.
///
/// # Errors
/// If the problem has no Hessian or Δ is not positive.
pub fn trust_region(
    objective: &dyn Objective,
    start: &[Tensor],
    mut radius: f64,
    steps: usize,
) -> Result<Run, ModelError> {
    let mut theta = start.to_vec();
    let (mut points, mut values) = (vec![flatten(start)], vec![objective.value(start)]);
    for _ in 0..steps {
        let (g, h) = derivatives(objective, &theta)?;
        let found = trust_region_step(&g, &h, radius)?;
        let promised = -model(&g, &h, &found.step);
        let next = moved(&theta, &found.step);
        let value = objective.value(&next);
        let kept = values[values.len() - 1] - value;
        if kept < 0.25 * promised {
            radius *= 0.25;
        } else if kept > 0.75 * promised && found.nu > 0.0 {
            radius *= 2.0;
        }
        if kept > 0.0 {
            theta = next;
        }
        points.push(flatten(&theta));
        values.push(objective.value(&theta));
    }
    Ok(Run { points, values })
}

/// gᵀd + ½dᵀHd.
///
/// # Panics
/// If the shapes do not fit.
pub fn model(g: &[f64], h: &Array2<f64>, d: &[f64]) -> f64 {
    let mut value = 0.0;
    for i in 0..d.len() {
        let row: f64 = (0..d.len()).map(|j| h[(i, j)] * d[j]).sum();
        value += d[i] * (g[i] + 0.5 * row);
    }
    value
}

/// gᵀd + ½dᵀHd + (M/6)‖d‖³.
///
/// # Panics
/// If the shapes do not fit.
pub fn cubic_model(g: &[f64], h: &Array2<f64>, m: f64, d: &[f64]) -> f64 {
    let length = d.iter().map(|d| d * d).sum::<f64>().sqrt();
    model(g, h, d) + m / 6.0 * length.powi(3)
}

fn derivatives(
    objective: &dyn Objective,
    theta: &[Tensor],
) -> Result<(Vec<f64>, Array2<f64>), ModelError> {
    let hessian = objective
        .hessian(theta)
        .ok_or_else(|| ModelError::NoHessian(objective.name().to_owned()))?;
    Ok((flatten(&objective.gradient(theta)), hessian))
}

fn moved(theta: &[Tensor], step: &[f64]) -> Vec<Tensor> {
    let flat: Vec<f64> = flatten(theta)
        .iter()
        .zip(step)
        .map(|(x, d)| x + d)
        .collect();
    unflatten(&flat, theta)
}
