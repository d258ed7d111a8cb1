//! The box; `Box` means something else in Rust.

use descent::ProblemError;

use crate::convex_set::{ConvexSet, invalid};

/// {x : lᵢ ≤ xᵢ ≤ uᵢ}; its projection is the second line of `convexity:projections`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cuboid {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Cuboid {
    /// The box between the corners l = `low` and u = `high`; infinite bounds are allowed.
    ///
    /// # Errors
    /// If the corners have different dimensions or lᵢ ≤ uᵢ fails for some i.
    pub fn new(low: Vec<f64>, high: Vec<f64>) -> Result<Self, ProblemError> {
        if low.len() != high.len() {
            let what = format!(
                "{} lower bounds and {} upper ones, but each needs the other",
                low.len(),
                high.len()
            );
            return Err(invalid("box", what));
        }
        // A bound that is not a number fails every comparison.
        if let Some(i) = (0..low.len()).find(|&i| {
            low[i]
                .partial_cmp(&high[i])
                .is_none_or(std::cmp::Ordering::is_gt)
        }) {
            let what = format!(
                "the lower bound {} is not at most the upper {}",
                low[i], high[i]
            );
            return Err(invalid("box", what));
        }
        Ok(Self { low, high })
    }
}

impl ConvexSet for Cuboid {
    fn project(&self, x: &mut [f64]) {
        assert_eq!(x.len(), self.low.len(), "the dimension of the box");
        for ((x, &low), &high) in x.iter_mut().zip(&self.low).zip(&self.high) {
            *x = x.clamp(low, high);
        }
    }

    fn contains(&self, x: &[f64], tolerance: f64) -> bool {
        assert_eq!(x.len(), self.low.len(), "the dimension of the box");
        let bounds = self.low.iter().zip(&self.high);
        x.iter()
            .zip(bounds)
            .all(|(x, (low, high))| (low - tolerance..=high + tolerance).contains(x))
    }
}
