//! Decay by a factor at given times.

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η₀ γ^{number of milestones that t has reached}: equation `schedules:step-decay`.
///
/// PyTorch's `MultiStepLR`, and with [`StepDecay::every`] its `StepLR`.
#[derive(Debug, Clone, PartialEq)]
pub struct StepDecay {
    rate: f64,
    gamma: f64,
    when: When,
}

#[derive(Debug, Clone, PartialEq)]
enum When {
    /// In ascending order; one that is named twice counts twice.
    At(Vec<u64>),
    Every(u64),
}

impl StepDecay {
    /// The rate η₀ = `rate`, multiplied by γ = `gamma` at each of `milestones`.
    ///
    /// # Errors
    /// If the rate is negative or γ is not in [0, ∞).
    pub fn at(rate: f64, milestones: &[u64], gamma: f64) -> Result<Self, ScheduleError> {
        let mut milestones = milestones.to_vec();
        milestones.sort_unstable();
        Self::new(rate, gamma, When::At(milestones))
    }

    /// The rate η₀ = `rate`, multiplied by γ = `gamma` after every `period` steps.
    ///
    /// # Errors
    /// If the rate is negative, γ is not in [0, ∞), or the period is 0.
    pub fn every(rate: f64, period: u64, gamma: f64) -> Result<Self, ScheduleError> {
        let period = Check("step decay").steps("period", period)?;
        Self::new(rate, gamma, When::Every(period))
    }

    fn new(rate: f64, gamma: f64, when: When) -> Result<Self, ScheduleError> {
        let check = Check("step decay");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            gamma: check.real("gamma", gamma, Range::NON_NEGATIVE)?,
            when,
        })
    }
}

impl Schedule for StepDecay {
    fn rate(&self, t: u64) -> f64 {
        let cuts = match &self.when {
            When::At(milestones) => milestones.partition_point(|&m| m <= t) as u64,
            When::Every(period) => t / period,
        };
        self.rate * self.gamma.powf(cuts as f64)
    }
}
