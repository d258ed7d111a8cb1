//! A loss of one variable with a trap: the figure and the checks walk on it.

/// l(x) = ¼x⁴ − ½x² + tx with the tilt t: two wells, the left one deeper for t > 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoWells {
    /// The tilt t, |t| < 2/(3√3), beyond which one well is gone.
    pub tilt: f64,
}

impl TwoWells {
    /// l(x).
    pub fn value(&self, x: f64) -> f64 {
        let square = x * x;
        square * (square / 4.0 - 0.5) + self.tilt * x
    }

    /// l′(x).
    pub fn slope(&self, x: f64) -> f64 {
        x * x * x - x + self.tilt
    }
}
