//! A random step in a ball: its mean in closed form, and draws of it.

use descent::random::{Generator, normal, uniform};

use crate::bessel::mean_speed;

/// Why a step distribution is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidStep {
    /// The radius or the temperature is not a positive number.
    #[error("{name} = {value}, but it must be a positive finite number")]
    NotPositive {
        /// ε or α.
        name: &'static str,
        /// What was given.
        value: f64,
    },
}

/// The density ∝ exp(−gᵀΔθ/α) on the ball ‖Δθ‖ ≤ ε: equation `probabilistic-view:linearized`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BallStep {
    epsilon: f64,
    alpha: f64,
}

impl BallStep {
    /// The step with radius ε = `epsilon` (in units of θ) and temperature α = `alpha` (in units of
    /// the loss).
    ///
    /// # Errors
    /// If one of them is not a positive finite number.
    pub fn new(epsilon: f64, alpha: f64) -> Result<Self, InvalidStep> {
        for (name, value) in [("ε", epsilon), ("α", alpha)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(InvalidStep::NotPositive { name, value });
            }
        }
        Ok(Self { epsilon, alpha })
    }

    /// κ = ε‖g‖/α: how much the loss changes across the radius, in units of α.
    pub fn kappa(&self, g: &[f64]) -> f64 {
        self.epsilon * norm(g) / self.alpha
    }

    /// E Δθ for the gradient `g`: equation `probabilistic-view:mean-step`. Zero if g is.
    pub fn mean(&self, g: &[f64]) -> Vec<f64> {
        // ANCHOR: mean
        let length = norm(g);
        if length == 0.0 {
            return vec![0.0; g.len()];
        }
        let kappa = self.epsilon * length / self.alpha;
        let speed = self.epsilon * mean_speed(g.len(), kappa);
        g.iter().map(|g| -speed * g / length).collect()
        // ANCHOR_END: mean
    }

    /// One draw, by rejection: a uniform point of the ball is kept with probability
    /// exp(−(gᵀΔθ + ε‖g‖)/α).
    ///
    /// It knows nothing of Bessel functions. The share that is kept falls with κ.
    ///
    /// # Panics
    /// If `g` is not finite, since no draw would ever be kept.
    pub fn sample(&self, g: &[f64], rng: &mut Generator) -> Vec<f64> {
        let length = norm(g);
        assert!(length.is_finite(), "‖g‖ = {length}, but it must be finite");
        loop {
            let mut step = uniform_in_ball(g.len(), rng);
            for x in &mut step {
                *x *= self.epsilon;
            }
            let rise = dot(g, &step) + self.epsilon * length;
            if uniform(rng) < (-rise / self.alpha).exp() {
                return step;
            }
        }
    }
}

/// A uniform draw from the unit ball of n dimensions: a normal vector gives the direction, and the
/// radius is U^{1/n}, since the ball of radius r has the share rⁿ.
pub fn uniform_in_ball(n: usize, rng: &mut Generator) -> Vec<f64> {
    let mut point: Vec<f64> = (0..n).map(|_| normal(rng)).collect();
    let scale = uniform(rng).powf(1.0 / n as f64) / norm(&point);
    for x in &mut point {
        *x *= scale;
    }
    point
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
