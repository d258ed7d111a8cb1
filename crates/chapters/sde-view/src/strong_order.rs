//! How far Euler–Maruyama is from the exact solution that is driven by the same Brownian path.

use descent::random::{Generator, normal};

/// The finest grid has 2⁹ steps on [0, 1].
const FINEST: usize = 512;

/// E|X₁ − X_N| for dX = aX dt + bX dW, X₀ = 1, at h = 1/N for N = 8, 16, …, 128.
///
/// The exact solution is X₁ = exp(a − b²/2 + bW₁).
pub fn geometric_brownian(a: f64, b: f64, paths: usize, rng: &mut Generator) -> Vec<(f64, f64)> {
    let mut draw = || {
        let increments: Vec<f64> = (0..FINEST)
            .map(|_| normal(rng) / (FINEST as f64).sqrt())
            .collect();
        let exact = (a - b * b / 2.0 + b * increments.iter().sum::<f64>()).exp();
        (increments, exact)
    };
    mean_errors(paths, &mut draw, &|x, h, dw| x + a * x * h + b * x * dw)
}

/// E|X₁ − X_N| for dX = −λX dt + σ dW, X₀ = 1, at h = 1/N for N = 8, 16, …, 128.
///
/// On each of the finest steps δ the pair (ΔW, ∫ e^{−λ(δ−s)} dW) is drawn from its exact joint
/// Gaussian law, so the comparison solution carries no discretization error.
pub fn ornstein_uhlenbeck(
    lambda: f64,
    sigma: f64,
    paths: usize,
    rng: &mut Generator,
) -> Vec<(f64, f64)> {
    let delta = 1.0 / FINEST as f64;
    let decay = (-lambda * delta).exp();
    let covariance = (1.0 - decay) / lambda;
    let variance = (1.0 - decay * decay) / (2.0 * lambda);
    let rest = (variance - covariance * covariance / delta).max(0.0).sqrt();
    let mut draw = || {
        let mut exact = 1.0;
        let mut increments = Vec::with_capacity(FINEST);
        for _ in 0..FINEST {
            let dw = delta.sqrt() * normal(rng);
            exact = decay * exact + sigma * (covariance / delta * dw + rest * normal(rng));
            increments.push(dw);
        }
        (increments, exact)
    };
    mean_errors(paths, &mut draw, &|x, h, dw| {
        x - lambda * x * h + sigma * dw
    })
}

/// The mean distance to the exact end of the scheme `step(x, h, ΔW)`, run on coarser and coarser
/// sums of the same increments.
fn mean_errors(
    paths: usize,
    draw: &mut dyn FnMut() -> (Vec<f64>, f64),
    step: &dyn Fn(f64, f64, f64) -> f64,
) -> Vec<(f64, f64)> {
    let mut errors = [8, 16, 32, 64, 128].map(|n| (n, 0.0));
    for _ in 0..paths {
        let (increments, exact) = draw();
        for (n, error) in &mut errors {
            let h = 1.0 / *n as f64;
            let coarse = increments.chunks(FINEST / *n);
            let end = coarse.fold(1.0, |x, c| step(x, h, c.iter().sum()));
            *error += (end - exact).abs() / paths as f64;
        }
    }
    errors.map(|(n, error)| (1.0 / n as f64, error)).to_vec()
}
