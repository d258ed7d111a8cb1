//! The best constants on quadratics whose eigenvalues lie between μ and L.

/// A learning rate, a decay, and the factor by which the error shrinks per step with them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// η
    pub lr: f64,
    /// β
    pub beta: f64,
    /// The error shrinks as `rate`ᵗ, up to a factor t.
    pub rate: f64,
}

// ANCHOR: tuning
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
// ANCHOR_END: tuning
