//! The best constants on quadratics whose eigenvalues lie between μ and L.

/// A learning rate, a decay, and the factor by which the error shrinks per step with them.
///
/// ```
/// use momentum::iteration::{heavy_ball_matrix, nesterov_matrix, spectral_radius};
/// use momentum::tuning::{best_gradient_descent, best_heavy_ball, nesterov_tuning};
///
/// // `rate` is the largest spectral radius between μ and L, and it is taken at μ.
/// let (mu, l) = (0.3, 7.0);
/// for (tuning, matrix) in [
///     (best_gradient_descent(mu, l), heavy_ball_matrix as fn(f64, f64) -> _),
///     (best_heavy_ball(mu, l), heavy_ball_matrix),
///     (nesterov_tuning(mu, l), nesterov_matrix),
/// ] {
///     let radius = |lambda: f64| spectral_radius(&matrix(tuning.lr * lambda, tuning.beta));
///     let worst = (0..=50).map(|i| radius(mu + (l - mu) * f64::from(i) / 50.0)).fold(0.0, f64::max);
///     // A double root magnifies rounding to its square root.
///     assert!((worst - tuning.rate).abs() < 1e-6, "{tuning:?}: {worst}");
///     assert!((radius(mu) - tuning.rate).abs() < 1e-6, "{tuning:?}: {}", radius(mu));
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// η
    pub lr: f64,
    /// β
    pub beta: f64,
    /// The error shrinks as `rate`ᵗ, up to a factor t.
    pub rate: f64,
}

/// Gradient descent at its best, `momentum:gd-rate`.
pub fn best_gradient_descent(mu: f64, l: f64) -> Tuning {
    Tuning {
        lr: 2.0 / (l + mu),
        beta: 0.0,
        rate: (l - mu) / (l + mu),
    }
}

/// Heavy ball at its best, `momentum:best`.
pub fn best_heavy_ball(mu: f64, l: f64) -> Tuning {
    let (root_mu, root_l) = (mu.sqrt(), l.sqrt());
    let rate = (root_l - root_mu) / (root_l + root_mu);
    Tuning {
        lr: (2.0 / (root_l + root_mu)).powi(2),
        beta: rate * rate,
        rate,
    }
}

/// Nesterov's momentum with the constants of its theorem, `momentum:nag-strong`.
pub fn nesterov_tuning(mu: f64, l: f64) -> Tuning {
    let (root_mu, root_l) = (mu.sqrt(), l.sqrt());
    let beta = (root_l - root_mu) / (root_l + root_mu);
    Tuning {
        lr: 1.0 / l,
        beta,
        rate: 1.0 - root_mu / root_l,
    }
}
