//! The half-space.

use descent::ProblemError;

use crate::convex_set::{ConvexSet, dot, invalid};

/// {x : wᵀx ≤ b}; its projection is the third line of `convexity:projections`.
#[derive(Debug, Clone, PartialEq)]
pub struct HalfSpace {
    pub(crate) normal: Vec<f64>,
    pub(crate) offset: f64,
}

impl HalfSpace {
    /// The half-space with outer normal w = `normal` and b = `offset`.
    ///
    /// # Errors
    /// If w is zero, or an entry of w or b is not finite.
    pub fn new(normal: Vec<f64>, offset: f64) -> Result<Self, ProblemError> {
        let square = dot(&normal, &normal);
        if !(square > 0.0 && square.is_finite() && offset.is_finite()) {
            let what = format!(
                "wᵀx ≤ {offset} with w = {normal:?} bounds no half-space: w must be \
                 finite and not zero, b finite"
            );
            return Err(invalid("half-space", what));
        }
        Ok(Self { normal, offset })
    }
}

impl ConvexSet for HalfSpace {
    fn project(&self, x: &mut [f64]) {
        let excess = dot(&self.normal, x) - self.offset;
        if excess > 0.0 {
            let alpha = excess / dot(&self.normal, &self.normal);
            for (x, w) in x.iter_mut().zip(&self.normal) {
                *x -= alpha * w;
            }
        }
    }

    fn contains(&self, x: &[f64], tolerance: f64) -> bool {
        dot(&self.normal, x) <= self.offset + tolerance
    }
}
