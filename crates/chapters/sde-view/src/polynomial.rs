//! Losses of one parameter on which everything can be computed.

/// l(θ) = c₀ + c₁θ + c₂θ² + …, with its first two derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Polynomial {
    coefficients: Vec<f64>,
}

impl Polynomial {
    /// The polynomial with these coefficients, the constant first.
    pub fn new(coefficients: &[f64]) -> Self {
        Self {
            coefficients: coefficients.to_vec(),
        }
    }

    /// The bowl λθ²/2.
    pub fn bowl(lambda: f64) -> Self {
        Self::new(&[0.0, 0.0, lambda / 2.0])
    }

    /// θ⁴/4 − θ²/2: minimizers at ±1 with curvature 2, a barrier of height 1/4 and curvature −1 at 0.
    pub fn double_well() -> Self {
        Self::new(&[0.0, 0.0, -0.5, 0.0, 0.25])
    }

    /// (θ² − 1)²(θ² + sθ + 1)/4: minimizers at ±1, both of depth 0, with curvatures 4 ± 2s.
    ///
    /// It has no other zero for |s| < 2.
    pub fn unequal_wells(s: f64) -> Self {
        Self::new(&[1.0, s, -1.0, -2.0 * s, -1.0, s, 1.0].map(|c| c / 4.0))
    }

    /// l(θ).
    pub fn value(&self, theta: f64) -> f64 {
        self.coefficients
            .iter()
            .rev()
            .fold(0.0, |sum, c| sum * theta + c)
    }

    /// l′(θ).
    pub fn slope(&self, theta: f64) -> f64 {
        self.derivative(theta, 1, |k| k)
    }

    /// l″(θ).
    pub fn curvature(&self, theta: f64) -> f64 {
        self.derivative(theta, 2, |k| k * (k - 1.0))
    }

    /// A zero of l′ between `low` and `high`, by bisection; the signs of l′ there must differ.
    pub fn critical_point(&self, mut low: f64, mut high: f64) -> f64 {
        let sign = self.slope(low).signum();
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if self.slope(middle) * sign > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Horner's rule for Σ factor(k) c_k θ^(k − order).
    fn derivative(&self, theta: f64, order: usize, factor: impl Fn(f64) -> f64) -> f64 {
        self.coefficients
            .iter()
            .enumerate()
            .skip(order)
            .rev()
            .fold(0.0, |sum, (k, c)| sum * theta + factor(k as f64) * c)
    }
}
