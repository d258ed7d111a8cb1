//! Linear warmup, then decay like 1/√t.

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η_max min(s/w, √(w/s)) with s = t + 1: equation `schedules:inverse-sqrt`.
///
/// Vaswani et al. 2017 write it as d^{−1/2} min(s^{−1/2}, s w^{−3/2}).
#[derive(Debug, Clone, PartialEq)]
pub struct InverseSqrt {
    peak: f64,
    warmup: u64,
}

impl InverseSqrt {
    /// The peak η_max = `peak`, reached at the step number w = `warmup`.
    ///
    /// # Errors
    /// If the peak is negative or the warmup takes no step.
    pub fn new(peak: f64, warmup: u64) -> Result<Self, ScheduleError> {
        let check = Check("inverse square root");
        Ok(Self {
            peak: check.rate("peak", peak)?,
            warmup: check.steps("warmup", warmup)?,
        })
    }
}

impl Schedule for InverseSqrt {
    fn rate(&self, t: u64) -> f64 {
        let ratio = (t + 1) as f64 / self.warmup as f64;
        self.peak * ratio.min(1.0 / ratio.sqrt())
    }
}
