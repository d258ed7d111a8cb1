//! A convex loss with a kink: the median of a column of data.

use descent::data;

/// f(θ) = (c/N) Σ |θ − xᵢ|, whose minimizer is a median; ‖∇fᵢ‖ ≤ L = c.
#[derive(Debug, Clone, PartialEq)]
pub struct Median {
    sorted: Vec<f64>,
    slope: f64,
}

impl Median {
    /// The problem for one of the 13 measurements of the wines, standardized, with slope c.
    ///
    /// # Panics
    /// If there is no such measurement.
    pub fn wine(measurement: usize, slope: f64) -> Self {
        let inputs = data::wine().standardized().inputs;
        let mut sorted = inputs.column(measurement).to_vec();
        sorted.sort_by(f64::total_cmp);
        Self { sorted, slope }
    }

    /// N.
    pub fn examples(&self) -> usize {
        self.sorted.len()
    }

    /// f(θ).
    pub fn value(&self, theta: f64) -> f64 {
        let distances = self.sorted.iter().map(|x| (theta - x).abs());
        self.slope * distances.sum::<f64>() / self.sorted.len() as f64
    }

    /// A subgradient of fᵢ at θ.
    pub fn subgradient(&self, theta: f64, i: usize) -> f64 {
        let side = theta - self.sorted[i];
        if side == 0.0 {
            0.0
        } else {
            self.slope * side.signum()
        }
    }

    /// θ*, the middle example.
    pub fn minimizer(&self) -> f64 {
        self.sorted[self.sorted.len() / 2]
    }
}
