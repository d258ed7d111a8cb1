//! Derivatives by finite differences: the independent route for checks of formulas and gradients.

use ndarray::Array2;

use crate::{Objective, Tensor, flatten, unflatten};

/// The gradient of `objective` at `params` by central differences with relative step `h`.
///
/// Coordinate i moves by ±h·max(1, |θᵢ|). The error is O(h²) from the Taylor remainder plus O(ε/h)
/// from rounding; h ≈ 6·10⁻⁶ (ε^{1/3}) balances the two.
pub fn gradient(objective: &dyn Objective, params: &[Tensor], h: f64) -> Vec<Tensor> {
    let mut flat = flatten(params);
    let slopes: Vec<f64> = (0..flat.len())
        .map(|i| {
            let centre = flat[i];
            let step = h * centre.abs().max(1.0);
            flat[i] = centre + step;
            let ahead = objective.value(&unflatten(&flat, params));
            flat[i] = centre - step;
            let behind = objective.value(&unflatten(&flat, params));
            flat[i] = centre;
            (ahead - behind) / (2.0 * step)
        })
        .collect();
    unflatten(&slopes, params)
}

/// The Hessian of `objective` at `params` by central differences of its gradient, n × n over the
/// flattened parameters.
pub fn hessian(objective: &dyn Objective, params: &[Tensor], h: f64) -> Array2<f64> {
    let mut flat = flatten(params);
    let n = flat.len();
    let mut hessian = Array2::zeros((n, n));
    for j in 0..n {
        let centre = flat[j];
        let step = h * centre.abs().max(1.0);
        flat[j] = centre + step;
        let ahead = flatten(&objective.gradient(&unflatten(&flat, params)));
        flat[j] = centre - step;
        let behind = flatten(&objective.gradient(&unflatten(&flat, params)));
        flat[j] = centre;
        for i in 0..n {
            hessian[(i, j)] = (ahead[i] - behind[i]) / (2.0 * step);
        }
    }
    hessian
}
