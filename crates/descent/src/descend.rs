//! Runs an optimizer on an objective and records where it went.

use crate::{Objective, Optimizer, OracleOptimizer, StepError, Tensor, zeros_like};

/// The points of a descent and the objective's values there; index 0 is the start.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trace {
    points: Vec<Vec<Tensor>>,
    values: Vec<f64>,
}

impl Trace {
    /// θ₀, θ₁, …: one more than there were steps.
    pub fn points(&self) -> &[Vec<Tensor>] {
        &self.points
    }

    /// f(θ₀), f(θ₁), ….
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The point reached.
    ///
    /// # Panics
    /// If the trace is empty; those that [`descend`] returns hold at least the start.
    pub fn last(&self) -> &[Tensor] {
        self.points.last().expect("a trace holds its start")
    }

    /// The value reached.
    ///
    /// # Panics
    /// If the trace is empty; those that [`descend`] returns hold at least the start.
    pub fn last_value(&self) -> f64 {
        *self.values.last().expect("a trace holds its start")
    }

    /// The first two coordinates of each point, for drawing.
    ///
    /// # Panics
    /// If a point has fewer than two coordinates.
    pub fn plane(&self) -> Vec<(f64, f64)> {
        let pair = |point: &Vec<Tensor>| {
            let mut entries = point.iter().flat_map(|tensor| tensor.iter().copied());
            entries
                .next()
                .zip(entries.next())
                .expect("a point in a plane has two coordinates")
        };
        self.points.iter().map(pair).collect()
    }

    fn record(&mut self, point: &[Tensor], value: f64) {
        self.points.push(point.to_vec());
        self.values.push(value);
    }
}

/// A descent that could not go on. What was recorded before is in [`DescentError::trace`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("step {step}: {cause}")]
pub struct DescentError {
    /// The step that failed, counted from 1; 0 if the start itself is unusable.
    pub step: usize,
    /// What happened.
    pub cause: Box<Cause>,
    /// Everything up to the last good point.
    pub trace: Trace,
}

/// Why a descent stopped.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// The optimizer refused the step.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The objective's value is NaN or infinite at the new point.
    #[error("the value of {objective} is {value}; a smaller learning rate may help")]
    Value {
        /// The objective's name.
        objective: String,
        /// NaN, inf or -inf.
        value: f64,
    },
    /// The start has other shapes than the objective's parameters.
    #[error("{objective} takes parameters of shapes {wanted:?}, the start has {given:?}")]
    Start {
        /// The objective's name.
        objective: String,
        /// The shapes of the objective's parameters.
        wanted: Vec<Vec<usize>>,
        /// The shapes that were given.
        given: Vec<Vec<usize>>,
    },
}

/// Runs `steps` steps of `optimizer` on `objective` from `start`.
///
/// # Errors
/// If the start has the wrong shapes, a step is refused, or a value stops being finite; the error
/// names the step and holds the trace up to it.
pub fn descend(
    objective: &dyn Objective,
    optimizer: &mut dyn Optimizer,
    start: &[Tensor],
    steps: usize,
) -> Result<Trace, DescentError> {
    let mut grads = zeros_like(start);
    record(objective, start, steps, |params| {
        objective.gradient_into(params, &mut grads);
        optimizer.step(params, &grads)
    })
}

/// As [`descend`], for an optimizer that asks the objective itself.
///
/// # Errors
/// As [`descend`].
pub fn descend_with(
    objective: &dyn Objective,
    optimizer: &mut dyn OracleOptimizer,
    start: &[Tensor],
    steps: usize,
) -> Result<Trace, DescentError> {
    record(objective, start, steps, |params| {
        optimizer.step_on(objective, params)
    })
}

fn record(
    objective: &dyn Objective,
    start: &[Tensor],
    steps: usize,
    mut advance: impl FnMut(&mut [Tensor]) -> Result<(), StepError>,
) -> Result<Trace, DescentError> {
    let mut trace = Trace::default();
    let shapes = |list: &[Tensor]| list.iter().map(|t| t.shape().to_vec()).collect::<Vec<_>>();
    let (wanted, given) = (shapes(&objective.start()), shapes(start));
    if wanted != given {
        let cause = Cause::Start {
            objective: objective.name().to_owned(),
            wanted,
            given,
        };
        return Err(DescentError {
            step: 0,
            cause: Box::new(cause),
            trace,
        });
    }
    let mut params = start.to_vec();
    for step in 0..=steps {
        if step > 0
            && let Err(refused) = advance(&mut params)
        {
            return Err(DescentError {
                step,
                cause: Box::new(refused.into()),
                trace,
            });
        }
        let value = objective.value(&params);
        if !value.is_finite() {
            let cause = Cause::Value {
                objective: objective.name().to_owned(),
                value,
            };
            return Err(DescentError {
                step,
                cause: Box::new(cause),
                trace,
            });
        }
        trace.record(&params, value);
    }
    Ok(trace)
}
