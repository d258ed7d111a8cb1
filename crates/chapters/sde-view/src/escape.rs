//! How long a Langevin particle takes to reach a point for the first time.

use std::f64::consts::PI;

use descent::random::{Generator, normal};

use crate::Polynomial;

/// The mean time from `from` to `target` on the right, by the double integral.
///
/// `low` takes the place of −∞: to its left the density is negligible.
pub fn mean_exit_time(l: &Polynomial, sigma: f64, low: f64, from: f64, target: f64) -> f64 {
    const PARTS: usize = 8000;
    let k = 2.0 / (sigma * sigma);
    let width = (target - low) / PARTS as f64;
    let at = |i: usize| low + i as f64 * width;
    // inner(y) = e^{kl(y)} ∫ e^{−kl} up to y, grown from cell to cell so that neither factor
    // overflows; both integrals by the trapezoidal rule.
    let (mut inner, mut outer) = (0.0, 0.0);
    for i in 1..=PARTS {
        let growth = (k * (l.value(at(i)) - l.value(at(i - 1)))).exp();
        let next = inner * growth + width * f64::midpoint(growth, 1.0);
        // The cell that holds `from` counts with the part to the right of it.
        let share = ((at(i) - from) / width).clamp(0.0, 1.0);
        outer += share * width * f64::midpoint(inner, next);
        inner = next;
    }
    k * outer
}

/// The same time from the backward equation (σ²/2)u″ − l′u′ = −1, u′(low) = 0, u(target) = 0, by
/// central differences on `cells` cells.
///
/// Returns the grid and u on it.
pub fn exit_times_by_differences(
    l: &Polynomial,
    sigma: f64,
    low: f64,
    target: f64,
    cells: usize,
) -> Vec<(f64, f64)> {
    let width = (target - low) / cells as f64;
    let at = |i: usize| low + i as f64 * width;
    let diffusion = sigma * sigma / 2.0 / (width * width);
    // Row i: lower·u_{i−1} + middle·u_i + upper·u_{i+1} = −1, eliminated downwards (Thomas 1949).
    // At i = 0 the mirror image u_{−1} = u_1 stands for u′ = 0.
    let (mut ratio, mut right) = (vec![0.0; cells], vec![0.0; cells]);
    for i in 0..cells {
        let drift = l.slope(at(i)) / (2.0 * width);
        let (lower, upper) = if i == 0 {
            (0.0, 2.0 * diffusion)
        } else {
            (diffusion + drift, diffusion - drift)
        };
        let (above, known) = if i == 0 {
            (0.0, 0.0)
        } else {
            (ratio[i - 1], right[i - 1])
        };
        let pivot = -2.0 * diffusion - lower * above;
        ratio[i] = upper / pivot;
        right[i] = (-1.0 - lower * known) / pivot;
    }
    let mut u = vec![0.0; cells + 1];
    for i in (0..cells).rev() {
        u[i] = right[i] - ratio[i] * u[i + 1];
    }
    u.iter()
        .enumerate()
        .map(|(i, &time)| (at(i), time))
        .collect()
}

/// First-passage times from `from` to `target` on the right of `particles` simulated particles with
/// step `h`.
pub fn first_passage_times(
    l: &Polynomial,
    sigma: f64,
    h: f64,
    (from, target): (f64, f64),
    particles: usize,
    rng: &mut Generator,
) -> Vec<f64> {
    let kick = sigma * h.sqrt();
    (0..particles)
        .map(|_| {
            let (mut theta, mut steps) = (from, 0_u32);
            while theta < target {
                theta += kick * normal(rng) - h * l.slope(theta);
                steps += 1;
            }
            f64::from(steps) * h
        })
        .collect()
}

/// Kramers' time 2π/√(l″(a)|l″(b)|) · exp(2(l(b) − l(a))/σ²) from the minimizer `a` over the barrier
/// at `b`.
pub fn kramers_time(l: &Polynomial, sigma: f64, a: f64, b: f64) -> f64 {
    let barrier = l.value(b) - l.value(a);
    2.0 * PI / (l.curvature(a) * l.curvature(b).abs()).sqrt()
        * (2.0 * barrier / (sigma * sigma)).exp()
}
