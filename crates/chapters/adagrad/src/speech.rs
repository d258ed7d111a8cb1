//! Passes over the speeches: a sparse problem, one passage a step.

use descent::data::{Speeches, speeches};
use descent::problems::SpeechRegression;
use descent::random::{generator, permutation};
use descent::{FiniteSum, Objective, Optimizer, SettingError, StepError, Tensor, zeros_like};

/// The problem of telling the speakers of 400 passages apart, and the other 100 passages.
pub fn split() -> (SpeechRegression, Speeches) {
    let (training, held_out) = speeches().split(400);
    (SpeechRegression::new(training), held_out)
}

/// What goes wrong in a pass.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PassError {
    /// A step was refused.
    #[error(transparent)]
    Step(#[from] StepError),
    /// A learning rate was refused.
    #[error(transparent)]
    Rate(#[from] SettingError),
}

/// One pass over all passages in random order, one a step, from zero weights; `change(θ, g)` may add
/// to the gradient. Returns the weights.
///
/// Step t = 1, 2, … has the learning rate `rate(t)`.
///
/// # Errors
/// If a step or a rate is refused.
pub fn pass(
    problem: &SpeechRegression,
    optimizer: &mut dyn Optimizer,
    rate: impl Fn(usize) -> f64,
    change: impl Fn(&Tensor, &mut Tensor),
    seed: u64,
) -> Result<Vec<Tensor>, PassError> {
    let mut params = problem.start();
    let mut grads = zeros_like(&params);
    let order = permutation(problem.examples(), &mut generator(seed));
    for (t, i) in (1..).zip(order) {
        problem.batch_gradient_into(&params, &[i], &mut grads);
        change(&params[0], &mut grads[0]);
        optimizer.set_learning_rate(rate(t))?;
        optimizer.step(&mut params, &grads)?;
    }
    Ok(params)
}

/// No change to the gradient.
pub fn as_it_is(_: &Tensor, _: &mut Tensor) {}
