//! A factor that moves on a straight line: linear warmup and linear decay.

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η times a factor that goes from a to b in n steps: equation `schedules:linear-factor`.
///
/// Linear warmup for a < b (Goyal et al. 2017), linear decay for a > b. PyTorch's `LinearLR`.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFactor {
    rate: f64,
    from: f64,
    to: f64,
    steps: u64,
}

impl LinearFactor {
    /// The rate η = `rate` with a factor that goes from a = `from` to b = `to` in n = `steps` steps.
    ///
    /// # Errors
    /// If the rate or a factor is negative or not finite, or there are no steps.
    pub fn new(rate: f64, (from, to): (f64, f64), steps: u64) -> Result<Self, ScheduleError> {
        let check = Check("linear factor");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            from: check.rate("from", from)?,
            to: check.rate("to", to)?,
            steps: check.steps("steps", steps)?,
        })
    }
}

impl Schedule for LinearFactor {
    fn rate(&self, t: u64) -> f64 {
        let share = t.min(self.steps) as f64 / self.steps as f64;
        self.rate * (self.from + (self.to - self.from) * share)
    }
}
