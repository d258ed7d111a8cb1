//! The noisiest gradients that a bound G allows: a coin for each step.

use descent::random::{Generator, uniform};

/// The gradient of f(θ) = ½μθ² reduced to one toss: +G with probability (1 + μθ/G)/2, else −G.
///
/// Its mean is μθ and its square always G², so the convergence proofs lose nothing on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coin {
    /// μ.
    pub curvature: f64,
    /// G; the toss is unbiased for |θ| ≤ G/μ.
    pub size: f64,
}

impl Coin {
    /// One toss at θ.
    pub fn gradient(&self, theta: f64, rng: &mut Generator) -> f64 {
        let heads = uniform(rng) < f64::midpoint(1.0, self.curvature * theta / self.size);
        if heads { self.size } else { -self.size }
    }
}

/// After 0, 1, …, `steps` steps with η = 1/(mμ): the probabilities of θ = kηG for k = −m, …, m.
///
/// θ starts at kηG with k = `start`. This walk is the urn of P. and T. Ehrenfest (1907) with 2m
/// balls, and m + k of them in one half.
///
/// # Panics
/// If |start| > m.
pub fn urn(m: usize, start: isize, steps: usize) -> Vec<Vec<f64>> {
    assert!(start.unsigned_abs() <= m, "start {start} beyond ±{m}");
    let place = m.checked_add_signed(start).expect("within ±m");
    let mut law = vec![0.0; 2 * m + 1];
    law[place] = 1.0;
    let mut laws = vec![law];
    for step in 0..steps {
        let before = &laws[step];
        let mut after = vec![0.0; 2 * m + 1];
        for (i, &p) in before.iter().enumerate() {
            // Downhill by one unit with probability (1 + k/m)/2 = i/2m for k = i − m.
            let down = i as f64 / (2 * m) as f64;
            if i > 0 {
                after[i - 1] += p * down;
            }
            if i < 2 * m {
                after[i + 1] += p * (1.0 - down);
            }
        }
        laws.push(after);
    }
    laws
}
