//! What a schedule is, and a descent that follows one.

use descent::{Objective, Optimizer, StepError, Tensor, zeros_like};

/// A learning rate that depends on time only: equation `schedules:scheduled`.
pub trait Schedule {
    /// η_t, the rate of the step that leaves θ_t; t counts the steps taken before it.
    fn rate(&self, t: u64) -> f64;
}

/// Every function of t is a schedule.
impl<F: Fn(u64) -> f64> Schedule for F {
    fn rate(&self, t: u64) -> f64 {
        self(t)
    }
}

/// Why a step of a scheduled descent was not taken. Parameters and optimizer are as before it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduledStepError {
    /// The schedule gave a rate that the optimizer does not allow.
    #[error("step {t}: {cause}")]
    Rate {
        /// The step, counted from 0.
        t: u64,
        /// What the optimizer said.
        cause: Box<descent::SettingError>,
    },
    /// The optimizer refused the step.
    #[error("step {t}: {cause}")]
    Step {
        /// The step, counted from 0.
        t: u64,
        /// What the optimizer said.
        cause: StepError,
    },
}

/// One step of `optimizer` at the rate η_t that `schedule` gives for it.
///
/// # Errors
/// If the rate is not allowed or the optimizer refuses the step; nothing has moved then.
// ANCHOR: scheduled-step
pub fn scheduled_step(
    optimizer: &mut dyn Optimizer,
    schedule: &dyn Schedule,
    t: u64,
    params: &mut [Tensor],
    grads: &[Tensor],
) -> Result<(), ScheduledStepError> {
    optimizer
        .set_learning_rate(schedule.rate(t))
        .map_err(|cause| ScheduledStepError::Rate {
            t,
            cause: Box::new(cause),
        })?;
    optimizer
        .step(params, grads)
        .map_err(|cause| ScheduledStepError::Step { t, cause })
}
// ANCHOR_END: scheduled-step

/// Runs `steps` scheduled steps on the full gradient of `objective`; returns the last point.
///
/// # Errors
/// If a step is not taken.
pub fn follow(
    objective: &dyn Objective,
    optimizer: &mut dyn Optimizer,
    schedule: &dyn Schedule,
    start: &[Tensor],
    steps: u64,
) -> Result<Vec<Tensor>, ScheduledStepError> {
    let (mut params, mut grads) = (start.to_vec(), zeros_like(start));
    for t in 0..steps {
        objective.gradient_into(&params, &mut grads);
        scheduled_step(optimizer, schedule, t, &mut params, &grads)?;
    }
    Ok(params)
}
