//! Solutions of the programming exercises.

/// One step of implicit Euler on l(θ) = ½ Σ λᵢθᵢ²; see [`crate::exercises::proximal_step`].
pub fn proximal_step(spectrum: &[f64], h: f64, theta: &[f64]) -> Vec<f64> {
    let coordinates = theta.iter().zip(spectrum);
    coordinates.map(|(x, l)| x / (1.0 + h * l)).collect()
}

/// One exact step of dθ = −λθ dt + σ dW; see [`crate::exercises::ornstein_uhlenbeck_step`].
pub fn ornstein_uhlenbeck_step(theta: f64, lambda: f64, sigma: f64, t: f64, xi: f64) -> f64 {
    let variance = if lambda == 0.0 {
        t
    } else {
        -(-2.0 * lambda * t).exp_m1() / (2.0 * lambda)
    };
    (-lambda * t).exp() * theta + sigma * variance.sqrt() * xi
}

/// The temperature to set in SGLD; see [`crate::exercises::sgld_temperature`].
pub fn sgld_temperature(target: f64, eta: f64, c: f64, batch: usize) -> Option<f64> {
    let temperature = target - eta * c / (2.0 * batch as f64);
    (temperature >= 0.0).then_some(temperature)
}
