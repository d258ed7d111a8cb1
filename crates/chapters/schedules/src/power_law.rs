//! Decay like a power of time: the schedules of the convergence theorems.

use descent::Range;

use crate::error::Check;
use crate::{Schedule, ScheduleError};

/// η₀ (1 + t/τ)^{−a}: equation `schedules:power-law`.
///
/// a = 1 is the rate of Robbins & Monro (1951), for strongly convex losses; a = ½ that of the bounds
/// for convex ones.
#[derive(Debug, Clone, PartialEq)]
pub struct PowerLaw {
    rate: f64,
    tau: f64,
    exponent: f64,
}

impl PowerLaw {
    /// The rate η₀ = `rate`, time scale τ = `tau` in steps, exponent a = `exponent`.
    ///
    /// # Errors
    /// If the rate or the exponent is negative or τ is not in (0, ∞).
    pub fn new(rate: f64, tau: f64, exponent: f64) -> Result<Self, ScheduleError> {
        let check = Check("power law");
        Ok(Self {
            rate: check.rate("rate", rate)?,
            tau: check.real("tau", tau, Range::POSITIVE)?,
            exponent: check.rate("exponent", exponent)?,
        })
    }
}

impl Schedule for PowerLaw {
    fn rate(&self, t: u64) -> f64 {
        self.rate * (1.0 + t as f64 / self.tau).powf(-self.exponent)
    }
}
