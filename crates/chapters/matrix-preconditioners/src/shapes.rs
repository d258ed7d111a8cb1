//! What shapes the parameters have, for optimizers whose buffers have other shapes.

use descent::{StepError, Tensor, check_step};

/// The shapes of the parameters at the first step; empty before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shapes(Vec<Vec<usize>>);

impl Shapes {
    /// As [`check_step`], with these shapes in the place of a buffer's.
    pub(crate) fn check(&self, params: &[Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let same = params.iter().map(Tensor::shape).eq(&self.0);
        if self.0.is_empty() || same {
            return Ok(());
        }
        Err(StepError::Changed {
            before: self.0.clone(),
            now: Self::of(params).0,
        })
    }

    /// Whether no step has been taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shapes of `params`.
    pub(crate) fn of(params: &[Tensor]) -> Self {
        Self(params.iter().map(|p| p.shape().to_vec()).collect())
    }
}
