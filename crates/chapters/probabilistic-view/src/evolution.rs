//! Evolution strategies: steps from values of the loss at random places, without a gradient.

use descent::random::{Generator, normal};

/// A cloud around θ: perturbations Δθ = sξ with ξ ~ N(0, I), and the loss at each θ + Δθ.
#[derive(Debug, Clone)]
pub struct Cloud {
    /// The standard deviation s.
    pub s: f64,
    /// The perturbations Δθ⁽ⁱ⁾.
    pub steps: Vec<Vec<f64>>,
    /// l(θ + Δθ⁽ⁱ⁾).
    pub losses: Vec<f64>,
}

impl Cloud {
    /// `size` perturbations of `theta` with standard deviation `s`, and the loss `l` at each place.
    ///
    /// # Panics
    /// If `size` is 0 or `s` is not a positive finite number.
    pub fn draw(
        l: &dyn Fn(&[f64]) -> f64,
        theta: &[f64],
        s: f64,
        size: usize,
        rng: &mut Generator,
    ) -> Self {
        assert!(size > 0, "a cloud has at least one point");
        assert!(s.is_finite() && s > 0.0, "s = {s}, but it must be positive");
        let mut losses = Vec::with_capacity(size);
        let steps = (0..size)
            .map(|_| {
                let step: Vec<f64> = theta.iter().map(|_| s * normal(rng)).collect();
                let there: Vec<f64> = theta.iter().zip(&step).map(|(x, d)| x + d).collect();
                losses.push(l(&there));
                step
            })
            .collect();
        Self { s, steps, losses }
    }

    /// The score-function estimate of ∇l_s(θ), equation `probabilistic-view:score`, with `here` =
    /// l(θ) subtracted from every loss: ĝ of equation `probabilistic-view:es-error`.
    ///
    /// # Panics
    /// If the cloud is empty.
    pub fn gradient(&self, here: f64) -> Vec<f64> {
        let scale = 1.0 / (self.steps.len() as f64 * self.s * self.s);
        let mut gradient = vec![0.0; self.steps[0].len()];
        for (step, loss) in self.steps.iter().zip(&self.losses) {
            for (g, d) in gradient.iter_mut().zip(step) {
                *g += scale * (loss - here) * d;
            }
        }
        gradient
    }

    /// The mean of the perturbations with weights ∝ exp(−l/α): an estimate of E Δθ, equation
    /// `probabilistic-view:weighted-mean`, at the temperature α = `alpha` > 0 (in units of the loss).
    ///
    /// # Panics
    /// If the cloud is empty.
    pub fn weighted_mean(&self, alpha: f64) -> Vec<f64> {
        // ANCHOR: weighted
        // The least loss is subtracted: the largest weight is 1.
        let least = self.losses.iter().copied().fold(f64::INFINITY, f64::min);
        let mut total = 0.0;
        let mut mean = vec![0.0; self.steps[0].len()];
        for (step, loss) in self.steps.iter().zip(&self.losses) {
            let weight = (-(loss - least) / alpha).exp();
            total += weight;
            for (m, d) in mean.iter_mut().zip(step) {
                *m += weight * d;
            }
        }
        mean.iter().map(|m| m / total).collect()
        // ANCHOR_END: weighted
    }
}
