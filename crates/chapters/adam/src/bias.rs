//! The bias of a leaky mean that starts from zero, and its correction.

use descent::{SettingError, Settings};

/// 1 − βᵗ, what the weights of a leaky mean of t numbers sum to: equation `adam:weights`.
pub fn weight_sum(beta: f64, steps: u64) -> f64 {
    1.0 - beta.powf(steps as f64)
}

/// The weight of the number that came i steps before the newest, in the corrected mean of t.
///
/// (1 − β)βⁱ/(1 − βᵗ) for i = 0, …, t − 1: equation `adam:weights`.
pub fn weights(beta: f64, steps: u64) -> Vec<f64> {
    let total = weight_sum(beta, steps);
    (0..steps)
        .map(|i| (1.0 - beta) * beta.powf(i as f64) / total)
        .collect()
}

/// Step over η on a constant gradient if neither moment is corrected: equation `adam:uncorrected`.
pub fn uncorrected_step(beta1: f64, beta2: f64, steps: u64) -> f64 {
    weight_sum(beta1, steps) / weight_sum(beta2, steps).sqrt()
}

/// m/d, and 0 where d = 0: an entry that has no scale does not move.
pub(crate) fn ratio(m: f64, d: f64) -> f64 {
    if d == 0.0 { 0.0 } else { m / d }
}

/// Which moments are corrected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Correction {
    first: bool,
    second: bool,
}

impl Correction {
    /// What `bias_correction` of `settings` says.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        let which = settings.choice("bias_correction")?;
        Ok(Self {
            first: matches!(which, "both" | "first"),
            second: matches!(which, "both" | "second"),
        })
    }

    /// The factors m̂/m and v̂/v at step `steps`.
    pub(crate) fn factors(self, beta1: f64, beta2: f64, steps: u64) -> (f64, f64) {
        let factor = |on: bool, beta| {
            if on {
                1.0 / weight_sum(beta, steps)
            } else {
                1.0
            }
        };
        (factor(self.first, beta1), factor(self.second, beta2))
    }
}
