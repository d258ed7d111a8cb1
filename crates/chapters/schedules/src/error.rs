//! What is wrong with a schedule's parameters, and the checks that find it.

use descent::Range;

/// A parameter of a schedule that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{schedule}: {name} is {value}, allowed is {allowed}")]
pub struct ScheduleError {
    /// The schedule.
    pub schedule: &'static str,
    /// The parameter.
    pub name: &'static str,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
}

/// The parameters of one schedule, named in the errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Check(pub(crate) &'static str);

impl Check {
    /// A real parameter in a range.
    pub(crate) fn real(
        self,
        name: &'static str,
        value: f64,
        range: Range,
    ) -> Result<f64, ScheduleError> {
        if range.contains(value) {
            Ok(value)
        } else {
            Err(self.not_allowed(name, value, range))
        }
    }

    /// A learning rate, in [0, ∞).
    pub(crate) fn rate(self, name: &'static str, value: f64) -> Result<f64, ScheduleError> {
        self.real(name, value, Range::NON_NEGATIVE)
    }

    /// A number of steps, 1 or more.
    pub(crate) fn steps(self, name: &'static str, value: u64) -> Result<u64, ScheduleError> {
        if value >= 1 {
            Ok(value)
        } else {
            Err(self.not_allowed(name, value, "1 or more"))
        }
    }

    pub(crate) fn not_allowed(
        self,
        name: &'static str,
        value: impl std::fmt::Display,
        allowed: impl std::fmt::Display,
    ) -> ScheduleError {
        ScheduleError {
            schedule: self.0,
            name,
            value: value.to_string(),
            allowed: allowed.to_string(),
        }
    }
}
