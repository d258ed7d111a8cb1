//! Hessian–vector products without the Hessian.

use descent::{Objective, Tensor};
use ndarray::Array2;

use crate::{Dual, Formula, reverse};

/// ∇f(x) and ∇²f(x)v by dual numbers on a tape (Pearlmutter 1994): equation
/// `gradients:hessian-vector`.
///
/// # Panics
/// If `v` has not as many entries as `x`.
// ANCHOR: product
pub fn product(f: &impl Formula, x: &[f64], v: &[f64]) -> (Vec<f64>, Vec<f64>) {
    assert_eq!(x.len(), v.len(), "a direction has the length of the point");
    let moving = x.iter().zip(v).map(|(&x, &v)| Dual::new(x, v));
    let moving: Vec<Dual> = moving.collect();
    let (_, gradient) = reverse::gradient_times(f, &moving, Dual::new(1.0, 0.0));
    gradient.iter().map(|g| (g.value, g.slope)).unzip()
}
// ANCHOR_END: product

/// ∇²f(x), n × n, column by column from n products.
pub fn full(f: &impl Formula, x: &[f64]) -> Array2<f64> {
    let n = x.len();
    let mut hessian = Array2::zeros((n, n));
    for j in 0..n {
        let mut unit = vec![0.0; n];
        unit[j] = 1.0;
        for (i, entry) in product(f, x, &unit).1.into_iter().enumerate() {
            hessian[(i, j)] = entry;
        }
    }
    hessian
}

/// ∇²f(θ)v by a central difference of gradients along v, (∇f(θ + hv) − ∇f(θ − hv))/2h, for any
/// objective: equation `gradients:hessian-vector`.
pub fn product_by_differences(
    objective: &dyn Objective,
    params: &[Tensor],
    v: &[Tensor],
    h: f64,
) -> Vec<Tensor> {
    let moved =
        |h: f64| -> Vec<Tensor> { params.iter().zip(v).map(|(p, v)| p + &(v * h)).collect() };
    let (ahead, behind) = (
        objective.gradient(&moved(h)),
        objective.gradient(&moved(-h)),
    );
    ahead
        .iter()
        .zip(&behind)
        .map(|(a, b)| (a - b) / (2.0 * h))
        .collect()
}
