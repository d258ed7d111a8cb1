//! The model behind gradient descent: a parabola that touches f at one point.

/// g(x) = f(y) + f′(y)(x − y) + (x − y)²/2h, equation `approximation-view:parabola`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parabola {
    /// y, where the parabola touches f.
    pub at: f64,
    /// f(y)
    pub value: f64,
    /// f′(y)
    pub slope: f64,
    /// h > 0; the curvature is 1/h.
    pub h: f64,
}

impl Parabola {
    /// The parabola with parameter `h` that touches `f` at `at`, where f has the derivative `slope`.
    pub fn touching(f: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64, at: f64, h: f64) -> Self {
        Self {
            at,
            value: f(at),
            slope: slope(at),
            h,
        }
    }

    /// g(x).
    pub fn value(&self, x: f64) -> f64 {
        let d = x - self.at;
        self.value + self.slope * d + d * d / (2.0 * self.h)
    }

    /// The minimizer y − h f′(y).
    pub fn minimizer(&self) -> f64 {
        self.at - self.h * self.slope
    }
}
