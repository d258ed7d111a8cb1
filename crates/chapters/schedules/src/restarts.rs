//! The cosine started anew again and again, each time for longer.

use crate::cosine::half_cosine;
use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// The cosine with warm restarts, SGDR: equation `schedules:restarts`.
///
/// Loshchilov & Hutter 2017; PyTorch's `CosineAnnealingWarmRestarts`.
#[derive(Debug, Clone, PartialEq)]
pub struct Restarts {
    rate: f64,
    floor: f64,
    first: u64,
    growth: u64,
}

impl Restarts {
    /// From η₀ = `rate` to η_min = `floor`, first in T₀ = `first` steps, each time m = `growth`
    /// times as long.
    ///
    /// # Errors
    /// If a rate is negative, or T₀ or m is 0.
    pub fn new(rate: f64, floor: f64, first: u64, growth: u64) -> Result<Self, ScheduleError> {
        let check = Check("restarts");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            floor: check.rate("floor", floor)?,
            first: check.steps("first", first)?,
            growth: check.steps("growth", growth)?,
        })
    }
}

impl Schedule for Restarts {
    fn rate(&self, t: u64) -> f64 {
        let (mut since, mut length) = (t, self.first);
        if self.growth == 1 {
            since = t % self.first;
        } else {
            while since >= length {
                since -= length;
                length = length.saturating_mul(self.growth);
            }
        }
        half_cosine(self.rate, self.floor, since as f64 / length as f64)
    }
}
