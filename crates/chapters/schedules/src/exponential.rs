//! Decay by the same factor at every step, with an optional floor.

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// max(η_min, η₀ γᵗ): equation `schedules:exponential`.
///
/// PyTorch's `ExponentialLR` without a floor; with one the "factor scheduler" of the textbooks.
#[derive(Debug, Clone, PartialEq)]
pub struct Exponential {
    rate: f64,
    gamma: f64,
    floor: f64,
}

impl Exponential {
    /// The rate η₀ = `rate`, multiplied by γ = `gamma` at every step, without a floor.
    ///
    /// # Errors
    /// If the rate is negative or γ is not in [0, ∞).
    pub fn new(rate: f64, gamma: f64) -> Result<Self, ScheduleError> {
        let check = Check("exponential");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            gamma: check.real("gamma", gamma, Range::NON_NEGATIVE)?,
            floor: 0.0,
        })
    }

    /// The same schedule, never below η_min = `floor`.
    ///
    /// # Errors
    /// If the floor is not in [0, η₀].
    pub fn with_floor(mut self, floor: f64) -> Result<Self, ScheduleError> {
        let range = Range::new(0.0, true, self.rate, true);
        self.floor = Check("exponential").real("floor", floor, range)?;
        Ok(self)
    }
}

impl Schedule for Exponential {
    fn rate(&self, t: u64) -> f64 {
        (self.rate * self.gamma.powf(t as f64)).max(self.floor)
    }
}
