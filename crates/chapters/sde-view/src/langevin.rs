//! The Langevin equation dθ = −l′(θ) dt + σ dW, simulated.

use descent::random::{Generator, normal};

use crate::Polynomial;

/// Moves every particle by `steps` steps θ ← θ − h l′(θ) + σ√h ξ with independent ξ ~ N(0, 1).
pub fn euler_maruyama(
    l: &Polynomial,
    sigma: f64,
    h: f64,
    steps: usize,
    particles: &mut [f64],
    rng: &mut Generator,
) {
    let kick = sigma * h.sqrt();
    for theta in particles {
        for _ in 0..steps {
            *theta += kick * normal(rng) - h * l.slope(*theta);
        }
    }
}

/// One path θ₀, …, θ_N of the same scheme.
pub fn langevin_path(
    l: &Polynomial,
    sigma: f64,
    h: f64,
    steps: usize,
    start: f64,
    rng: &mut Generator,
) -> Vec<f64> {
    let mut points = vec![start];
    for k in 0..steps {
        let mut particle = [points[k]];
        euler_maruyama(l, sigma, h, 1, &mut particle, rng);
        points.push(particle[0]);
    }
    points
}
