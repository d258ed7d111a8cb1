//! Two families of distributions, with KL divergence and Fisher matrix in closed form.

/// KL between Bernoulli distributions: p ln(p/q) + (1 − p) ln((1 − p)/(1 − q)).
pub fn bernoulli_kl(p: f64, q: f64) -> f64 {
    p * (p / q).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - q)).ln()
}

/// KL between normal distributions with means and standard deviations (m, s):
/// ln(s₂/s₁) + (s₁² + (m₁ − m₂)²)/2s₂² − ½.
pub fn normal_kl((m1, s1): (f64, f64), (m2, s2): (f64, f64)) -> f64 {
    (s2 / s1).ln() + (s1 * s1 + (m1 - m2).powi(2)) / (2.0 * s2 * s2) - 0.5
}

/// The Fisher matrix of N(m, s²) in the coordinates (m, s), which is diagonal: (1/s², 2/s²).
pub fn normal_fisher(s: f64) -> [f64; 2] {
    [1.0 / (s * s), 2.0 / (s * s)]
}

/// The gradient in (m, s) of the expected −log density of N(m, s²) under a distribution with mean
/// a and variance v: f(m, s) = ln s + (v + (m − a)²)/2s², up to a constant.
pub fn cross_entropy_gradient((m, s): (f64, f64), (a, v): (f64, f64)) -> [f64; 2] {
    [
        (m - a) / (s * s),
        1.0 / s - (v + (m - a).powi(2)) / s.powi(3),
    ]
}

/// A step of gradient descent or natural gradient on the cross-entropy, in one of two coordinate
/// systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Gradient descent in (m, s).
    Plain,
    /// Gradient descent in (m, ln s).
    PlainLog,
    /// Natural gradient in (m, s).
    Natural,
    /// Natural gradient in (m, ln s).
    NaturalLog,
}

impl Step {
    /// One step of length η = `eta` from (m, s) towards the distribution with mean a and variance v.
    pub fn take(self, (m, s): (f64, f64), target: (f64, f64), eta: f64) -> (f64, f64) {
        let [gm, gs] = cross_entropy_gradient((m, s), target);
        let [fm, fs] = normal_fisher(s);
        // With u = ln s: ∂f/∂u = s ∂f/∂s, and the Fisher matrix is diag(fm, s² fs).
        match self {
            Self::Plain => (m - eta * gm, s - eta * gs),
            Self::PlainLog => (m - eta * gm, s * (-eta * s * gs).exp()),
            Self::Natural => (m - eta * gm / fm, s - eta * gs / fs),
            Self::NaturalLog => (m - eta * gm / fm, s * (-eta * gs / (s * fs)).exp()),
        }
    }

    /// The points of `steps` steps from `start`.
    pub fn path(
        self,
        start: (f64, f64),
        target: (f64, f64),
        eta: f64,
        steps: usize,
    ) -> Vec<(f64, f64)> {
        std::iter::successors(Some(start), |&at| Some(self.take(at, target, eta)))
            .take(steps + 1)
            .collect()
    }
}
