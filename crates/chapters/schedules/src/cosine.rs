//! Half a cosine from the rate down to a floor.

use std::f64::consts::PI;

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η_min + ½(η₀ − η_min)(1 + cos(πt/T)): equation `schedules:cosine`.
///
/// Loshchilov & Hutter 2017. After T it rises again with the period 2T, as PyTorch's
/// `CosineAnnealingLR` does; a training run ends at T.
#[derive(Debug, Clone, PartialEq)]
pub struct Cosine {
    rate: f64,
    floor: f64,
    steps: u64,
}

impl Cosine {
    /// From η₀ = `rate` to η_min = `floor` in T = `steps` steps.
    ///
    /// # Errors
    /// If a rate is negative or there are no steps.
    pub fn new(rate: f64, floor: f64, steps: u64) -> Result<Self, ScheduleError> {
        let check = Check("cosine");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            floor: check.real("floor", floor, Range::NON_NEGATIVE)?,
            steps: check.steps("steps", steps)?,
        })
    }
}

impl Schedule for Cosine {
    fn rate(&self, t: u64) -> f64 {
        half_cosine(self.rate, self.floor, t as f64 / self.steps as f64)
    }
}

/// `from` at `share` = 0, `to` at `share` = 1, half a cosine between.
pub(crate) fn half_cosine(from: f64, to: f64, share: f64) -> f64 {
    to + (from - to) / 2.0 * (1.0 + (PI * share).cos())
}
