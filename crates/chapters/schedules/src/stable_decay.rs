//! Warmup, a long constant stretch, and a short decay.

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// Warmup–stable–decay: equation `schedules:warmup-stable-decay`.
///
/// Hu et al. 2024. The length of the whole need not be known before the decay begins: any point of
/// the stable stretch can be continued, or ended.
#[derive(Debug, Clone, PartialEq)]
pub struct WarmupStableDecay {
    peak: f64,
    warmup: u64,
    stable: u64,
    decay: u64,
}

impl WarmupStableDecay {
    /// Up to η_max = `peak` in w steps, there for s steps, down to 0 in d steps.
    ///
    /// # Errors
    /// If the peak is negative, or warmup or decay take no step.
    pub fn new(peak: f64, (warmup, stable, decay): (u64, u64, u64)) -> Result<Self, ScheduleError> {
        let check = Check("warmup–stable–decay");
        Ok(Self {
            peak: check.rate("peak", peak)?,
            warmup: check.steps("warmup", warmup)?,
            stable,
            decay: check.steps("decay", decay)?,
        })
    }
}

impl Schedule for WarmupStableDecay {
    fn rate(&self, t: u64) -> f64 {
        let begin = self.warmup.saturating_add(self.stable);
        let factor = if t < self.warmup {
            t as f64 / self.warmup as f64
        } else if t < begin {
            1.0
        } else {
            1.0 - (t - begin).min(self.decay) as f64 / self.decay as f64
        };
        self.peak * factor
    }
}
