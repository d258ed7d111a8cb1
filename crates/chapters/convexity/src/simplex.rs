//! The simplex: non-negative weights with a given sum.

use descent::ProblemError;

use crate::convex_set::{ConvexSet, invalid};

/// {x : xᵢ ≥ 0, Σ xᵢ = r}; its projection is `convexity:simplex`. Held, Wolfe & Crowder 1974.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simplex {
    total: f64,
}

impl Simplex {
    /// The simplex of vectors with sum r = `total`; r = 1 gives the probability vectors.
    ///
    /// # Errors
    /// If r is not positive and finite.
    pub fn new(total: f64) -> Result<Self, ProblemError> {
        if !(total > 0.0 && total.is_finite()) {
            let what = format!("the sum {total} must be positive and finite");
            return Err(invalid("simplex", what));
        }
        Ok(Self { total })
    }
}

impl ConvexSet for Simplex {
    // ANCHOR: project
    fn project(&self, x: &mut [f64]) {
        // A common shift changes nothing, and r is not lost in rounding.
        let top = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sorted: Vec<f64> = x.iter().map(|x| x - top).collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let (mut sum, mut tau) = (0.0, 0.0);
        for (j, value) in sorted.iter().enumerate() {
            sum += value;
            let candidate = (sum - self.total) / (j + 1) as f64;
            // Later candidates are refused too: the values fall.
            if *value <= candidate {
                break;
            }
            tau = candidate;
        }
        for x in x {
            *x = (*x - top - tau).max(0.0);
        }
    }
    // ANCHOR_END: project

    fn contains(&self, x: &[f64], tolerance: f64) -> bool {
        let sum: f64 = x.iter().sum();
        x.iter().all(|&x| x >= -tolerance) && (sum - self.total).abs() <= tolerance
    }
}
