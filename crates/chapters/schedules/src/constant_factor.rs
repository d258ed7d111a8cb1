//! A factor on the rate for the first steps.

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// κη for the first `steps` steps, η afterwards: equation `schedules:constant-factor`.
///
/// PyTorch's `ConstantLR`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstantFactor {
    rate: f64,
    factor: f64,
    steps: u64,
}

impl ConstantFactor {
    /// The rate η = `rate`, times `factor` for the first `steps` steps.
    ///
    /// # Errors
    /// If the rate or the factor is negative or not finite.
    pub fn new(rate: f64, factor: f64, steps: u64) -> Result<Self, ScheduleError> {
        let check = Check("constant factor");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            factor: check.rate("factor", factor)?,
            steps,
        })
    }
}

impl Schedule for ConstantFactor {
    fn rate(&self, t: u64) -> f64 {
        if t < self.steps {
            self.rate * self.factor
        } else {
            self.rate
        }
    }
}
