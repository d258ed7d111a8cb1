//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::{Objective, Tensor, dot, unflatten, zeros_like};

use crate::curvature::{hessian_vector, moved, power_iteration};

/// Solves [`crate::exercises::smallest_eigenvalue`].
pub fn smallest_eigenvalue(
    product: &dyn Fn(&[Tensor]) -> Vec<Tensor>,
    start: &[Tensor],
    steps: usize,
) -> f64 {
    let last = |quotients: Vec<f64>| quotients.last().copied().unwrap_or(f64::NAN);
    // r² is the largest eigenvalue of H², also where λ and −λ are equally large.
    let twice = |v: &[Tensor]| product(&product(v));
    let r = last(power_iteration(&twice, start, steps)).sqrt();
    // Every eigenvalue of H lies in [−r, r], so those of rI − H lie in [0, 2r], the smallest on top.
    let shifted = |v: &[Tensor]| {
        let scaled: Vec<Tensor> = v.iter().map(|v| v * r).collect();
        moved(&scaled, -1.0, &product(v))
    };
    r - last(power_iteration(&shifted, start, steps))
}

/// Solves [`crate::exercises::diagonal`].
pub fn diagonal(product: &dyn Fn(&[Tensor]) -> Vec<Tensor>, probes: &[Vec<Tensor>]) -> Vec<Tensor> {
    let mut sum = zeros_like(&probes[0]);
    for z in probes {
        for ((sum, z), hz) in sum.iter_mut().zip(z).zip(&product(z)) {
            *sum += &(z * hz);
        }
    }
    sum.iter().map(|sum| sum / probes.len() as f64).collect()
}

/// Solves [`crate::exercises::flattest_rescaling`].
pub fn flattest_rescaling(objective: &dyn Objective, params: &[Tensor]) -> f64 {
    // tr H = t₁/α² + t₂α² + t₃ with the traces of the blocks (W₁, b₁), W₂ and b₂.
    let sizes: Vec<usize> = params.iter().map(Tensor::len).collect();
    let n: usize = sizes.iter().sum();
    let block = |from: usize, to: usize| -> f64 {
        (from..to)
            .map(|i| {
                let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
                let unit = unflatten(&unit, params);
                dot(&unit, &hessian_vector(objective, params, &unit, 1e-5))
            })
            .sum()
    };
    let first = sizes[0] + sizes[1];
    let (t1, t2) = (block(0, first), block(first, first + sizes[2]));
    (t1 / t2).powf(0.25)
}
