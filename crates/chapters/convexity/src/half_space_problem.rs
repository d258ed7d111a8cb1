//! The worked problem of duality: the point of a half-space nearest to a given one.

use descent::ProblemError;

use crate::convex_set::dot;
use crate::{ConvexSet, HalfSpace};

/// Minimize ½‖x − a‖² subject to wᵀx ≤ b: `convexity:half-space-dual`.
#[derive(Debug, Clone, PartialEq)]
pub struct HalfSpaceProblem {
    a: Vec<f64>,
    w: Vec<f64>,
    b: f64,
}

impl HalfSpaceProblem {
    /// The problem with the target a, the normal w and the offset b.
    ///
    /// # Errors
    /// If w and b bound no half-space, see [`HalfSpace::new`], or a has another dimension than w.
    pub fn new(a: Vec<f64>, w: Vec<f64>, b: f64) -> Result<Self, ProblemError> {
        HalfSpace::new(w.clone(), b)?;
        if a.len() != w.len() {
            let what = format!(
                "a has {} entries and w has {}; both need the same number",
                a.len(),
                w.len()
            );
            return Err(crate::convex_set::invalid("half-space problem", what));
        }
        Ok(Self { a, w, b })
    }

    /// f(x) = ½‖x − a‖².
    pub fn value(&self, x: &[f64]) -> f64 {
        x.iter()
            .zip(&self.a)
            .map(|(x, a)| (x - a).powi(2))
            .sum::<f64>()
            / 2.0
    }

    /// c(x) = wᵀx − b; the constraint is c(x) ≤ 0.
    pub fn constraint(&self, x: &[f64]) -> f64 {
        dot(&self.w, x) - self.b
    }

    /// q(α) = α(wᵀa − b) − ½α²‖w‖², the dual function.
    pub fn dual(&self, alpha: f64) -> f64 {
        alpha * self.constraint(&self.a) - alpha * alpha * dot(&self.w, &self.w) / 2.0
    }

    /// α* = (wᵀa − b)₊/‖w‖², the multiplier.
    pub fn multiplier(&self) -> f64 {
        self.constraint(&self.a).max(0.0) / dot(&self.w, &self.w)
    }

    /// a − αw, the minimizer of the Lagrangian for the multiplier α; the solution at α = α*.
    pub fn point(&self, alpha: f64) -> Vec<f64> {
        self.a
            .iter()
            .zip(&self.w)
            .map(|(a, w)| a - alpha * w)
            .collect()
    }

    /// The set {x : wᵀx ≤ b} of the points allowed.
    pub fn feasible(&self) -> impl ConvexSet {
        HalfSpace {
            normal: self.w.clone(),
            offset: self.b,
        }
    }
}
