//! How far one random step gets: the law behind gradientless descent.

use descent::quadrature::integrate;

/// φ_n(τ) = E max(0, τz − τ²‖ξ‖²/2n) for ξ ~ N(0, I) in n dimensions and z = ξ₁, bounded from below
/// by ‖ξ‖² ← z² + n − 1 (equality as n → ∞): equation `zeroth-order:progress`.
pub fn progress_bound(n: f64, tau: f64) -> f64 {
    let density = |z: f64| (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let gain = |z: f64| (tau * z - tau * tau * (z * z + n - 1.0) / (2.0 * n)).max(0.0);
    integrate(&|z| gain(z) * density(z), 0.0, 12.0, 6000)
}

/// The limit of φ_n as n → ∞, τφ(τ/2) − ½τ²Φ(−τ/2).
pub fn progress(tau: f64) -> f64 {
    let density = |z: f64| (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let tail = integrate(&density, tau / 2.0, 12.0, 2000);
    tau * density(tau / 2.0) - 0.5 * tau * tau * tail
}
