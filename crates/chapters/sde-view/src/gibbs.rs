//! The density exp(−k·l)/Z, in which Langevin particles come to rest for k = 2/σ².

use crate::Polynomial;

/// The probability density exp(−k·l(θ))/Z on an interval, tabulated.
#[derive(Debug, Clone)]
pub struct Gibbs {
    low: f64,
    width: f64,
    density: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Gibbs {
    /// The density for the loss `l` and the factor k > 0 on [`low`, `high`], which must hold all but
    /// a negligible part of the mass.
    pub fn new(l: &Polynomial, k: f64, (low, high): (f64, f64)) -> Self {
        const CELLS: usize = 4000;
        let width = (high - low) / CELLS as f64;
        let losses: Vec<f64> = (0..=CELLS)
            .map(|i| l.value(low + i as f64 * width))
            .collect();
        // Subtracting the least loss keeps exp in range; Z absorbs it.
        let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
        let mut density: Vec<f64> = losses.iter().map(|x| (-k * (x - least)).exp()).collect();
        let mut cumulative = vec![0.0];
        for i in 0..CELLS {
            cumulative.push(cumulative[i] + width * f64::midpoint(density[i], density[i + 1]));
        }
        let total = cumulative[CELLS];
        for x in density.iter_mut().chain(&mut cumulative) {
            *x /= total;
        }
        Self {
            low,
            width,
            density,
            cumulative,
        }
    }

    /// The density at θ; 0 outside the interval.
    pub fn density(&self, theta: f64) -> f64 {
        if theta < self.low || theta > self.low + self.width * (self.density.len() - 1) as f64 {
            0.0
        } else {
            self.interpolate(&self.density, theta)
        }
    }

    /// The probability of (−∞, θ].
    pub fn cdf(&self, theta: f64) -> f64 {
        self.interpolate(&self.cumulative, theta)
    }

    /// E φ(θ) under this density.
    pub fn mean(&self, phi: &dyn Fn(f64) -> f64) -> f64 {
        let at = |i: usize| self.low + i as f64 * self.width;
        let terms = self.density.iter().enumerate();
        terms.map(|(i, p)| self.width * p * phi(at(i))).sum()
    }

    fn interpolate(&self, table: &[f64], theta: f64) -> f64 {
        let place = ((theta - self.low) / self.width).clamp(0.0, (table.len() - 1) as f64);
        // The place lies between 0 and the table's length.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let i = (place as usize).min(table.len() - 2);
        table[i] + (place - i as f64) * (table[i + 1] - table[i])
    }
}
