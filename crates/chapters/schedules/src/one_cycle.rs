//! One rise and one fall over the whole training.

use descent::Range;

use crate::cosine::half_cosine;
use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// One cycle of the learning rate: equation `schedules:one-cycle`.
///
/// Smith & Topin 2019; PyTorch's `OneCycleLR`. Up from η_max/d to η_max, then down to η_max/(d·D);
/// in three phases, down to η_max/d first, as long as it went up. After the last step the rate
/// stays.
#[derive(Debug, Clone, PartialEq)]
pub struct OneCycle {
    peak: f64,
    steps: u64,
    rise: f64,
    first_divisor: f64,
    last_divisor: f64,
    shape: Shape,
    three_phases: bool,
}

/// The curve on which a phase goes from one rate to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Half a cosine.
    Cosine,
    /// A straight line.
    Linear,
}

impl OneCycle {
    /// Up to η_max = `peak` and down again in `steps` steps, the first 30 % of them upwards, from
    /// η_max/25 and to η_max/250 000, along half cosines.
    ///
    /// # Errors
    /// If the peak is negative or there are no steps.
    pub fn new(peak: f64, steps: u64) -> Result<Self, ScheduleError> {
        let check = Check("one cycle");
        Ok(Self {
            peak: check.rate("peak", peak)?,
            steps: check.steps("steps", steps)?,
            rise: 0.3,
            first_divisor: 25.0,
            last_divisor: 1e4,
            shape: Shape::Cosine,
            three_phases: false,
        })
    }

    /// The same schedule with the share r = `rise` of its steps upwards.
    ///
    /// # Errors
    /// If the share is not in [0, 1].
    pub fn with_rise(mut self, rise: f64) -> Result<Self, ScheduleError> {
        self.rise = Check("one cycle").real("rise", rise, Range::FRACTION)?;
        Ok(self)
    }

    /// The same schedule from η_max/d to η_max/(d·D), d = `first` and D = `last`.
    ///
    /// # Errors
    /// If a divisor is not in (0, ∞).
    pub fn with_divisors(mut self, first: f64, last: f64) -> Result<Self, ScheduleError> {
        let check = Check("one cycle");
        self.first_divisor = check.real("first", first, Range::POSITIVE)?;
        self.last_divisor = check.real("last", last, Range::POSITIVE)?;
        Ok(self)
    }

    /// The same schedule with phases along `shape`.
    #[must_use]
    pub fn with_shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// The same schedule in three phases: up, as long down to where it began, down to its end.
    #[must_use]
    pub fn in_three_phases(mut self) -> Self {
        self.three_phases = true;
        self
    }

    /// The phases: the time at which each ends, and the rate there.
    fn phases(&self) -> Vec<(f64, f64)> {
        let (steps, first) = (self.steps as f64, self.peak / self.first_divisor);
        let last = (steps - 1.0, first / self.last_divisor);
        let top = (self.rise * steps - 1.0, self.peak);
        if self.three_phases {
            vec![top, (2.0 * self.rise * steps - 2.0, first), last]
        } else {
            vec![top, last]
        }
    }
}

impl Schedule for OneCycle {
    fn rate(&self, t: u64) -> f64 {
        let t = t as f64;
        let mut from = (0.0, self.peak / self.first_divisor);
        for to in self.phases() {
            if t <= to.0 {
                // A phase without length, as the rise for rT = 1, is over at once.
                let share = if to.0 > from.0 {
                    (t - from.0) / (to.0 - from.0)
                } else {
                    1.0
                };
                return match self.shape {
                    Shape::Cosine => half_cosine(from.1, to.1, share),
                    Shape::Linear => from.1 + (to.1 - from.1) * share,
                };
            }
            from = to;
        }
        from.1
    }
}
