//! A linear rise before any other schedule.

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// w steps that rise linearly to the first rate of another schedule: equation `schedules:warmup`.
///
/// As the gradual warmup of Goyal et al. 2017 it begins above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Warmup<S> {
    steps: u64,
    then: S,
}

impl<S: Schedule> Warmup<S> {
    /// `then`, delayed by w = `steps` steps of which the s-th has the rate s/(w + 1) of its first.
    ///
    /// # Errors
    /// If there are no steps.
    pub fn new(steps: u64, then: S) -> Result<Self, ScheduleError> {
        let steps = Check("warmup").steps("steps", steps)?;
        Ok(Self { steps, then })
    }
}

impl<S: Schedule> Schedule for Warmup<S> {
    fn rate(&self, t: u64) -> f64 {
        if t < self.steps {
            self.then.rate(0) * (t + 1) as f64 / (self.steps + 1) as f64
        } else {
            self.then.rate(t - self.steps)
        }
    }
}
