//! A long slope with one small well in it, followed by the valley.

use descent::{Objective, Tensor, vector};

/// Piecewise linear, with corners: down with slope −g to 0, up with slope s to w, then down with
/// slope −g for ever. The point 0 is a local minimum; the ground far beyond w is lower.
///
/// The slope at 0 and at w itself is that of the piece to the right.
///
/// ```
/// use descent::{Objective, differences, vector};
///
/// let hill = momentum::SlopeWithWell { g: 1.0, s: 0.6, w: 2.0 };
/// for x in [-3.0, 0.5, 1.9, 2.1, 7.0] {
///     let (slope, numeric) = (hill.gradient(&vector(&[x])), differences::gradient(&hill, &vector(&[x]), 1e-5));
///     assert!((slope[0][0] - numeric[0][0]).abs() < 1e-9, "x = {x}: {} {}", slope[0], numeric[0]);
/// }
/// for corner in [0.0, 2.0] {
///     let jump = hill.at(&[corner - 1e-12]) - hill.at(&[corner + 1e-12]);
///     assert!(jump.abs() < 1e-11, "a jump of {jump} at {corner}");
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeWithWell {
    /// g > 0, the descent before and after the well.
    pub g: f64,
    /// s > 0, the ascent out of the well.
    pub s: f64,
    /// w > 0, the width of the ascent.
    pub w: f64,
}

impl Objective for SlopeWithWell {
    fn name(&self) -> &'static str {
        "slope-with-well"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[-10.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let x = params[0][0];
        if x < 0.0 {
            -self.g * x
        } else if x < self.w {
            self.s * x
        } else {
            self.s * self.w - self.g * (x - self.w)
        }
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let x = params[0][0];
        grads[0][0] = if (0.0..self.w).contains(&x) {
            self.s
        } else {
            -self.g
        };
    }
}
