//! Random directions that are drawn again instead of being stored.

use descent::random::{Generator, normal, uniform};
use descent::{Hyperparameter, Kind, Tensor};

/// The distribution of a direction u; both have mean 0 and covariance I, equation
/// `zeroth-order:unbiased`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directions {
    /// Independent N(0, 1): fourth moment 3.
    Gaussian,
    /// Independent signs ±1, each with probability ½ (Rademacher): fourth moment 1.
    Signs,
}

impl Directions {
    /// One coordinate of a direction.
    pub fn draw(self, rng: &mut Generator) -> f64 {
        match self {
            Self::Gaussian => normal(rng),
            Self::Signs if uniform(rng) < 0.5 => -1.0,
            Self::Signs => 1.0,
        }
    }

    /// `target` ← `target` + `scale`·u with the direction u that `rng` draws next.
    ///
    /// The same generator state gives the same u, so a direction can be drawn again where it is
    /// needed a second time. In place; u itself is nowhere in memory.
    pub fn add(self, target: &mut [Tensor], scale: f64, rng: &mut Generator) {
        for theta in target.iter_mut().flatten() {
            *theta += scale * self.draw(rng);
        }
    }
}

/// Passes over a direction of `params` and leaves `rng` where the next one begins.
pub(crate) fn skip(directions: Directions, params: &[Tensor], rng: &mut Generator) {
    for _ in params.iter().flatten() {
        directions.draw(rng);
    }
}

/// `to` ← `from`, without allocation.
pub(crate) fn copy(from: &[Tensor], to: &mut [Tensor]) {
    for (to, from) in to.iter_mut().zip(from) {
        to.assign(from);
    }
}

/// The seed of an optimizer's own generator.
pub(crate) const SEED: Hyperparameter = Hyperparameter {
    name: "seed",
    symbol: "s",
    meaning: "starts the random directions",
    kind: Kind::Integer { default: 0, min: 0 },
};

/// `x`, or 0 where it is not finite: a direction along which f has no finite value says nothing.
pub(crate) fn finite_or_zero(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// `x`, or ∞ where it is NaN: outside the domain of f a point is as bad as can be.
pub(crate) fn nan_is_worst(x: f64) -> f64 {
    if x.is_nan() { f64::INFINITY } else { x }
}
