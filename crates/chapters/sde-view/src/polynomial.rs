//! Losses of one parameter on which everything can be computed.

/// l(θ) = c₀ + c₁θ + c₂θ² + …, with its first two derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Polynomial {
    value: Vec<f64>,
    slope: Vec<f64>,
    curvature: Vec<f64>,
}

/// The coefficients of the derivative.
fn derivative(coefficients: &[f64]) -> Vec<f64> {
    let powers = coefficients.iter().enumerate().skip(1);
    powers.map(|(k, c)| k as f64 * c).collect()
}

/// Horner's rule.
fn evaluate(coefficients: &[f64], theta: f64) -> f64 {
    let descending = coefficients.iter().rev();
    descending.fold(0.0, |sum, c| sum * theta + c)
}

impl Polynomial {
    /// The polynomial with these coefficients, the constant first.
    pub fn new(coefficients: &[f64]) -> Self {
        let slope = derivative(coefficients);
        Self {
            value: coefficients.to_vec(),
            curvature: derivative(&slope),
            slope,
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
        evaluate(&self.value, theta)
    }

    /// l′(θ).
    pub fn slope(&self, theta: f64) -> f64 {
        evaluate(&self.slope, theta)
    }

    /// l″(θ).
    pub fn curvature(&self, theta: f64) -> f64 {
        evaluate(&self.curvature, theta)
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
}
