//! How far Adam can move in one step.

use crate::bias::weight_sum;

/// The longest step over η that any gradients can cause at step t: equation `adam:bound`.
///
/// √(1 − β₂ᵗ)/(1 − β₁ᵗ) · (1 − β₁)/√(1 − β₂) · √(1 + r + … + rᵗ⁻¹) with r = β₁²/β₂, and without the
/// first factor if nothing is corrected. It needs β₂ > 0.
pub fn longest_step(beta1: f64, beta2: f64, steps: u64) -> f64 {
    let correction = weight_sum(beta2, steps).sqrt() / weight_sum(beta1, steps);
    let r = beta1 * beta1 / beta2;
    let sum: f64 = (0..steps).map(|i| r.powf(i as f64)).sum();
    correction * (1.0 - beta1) / (1.0 - beta2).sqrt() * sum.sqrt()
}

/// What [`longest_step`] tends to for β₁² < β₂: 7.27 for Adam's defaults.
pub fn longest_step_ever(beta1: f64, beta2: f64) -> f64 {
    (1.0 - beta1) / (1.0 - beta2).sqrt() / (1.0 - beta1 * beta1 / beta2).sqrt()
}

/// Gradients g₁, …, g_t that cause the longest step at step t: g₍t₋ᵢ₎ = (β₁/β₂)ⁱ.
pub fn worst_gradients(beta1: f64, beta2: f64, steps: u64) -> Vec<f64> {
    let ratio = beta1 / beta2;
    (0..steps).rev().map(|i| ratio.powf(i as f64)).collect()
}
