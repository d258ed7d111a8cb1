//! A rate that goes up and down in straight lines.

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// A triangular wave between two rates: equation `schedules:cyclic`.
///
/// Smith 2017; PyTorch's `CyclicLR`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cyclic {
    low: f64,
    high: f64,
    up: u64,
    down: u64,
    height: Height,
}

/// How the height of a cyclic schedule's peaks changes with time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Height {
    /// All peaks are equal: `triangular`.
    Constant,
    /// Each is half as high as the one before: `triangular2`.
    Halved,
    /// The height at step t is multiplied by γᵗ: `exp_range`.
    Decaying(
        /// γ, in (0, 1].
        f64,
    ),
}

impl Cyclic {
    /// From η_min = `low` to η_max = `high` in `up` steps and back in `down` steps.
    ///
    /// # Errors
    /// If a rate is negative, `high` is below `low`, a side has no step, or γ is not in (0, 1].
    pub fn new(
        (low, high): (f64, f64),
        (up, down): (u64, u64),
        height: Height,
    ) -> Result<Self, ScheduleError> {
        let check = Check("cyclic");
        if let Height::Decaying(gamma) = height {
            check.real("gamma", gamma, Range::new(0.0, false, 1.0, true))?;
        }
        let low = check.rate("low", low)?;
        Ok(Self {
            low,
            high: check.real("high", high, Range::new(low, true, f64::INFINITY, false))?,
            up: check.steps("up", up)?,
            down: check.steps("down", down)?,
            height,
        })
    }
}

impl Schedule for Cyclic {
    fn rate(&self, t: u64) -> f64 {
        let period = self.up.saturating_add(self.down);
        let (cycle, since) = (t / period, t % period);
        let share = if since <= self.up {
            since as f64 / self.up as f64
        } else {
            (period - since) as f64 / self.down as f64
        };
        let factor = match self.height {
            Height::Constant => 1.0,
            Height::Halved => 0.5_f64.powf(cycle as f64),
            Height::Decaying(gamma) => gamma.powf(t as f64),
        };
        self.low + (self.high - self.low) * share * factor
    }
}
