//! The model of the first section: the normal distributions, with two coordinates each.

use std::ops::{Add, Mul};

/// A point or a direction in the plane of two coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair(pub f64, pub f64);

impl Add for Pair {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

impl Mul<f64> for Pair {
    type Output = Self;
    fn mul(self, c: f64) -> Self {
        Self(self.0 * c, self.1 * c)
    }
}

impl Pair {
    /// The Euclidean length.
    pub fn norm(self) -> f64 {
        self.0.hypot(self.1)
    }
}

/// Coordinates of the distributions N(μ, σ²).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinates {
    /// θ = (μ, σ).
    Moments,
    /// φ = (μ/σ², −1/(2σ²)), the natural parameters of the exponential family.
    Natural,
}

impl Coordinates {
    /// (μ, σ) at the point `x`.
    pub fn moments(self, x: Pair) -> Pair {
        match self {
            Self::Moments => x,
            Self::Natural => {
                let variance = -0.5 / x.1;
                Pair(x.0 * variance, variance.sqrt())
            }
        }
    }

    /// The point whose mean and standard deviation are `x`.
    pub fn from_moments(self, x: Pair) -> Pair {
        match self {
            Self::Moments => x,
            Self::Natural => Pair(x.0 / (x.1 * x.1), -0.5 / (x.1 * x.1)),
        }
    }

    /// The gradient, at `x`, of the cross-entropy L = ln σ + (1 + μ²)/(2σ²) of N(0, 1), up to a
    /// constant.
    pub fn gradient(self, x: Pair) -> Pair {
        match self {
            Self::Moments => {
                let Pair(mu, sigma) = x;
                Pair(
                    mu / (sigma * sigma),
                    1.0 / sigma - (1.0 + mu * mu) / sigma.powi(3),
                )
            }
            // An exponential family: expected statistics here minus those of N(0, 1), which are 0, 1.
            Self::Natural => {
                let Pair(mu, sigma) = self.moments(x);
                Pair(mu, mu * mu + sigma * sigma - 1.0)
            }
        }
    }

    /// F⁻¹g at `x`, by the Fisher matrix of these coordinates.
    pub fn natural_gradient(self, x: Pair) -> Pair {
        let (g, [[a, b], [_, d]]) = (self.gradient(x), self.fisher(x));
        let determinant = a * d - b * b;
        Pair(
            (d * g.0 - b * g.1) / determinant,
            (a * g.1 - b * g.0) / determinant,
        )
    }

    /// The Fisher matrix at `x`: the covariance of (z, z²) in natural coordinates.
    pub fn fisher(self, x: Pair) -> [[f64; 2]; 2] {
        let Pair(mu, sigma) = self.moments(x);
        let variance = sigma * sigma;
        match self {
            Self::Moments => [[1.0 / variance, 0.0], [0.0, 2.0 / variance]],
            Self::Natural => {
                let mixed = 2.0 * mu * variance;
                [
                    [variance, mixed],
                    [mixed, 2.0 * variance * (variance + 2.0 * mu * mu)],
                ]
            }
        }
    }

    /// The path of the flow ẋ = −g, or −F⁻¹g, from N(μ, σ²) with `start` = (μ, σ): the pairs (μ, σ)
    /// at times 0, `h`, 2`h`, …, by the classical Runge–Kutta method.
    pub fn flow(self, natural: bool, start: Pair, h: f64, steps: usize) -> Vec<Pair> {
        let slope = |x: Pair| {
            let g = if natural {
                self.natural_gradient(x)
            } else {
                self.gradient(x)
            };
            g * -1.0
        };
        let mut x = self.from_moments(start);
        let mut path = vec![start];
        for _ in 0..steps {
            let k1 = slope(x);
            let k2 = slope(x + k1 * (h / 2.0));
            let k3 = slope(x + k2 * (h / 2.0));
            let k4 = slope(x + k3 * h);
            x = x + (k1 + k2 * 2.0 + k3 * 2.0 + k4) * (h / 6.0);
            path.push(self.moments(x));
        }
        path
    }
}
