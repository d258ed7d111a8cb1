//! Forward mode: one evaluation with dual numbers gives one directional derivative.

use crate::{Dual, Formula, Scalar};

/// f(x) and ∇f(x)ᵀv from one evaluation: equation `gradients:forward-mode`.
///
/// # Panics
/// If `v` has not as many entries as `x`.
pub fn directional<S: Scalar>(f: &impl Formula, x: &[S], v: &[S]) -> (S, S) {
    assert_eq!(x.len(), v.len(), "a direction has the length of the point");
    let moving: Vec<Dual<S>> = x.iter().zip(v).map(|(&x, &v)| Dual::new(x, v)).collect();
    let Dual { value, slope } = f.eval(&moving);
    (value, slope)
}

/// f(x) and ∇f(x) from n evaluations, one for each variable.
pub fn gradient(f: &impl Formula, x: &[f64]) -> (f64, Vec<f64>) {
    let mut direction = vec![0.0; x.len()];
    let gradient = (0..x.len())
        .map(|i| {
            direction[i] = 1.0;
            let (_, slope) = directional(f, x, &direction);
            direction[i] = 0.0;
            slope
        })
        .collect();
    (f.eval(x), gradient)
}

/// uᵀ∇²f(x)v from one evaluation with nested dual numbers: equation `gradients:hyper-dual`.
///
/// # Panics
/// If `u` or `v` has not as many entries as `x`.
pub fn second(f: &impl Formula, x: &[f64], u: &[f64], v: &[f64]) -> f64 {
    let inner: Vec<Dual> = x.iter().zip(u).map(|(&x, &u)| Dual::new(x, u)).collect();
    let outer: Vec<Dual> = v.iter().map(|&v| Dual::constant(v)).collect();
    directional(f, &inner, &outer).1.slope
}
