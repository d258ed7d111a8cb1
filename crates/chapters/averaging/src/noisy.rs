//! Gradient descent with noise on one eigenvalue: θ ← θ − η(λθ + sξ), ξ of mean 0 and variance 1.
//!
//! Variances in closed form, with a = 1 − ηλ. The minimum is at 0.

/// Var θ_T = η²s²(1 − a^{2T})/(1 − a²), from θ₀ = 0: equation `averaging:averaged-variance`.
pub fn last_variance(eta: f64, lambda: f64, s: f64, steps: u32) -> f64 {
    let a = 1.0 - eta * lambda;
    eta * eta * s * s * geometric(a * a, steps)
}

/// The variance of θ̄_T = (θ₁ + … + θ_T)/T, from θ₀ = 0: equation `averaging:averaged-variance`.
pub fn average_variance(eta: f64, lambda: f64, s: f64, steps: u32) -> f64 {
    let (a, t) = (1.0 - eta * lambda, f64::from(steps));
    let sum = t - 2.0 * a * geometric(a, steps) + a * a * geometric(a * a, steps);
    s * s * sum / (lambda * t).powi(2)
}

/// 1 + q + … + q^{n−1}.
fn geometric(q: f64, n: u32) -> f64 {
    if q == 1.0 {
        f64::from(n)
    } else {
        (1.0 - q.powf(f64::from(n))) / (1.0 - q)
    }
}

/// V = ηs²/(λ(2 − ηλ)), the variance of θ in the long run: equation `averaging:limits`.
pub fn settled_variance(eta: f64, lambda: f64, s: f64) -> f64 {
    eta * s * s / (lambda * (2.0 - eta * lambda))
}

/// The variance of the leaky average with decay `delta` in the long run: equation
/// `averaging:ema-variance`.
pub fn ema_variance(eta: f64, lambda: f64, s: f64, delta: f64) -> f64 {
    let a = 1.0 - eta * lambda;
    (1.0 - delta) / (1.0 + delta) * (1.0 + a * delta) / (1.0 - a * delta)
        * settled_variance(eta, lambda, s)
}

/// n times the variance of the mean of n ends of a cycle of `rates`, for large n: equation
/// `averaging:swa-cycle`.
pub fn cycle_variance(rates: &[f64], lambda: f64, s: f64) -> f64 {
    // From the last step of the cycle to the first: `left` is what later steps leave of its noise.
    let (mut sum, mut left) = (0.0, 1.0);
    for eta in rates.iter().rev() {
        sum += (eta * left).powi(2);
        left *= 1.0 - eta * lambda;
    }
    s * s * sum / (1.0 - left).powi(2)
}

/// 1 − α + αa^k, what k steps of Lookahead do to the distance from the minimum: equation
/// `averaging:lookahead-factor`.
pub fn lookahead_factor(eta_lambda: f64, k: u32, alpha: f64) -> f64 {
    1.0 - alpha + alpha * (1.0 - eta_lambda).powf(f64::from(k))
}

/// The variance of Lookahead's slow weights in the long run, over that of gradient descent:
/// equation `averaging:lookahead-variance`.
pub fn lookahead_ratio(eta_lambda: f64, k: u32, alpha: f64) -> f64 {
    let power = (1.0 - eta_lambda).powf(f64::from(k));
    alpha * (1.0 + power) / (2.0 - alpha * (1.0 - power))
}
