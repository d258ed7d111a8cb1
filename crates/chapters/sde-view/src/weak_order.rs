//! Expectations under Euler–Maruyama without sampling: its transition density, iterated on a grid.

use std::f64::consts::PI;

use crate::Polynomial;

/// E φ(θ_N) after `steps` = N steps of size `h` from the point `start`.
///
/// The density is carried on 241 points of [−4, 4], where all but a negligible part of it must lie;
/// sums in place of integrals are exact to rounding as long as σ√h is at least twice the spacing.
pub fn euler_maruyama_mean(
    l: &Polynomial,
    sigma: f64,
    h: f64,
    steps: usize,
    start: f64,
    phi: &dyn Fn(f64) -> f64,
) -> f64 {
    const POINTS: usize = 241;
    let spacing = 8.0 / (POINTS - 1) as f64;
    let at = |i: usize| -4.0 + i as f64 * spacing;
    let deviation = sigma * h.sqrt();
    // The density at `to` one step after `from`.
    let transition = |from: f64, to: f64| {
        let z = (to - from + h * l.slope(from)) / deviation;
        (-z * z / 2.0).exp() / (deviation * (2.0 * PI).sqrt())
    };
    let kernel: Vec<f64> = (0..POINTS * POINTS)
        .map(|k| spacing * transition(at(k % POINTS), at(k / POINTS)))
        .collect();
    let mut density: Vec<f64> = (0..POINTS).map(|i| transition(start, at(i))).collect();
    for _ in 1..steps {
        density = kernel
            .chunks(POINTS)
            .map(|row| row.iter().zip(&density).map(|(k, p)| k * p).sum())
            .collect();
    }
    let terms = density.iter().enumerate();
    terms.map(|(i, p)| spacing * p * phi(at(i))).sum()
}
