//! What minimizes: the one trait of all optimizers, and the second for those that ask for more.

use crate::{Objective, Settings, Tensor};

/// What every optimizer can say of itself, whichever way it steps.
pub trait Configured {
    /// The hyperparameters in force.
    fn settings(&self) -> Settings;

    /// How many numbers of state it holds now, over all parameters; 0 before the first step.
    fn state_len(&self) -> usize;

    /// Sets the learning rate η, as a schedule does between steps.
    ///
    /// # Errors
    /// If `lr` is outside the optimizer's range for η; the old rate then stays.
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), crate::SettingError>;

    /// The point at which to evaluate, where it is another than the one that steps move: an
    /// average, or slow weights. `None` if there is no other, or before the first step.
    fn second_point(&self) -> Option<&[Tensor]> {
        None
    }
}

/// An optimizer that turns a gradient into a step: θ ← θ − η h(g₁, …, g_t).
///
/// A step is one pass over each tensor. Buffers are allocated at the first step, none after it.
pub trait Optimizer: Configured {
    /// Moves `params` by one step along `grads`, in place.
    ///
    /// # Errors
    /// If the list is empty, a tensor has no entries, shapes differ between parameters, gradients
    /// and earlier steps, or a gradient is not finite. Parameters and state are then untouched.
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError>;
}

/// An optimizer that asks the objective itself, for a gradient elsewhere or for values.
pub trait OracleOptimizer: Configured {
    /// Moves `params` by one step down `objective`, in place.
    ///
    /// # Errors
    /// As [`Optimizer::step`].
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError>;
}

/// An optimizer of either kind, as the registry builds it by name.
pub enum Method {
    /// It needs the gradient at the current point only.
    Gradient(Box<dyn Optimizer>),
    /// It asks the objective itself.
    Oracle(Box<dyn OracleOptimizer>),
}

impl Method {
    /// What the optimizer says of itself.
    pub fn configured(&self) -> &dyn Configured {
        match self {
            Self::Gradient(optimizer) => optimizer.as_ref(),
            Self::Oracle(optimizer) => optimizer.as_ref(),
        }
    }
}

/// Why a step was refused. Nothing has moved when it is returned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// There is nothing to optimize.
    #[error("no parameters: the list of tensors is empty")]
    NoParameters,
    /// A tensor has no entries.
    #[error("parameter tensor {tensor} has shape {shape:?}, which holds no entries")]
    ZeroSize {
        /// Its place in the list.
        tensor: usize,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// Parameters and gradients are lists of different lengths.
    #[error("{params} parameter tensors but {grads} gradient tensors")]
    Count {
        /// Number of parameter tensors.
        params: usize,
        /// Number of gradient tensors.
        grads: usize,
    },
    /// A gradient has another shape than its parameter.
    #[error("tensor {tensor}: the parameter has shape {params:?}, its gradient {grads:?}")]
    Shape {
        /// Its place in the list.
        tensor: usize,
        /// The parameter's shape.
        params: Vec<usize>,
        /// The gradient's shape.
        grads: Vec<usize>,
    },
    /// The parameters changed shape since the first step.
    #[error("the parameters had shapes {before:?} at the first step and have {now:?} now")]
    Changed {
        /// The shapes at the first step.
        before: Vec<Vec<usize>>,
        /// The shapes now.
        now: Vec<Vec<usize>>,
    },
    /// A gradient is NaN or infinite.
    #[error(
        "tensor {tensor}: entry {entry} of the gradient is {value}; a step needs finite numbers"
    )]
    NotFinite {
        /// Its place in the list.
        tensor: usize,
        /// The entry, counted in row-major order.
        entry: usize,
        /// NaN, inf or -inf.
        value: f64,
    },
}

/// What every [`Optimizer::step`] checks before it moves anything.
///
/// `state` is one of the optimizer's buffers, or empty before the first step.
///
/// # Errors
/// As [`Optimizer::step`].
pub fn check_step(params: &[Tensor], grads: &[Tensor], state: &[Tensor]) -> Result<(), StepError> {
    check_params(params, state)?;
    if params.len() != grads.len() {
        return Err(StepError::Count {
            params: params.len(),
            grads: grads.len(),
        });
    }
    for (tensor, (param, grad)) in params.iter().zip(grads).enumerate() {
        if param.shape() != grad.shape() {
            let (params, grads) = (param.shape().to_vec(), grad.shape().to_vec());
            return Err(StepError::Shape {
                tensor,
                params,
                grads,
            });
        }
    }
    for (tensor, grad) in grads
        .iter()
        .enumerate()
        .filter(|(_, grad)| !all_finite(grad))
    {
        if let Some((entry, &value)) = grad.iter().enumerate().find(|(_, g)| !g.is_finite()) {
            return Err(StepError::NotFinite {
                tensor,
                entry,
                value,
            });
        }
    }
    Ok(())
}

/// What an [`OracleOptimizer`] checks before it asks for gradients: there are parameters, and of
/// the shapes that they had at the first step.
///
/// # Errors
/// As [`Optimizer::step`], but for what concerns gradients.
pub fn check_params(params: &[Tensor], state: &[Tensor]) -> Result<(), StepError> {
    if params.is_empty() {
        return Err(StepError::NoParameters);
    }
    if let Some(tensor) = params.iter().position(Tensor::is_empty) {
        let shape = params[tensor].shape().to_vec();
        return Err(StepError::ZeroSize { tensor, shape });
    }
    let shapes = |list: &[Tensor]| list.iter().map(|t| t.shape().to_vec()).collect::<Vec<_>>();
    let same = params.len() == state.len()
        && params
            .iter()
            .zip(state)
            .all(|(param, buffer)| param.shape() == buffer.shape());
    if !state.is_empty() && !same {
        return Err(StepError::Changed {
            before: shapes(state),
            now: shapes(params),
        });
    }
    Ok(())
}

/// Whether every entry is finite. x·0 is 0 for finite x and NaN otherwise, and sums without branches.
fn all_finite(tensor: &Tensor) -> bool {
    tensor.as_slice_memory_order().map_or_else(
        || tensor.iter().all(|g| g.is_finite()),
        |entries| {
            entries.chunks(4096).all(|chunk| {
                let mut lanes = [0.0; 8];
                let (eights, rest) = chunk.as_chunks::<8>();
                for eight in eights {
                    for (lane, g) in lanes.iter_mut().zip(eight) {
                        *lane += g * 0.0;
                    }
                }
                lanes.iter().sum::<f64>() == 0.0 && rest.iter().all(|g| g.is_finite())
            })
        },
    )
}
