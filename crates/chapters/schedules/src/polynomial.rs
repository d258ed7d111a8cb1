//! Polynomial decay to zero.

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η₀ (1 − t/T)^p until T, 0 afterwards: equation `schedules:polynomial`.
///
/// p = 1 is linear decay. PyTorch's `PolynomialLR`.
#[derive(Debug, Clone, PartialEq)]
pub struct Polynomial {
    rate: f64,
    steps: u64,
    power: f64,
}

impl Polynomial {
    /// The rate η₀ = `rate`, brought to 0 in T = `steps` steps with the power p = `power`.
    ///
    /// # Errors
    /// If the rate is negative, there are no steps, or p is not in (0, ∞).
    pub fn new(rate: f64, steps: u64, power: f64) -> Result<Self, ScheduleError> {
        let check = Check("polynomial");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            steps: check.steps("steps", steps)?,
            power: check.real("power", power, Range::POSITIVE)?,
        })
    }
}

impl Schedule for Polynomial {
    fn rate(&self, t: u64) -> f64 {
        let left = 1.0 - t.min(self.steps) as f64 / self.steps as f64;
        self.rate * left.powf(self.power)
    }
}
