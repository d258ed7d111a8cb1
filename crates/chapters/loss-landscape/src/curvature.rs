//! Sharpness without a Hessian: products with it, its largest eigenvalue, its trace.

use descent::random::{Generator, normal, uniform};
use descent::{Objective, Tensor, dot, norm, zeros_like};

/// θ + cv, tensor by tensor.
///
/// # Panics
/// If the shapes differ.
pub fn moved(params: &[Tensor], c: f64, v: &[Tensor]) -> Vec<Tensor> {
    assert_eq!(params.len(), v.len(), "as many tensors");
    params
        .iter()
        .zip(v)
        .map(|(theta, v)| theta + &(v * c))
        .collect()
}

/// Hv by a central difference of gradients: equation `loss-landscape:hessian-vector`.
///
/// Two gradients, whatever the number of parameters. `h` is the length of the step along v/‖v‖.
// ANCHOR: product
pub fn hessian_vector(
    objective: &dyn Objective,
    params: &[Tensor],
    v: &[Tensor],
    h: f64,
) -> Vec<Tensor> {
    let length = norm(v);
    if length == 0.0 {
        return zeros_like(params);
    }
    let step = h / length;
    let ahead = objective.gradient(&moved(params, step, v));
    let behind = objective.gradient(&moved(params, -step, v));
    ahead
        .iter()
        .zip(&behind)
        .map(|(a, b)| (a - b) / (2.0 * step))
        .collect()
}
// ANCHOR_END: product

/// A list of tensors of independent N(0, 1) entries.
pub fn normal_like(params: &[Tensor], rng: &mut Generator) -> Vec<Tensor> {
    let draw = |theta: &Tensor| theta.mapv(|_| normal(rng));
    params.iter().map(draw).collect()
}

/// A list of tensors of independent entries ±1, the probes of Hutchinson's estimator.
pub fn signs_like(params: &[Tensor], rng: &mut Generator) -> Vec<Tensor> {
    let mut sign = |_| if uniform(rng) < 0.5 { -1.0 } else { 1.0 };
    params.iter().map(|theta| theta.mapv(&mut sign)).collect()
}

/// The Rayleigh quotients vᵀHv of `steps` power iterations: equation
/// `loss-landscape:power-iteration`.
///
/// They tend to the eigenvalue of largest modulus, at a minimum λ_max, unless `start` is orthogonal to
/// its eigenvectors. They are NaN if `start` or a product with it is 0.
// ANCHOR: power
pub fn power_iteration(
    product: &dyn Fn(&[Tensor]) -> Vec<Tensor>,
    start: &[Tensor],
    steps: usize,
) -> Vec<f64> {
    let mut v = start.to_vec();
    let mut quotients = Vec::with_capacity(steps);
    for _ in 0..steps {
        let length = norm(&v);
        for v in &mut v {
            *v /= length;
        }
        let hv = product(&v);
        quotients.push(dot(&v, &hv));
        v = hv;
    }
    quotients
}
// ANCHOR_END: power

/// λ_max at a minimum, in general the eigenvalue of largest modulus at `params`, from `steps` power
/// iterations with difference step 10⁻⁴ and a random start. Two gradients a step; NaN without any.
pub fn largest_eigenvalue(
    objective: &dyn Objective,
    params: &[Tensor],
    steps: usize,
    rng: &mut Generator,
) -> f64 {
    let product = |v: &[Tensor]| hessian_vector(objective, params, v, 1e-4);
    let quotients = power_iteration(&product, &normal_like(params, rng), steps);
    quotients.last().copied().unwrap_or(f64::NAN)
}

/// tr H at `params`: the mean of zᵀHz over `probes` vectors of signs, equation
/// `loss-landscape:hutchinson`. Two gradients a probe; NaN without any.
pub fn trace(
    objective: &dyn Objective,
    params: &[Tensor],
    probes: usize,
    rng: &mut Generator,
) -> f64 {
    let one = |_| {
        let z = signs_like(params, rng);
        dot(&z, &hessian_vector(objective, params, &z, 1e-3))
    };
    (0..probes).map(one).sum::<f64>() / probes as f64
}
