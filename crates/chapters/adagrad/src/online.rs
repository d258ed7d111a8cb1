//! Games of online learning: in round t the learner shows θ, the adversary answers with a gradient.

use descent::random::{generator, uniform};
use descent::{Optimizer, StepError, flatten, vector};

/// What happened in a game of T rounds with linear losses g·θ.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// θ₀, …, `θ_{T−1}`: what the learner showed.
    pub points: Vec<Vec<f64>>,
    /// `g₁`, …, `g_T`: what it was answered.
    pub gradients: Vec<Vec<f64>>,
}

impl Play {
    /// `R_T(u)` = Σ gₜ·(`θ_{t−1}` − u): what was paid beyond the fixed point u.
    pub fn regret(&self, u: &[f64]) -> f64 {
        let rounds = self.points.iter().zip(&self.gradients);
        rounds
            .map(|(theta, g)| (0..u.len()).map(|i| g[i] * (theta[i] - u[i])).sum::<f64>())
            .sum()
    }

    /// The corner of the box [−`radius`, `radius`]ᵈ with the smallest total loss.
    pub fn best_corner(&self, radius: f64) -> Vec<f64> {
        let d = self.points[0].len();
        let total = |i: usize| self.gradients.iter().map(|g| g[i]).sum::<f64>();
        (0..d).map(|i| -radius * total(i).signum()).collect()
    }

    /// max ‖θₜ − u‖∞ over the rounds.
    pub fn distance(&self, u: &[f64]) -> f64 {
        let entries = self.points.iter().flat_map(|theta| theta.iter().zip(u));
        entries.fold(0.0, |max, (theta, u)| max.max((theta - u).abs()))
    }

    /// The norms √`s_i` of the gradients' entries over time.
    pub fn norms(&self) -> Vec<f64> {
        (0..self.points[0].len())
            .map(|i| {
                self.gradients
                    .iter()
                    .map(|g| g[i] * g[i])
                    .sum::<f64>()
                    .sqrt()
            })
            .collect()
    }
}

/// Plays `rounds` rounds from `start`; after each step θ is clipped to [−`radius`, `radius`]ᵈ.
///
/// `adversary(t, θ)` returns the gradient of round t = 1, 2, ….
///
/// # Errors
/// If a step is refused.
pub fn play(
    optimizer: &mut dyn Optimizer,
    start: &[f64],
    radius: f64,
    rounds: usize,
    mut adversary: impl FnMut(usize, &[f64]) -> Vec<f64>,
) -> Result<Play, StepError> {
    let mut theta = vector(start);
    let (mut points, mut gradients) = (Vec::new(), Vec::new());
    for t in 1..=rounds {
        let shown = flatten(&theta);
        let g = adversary(t, &shown);
        optimizer.step(&mut theta, &vector(&g))?;
        theta[0].mapv_inplace(|x| x.clamp(-radius, radius));
        points.push(shown);
        gradients.push(g);
    }
    Ok(Play { points, gradients })
}

/// The adversary who pushes every entry back over 0: gᵢ = sign θᵢ, and ±1 in turn at θᵢ = 0.
pub fn opposite(t: usize, theta: &[f64]) -> Vec<f64> {
    let turn = if t % 2 == 1 { 1.0 } else { -1.0 };
    let answer = |x: &f64| if *x == 0.0 { turn } else { x.signum() };
    theta.iter().map(answer).collect()
}

/// `rounds` gradients of d entries; entry i = 1, …, d is ±1 with probability i^(−`alpha`), else 0.
pub fn sparse_gradients(d: usize, alpha: f64, rounds: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = generator(seed);
    let frequencies: Vec<f64> = (1..=d).map(|i| (i as f64).powf(-alpha)).collect();
    let mut entry = |p: &f64| {
        let u = uniform(&mut rng);
        // Three values from one draw: u < p/2, p/2 ≤ u < p, and the rest.
        if u >= *p {
            0.0
        } else if u < p / 2.0 {
            -1.0
        } else {
            1.0
        }
    };
    (0..rounds)
        .map(|_| frequencies.iter().map(&mut entry).collect())
        .collect()
}
