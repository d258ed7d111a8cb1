//! The ball.

use descent::ProblemError;

use crate::convex_set::{ConvexSet, dot, invalid};

/// {x : ‖x‖ ≤ r}, in any dimension; its projection is the first line of `convexity:projections`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ball {
    radius: f64,
}

impl Ball {
    /// The ball of radius r = `radius` around 0.
    ///
    /// # Errors
    /// If the radius is negative or not finite.
    pub fn new(radius: f64) -> Result<Self, ProblemError> {
        if !(radius >= 0.0 && radius.is_finite()) {
            let what = format!("the radius {radius} must be finite and not negative");
            return Err(invalid("ball", what));
        }
        Ok(Self { radius })
    }
}

impl ConvexSet for Ball {
    fn project(&self, x: &mut [f64]) {
        let norm = dot(x, x).sqrt();
        if norm > self.radius {
            let scale = self.radius / norm;
            for x in x {
                *x *= scale;
            }
        }
    }

    fn contains(&self, x: &[f64], tolerance: f64) -> bool {
        dot(x, x).sqrt() <= self.radius + tolerance
    }
}
