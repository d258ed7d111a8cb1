//! The Fokker–Planck equation in one dimension, by finite volumes.

use crate::Polynomial;

/// A density on equal cells of an interval that evolves by ∂ₜp = ∂(p l′) + D ∂²p.
///
/// Nothing flows through the ends of the interval, so the total probability stays 1. The
/// stationary density is not built in: fluxes are central differences.
#[derive(Debug, Clone)]
pub struct FokkerPlanck {
    low: f64,
    width: f64,
    slopes: Vec<f64>,
    diffusion: f64,
    density: Vec<f64>,
}

impl FokkerPlanck {
    /// The equation for the loss `l` and the diffusion D = `diffusion` on [`low`, `high`] in `cells`
    /// cells, started from a multiple of `start`.
    pub fn new(
        l: &Polynomial,
        diffusion: f64,
        (low, high): (f64, f64),
        cells: usize,
        start: &dyn Fn(f64) -> f64,
    ) -> Self {
        let width = (high - low) / cells as f64;
        let mut density: Vec<f64> = (0..cells)
            .map(|i| start(low + (i as f64 + 0.5) * width))
            .collect();
        let total = width * density.iter().sum::<f64>();
        for p in &mut density {
            *p /= total;
        }
        let faces = (1..cells).map(|i| l.slope(low + i as f64 * width));
        Self {
            low,
            width,
            slopes: faces.collect(),
            diffusion,
            density,
        }
    }

    /// Lets `time` pass, in explicit steps short enough to be stable.
    pub fn evolve(&mut self, time: f64) {
        let steepest = self.slopes.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let longest = (0.25 * self.width * self.width / self.diffusion)
            .min(0.5 * self.diffusion / (steepest * steepest).max(1e-300));
        // A positive number of steps, far below 2^52.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let steps = (time / longest).ceil() as usize;
        let ratio = time / steps as f64 / self.width;
        // flux[i] crosses the left face of cell i; nothing crosses the two ends.
        let mut flux = vec![0.0; self.density.len() + 1];
        for _ in 0..steps {
            let neighbours = self.density.windows(2).zip(&self.slopes);
            for (flow, (pair, slope)) in flux[1..].iter_mut().zip(neighbours) {
                *flow = -slope * f64::midpoint(pair[0], pair[1])
                    - self.diffusion * (pair[1] - pair[0]) / self.width;
            }
            for (i, p) in self.density.iter_mut().enumerate() {
                *p -= ratio * (flux[i + 1] - flux[i]);
            }
        }
    }

    /// The centres of the cells and the density there.
    pub fn points(&self) -> Vec<(f64, f64)> {
        let centre = |i: usize| self.low + (i as f64 + 0.5) * self.width;
        let cells = self.density.iter().enumerate();
        cells.map(|(i, &p)| (centre(i), p)).collect()
    }

    /// The integral of φ(x, p(x)) over the interval by the midpoint rule.
    pub fn integrate(&self, phi: &dyn Fn(f64, f64) -> f64) -> f64 {
        let sum: f64 = self.points().iter().map(|&(x, p)| phi(x, p)).sum();
        self.width * sum
    }

    /// The probability of (−∞, x].
    pub fn cdf(&self, x: f64) -> f64 {
        let mut sum = 0.0;
        for (i, p) in self.density.iter().enumerate() {
            let left = self.low + i as f64 * self.width;
            sum += p * (x - left).clamp(0.0, self.width);
        }
        sum
    }
}
