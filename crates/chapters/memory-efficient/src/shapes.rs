//! What shapes the parameters have, for optimizers whose buffers have other shapes.

use descent::{StepError, Tensor, check_step};

/// The shapes of the parameters at the first step; empty before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shapes(Vec<Vec<usize>>);

impl Shapes {
    /// As [`check_step`], with these shapes in the place of a buffer's.
    pub(crate) fn check(&self, params: &[Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let same = |(shape, param): (&Vec<usize>, &Tensor)| shape == param.shape();
        if self.0.is_empty() || self.0.len() == params.len() && self.0.iter().zip(params).all(same)
        {
            return Ok(());
        }
        Err(StepError::Changed {
            before: self.0.clone(),
            now: Self::of(params).0,
        })
    }

    /// The shapes of `params`.
    pub(crate) fn of(params: &[Tensor]) -> Self {
        Self(params.iter().map(|p| p.shape().to_vec()).collect())
    }
}
