//! What the methods of this chapter share: a point, its gradient, a direction, and a look along it.

use descent::{Objective, StepError, Tensor, check_params, check_step, zeros_like};
use ndarray::Array1;

use crate::line_search::Sample;

/// Buffers for a step along a ray θ + td. All parameters together are one vector.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ray {
    /// g = ∇f(θ).
    pub(crate) g: Array1<f64>,
    /// d.
    pub(crate) d: Array1<f64>,
    point: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl Ray {
    /// Asks for the gradient at `params`. If that is refused, nothing has changed.
    pub(crate) fn start(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.point)?;
        let first = self.point.is_empty();
        if first {
            (self.point, self.grads) = (zeros_like(params), zeros_like(params));
            let n: usize = params.iter().map(Tensor::len).sum();
            (self.g, self.d) = (Array1::zeros(n), Array1::zeros(n));
        }
        objective.gradient_into(params, &mut self.grads);
        if let Err(refused) = check_step(params, &self.grads, &self.point) {
            if first {
                *self = Self::default();
            }
            return Err(refused);
        }
        for (g, entry) in self.g.iter_mut().zip(self.grads.iter().flatten()) {
            *g = *entry;
        }
        Ok(())
    }

    /// gᵀd, the slope at t = 0.
    pub(crate) fn slope(&self) -> f64 {
        self.g.dot(&self.d)
    }

    /// f and its slope at θ + td; where f or a slope is no number, the value is NaN.
    pub(crate) fn look(&mut self, objective: &dyn Objective, params: &[Tensor], t: f64) -> Sample {
        let moved = params.iter().flatten().zip(&self.d);
        for (to, (theta, d)) in self.point.iter_mut().flatten().zip(moved) {
            *to = theta + t * d;
        }
        let value = objective.value(&self.point);
        objective.gradient_into(&self.point, &mut self.grads);
        let slope = self.grads.iter().flatten().zip(&self.d);
        let slope = slope.map(|(g, d)| g * d).sum();
        Sample { t, value, slope }
    }

    /// Writes ∇²f(θ)·v into `product`: the objective's own, or a central difference of gradients.
    pub(crate) fn curvature(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
        v: &Array1<f64>,
        product: &mut Array1<f64>,
    ) {
        for (to, v) in self.point.iter_mut().flatten().zip(v) {
            *to = *v;
        }
        if let Some(exact) = objective.hessian_vector(params, &self.point) {
            for (to, entry) in product.iter_mut().zip(exact.iter().flatten()) {
                *to = *entry;
            }
            return;
        }
        // The best step of a central difference is of the order ε^{1/3}: `gradients:central-step`.
        let size = |sum: f64| sum.sqrt();
        let length = size(v.dot(v));
        let scale = 1.0 + size(params.iter().flatten().map(|x| x * x).sum());
        let h = f64::EPSILON.cbrt() * scale / length;
        for sign in [1.0, -1.0] {
            let moved = params.iter().flatten().zip(v);
            for (to, (theta, v)) in self.point.iter_mut().flatten().zip(moved) {
                *to = theta + sign * h * v;
            }
            objective.gradient_into(&self.point, &mut self.grads);
            for (to, g) in product.iter_mut().zip(self.grads.iter().flatten()) {
                let half = sign * g / (2.0 * h);
                *to = if sign > 0.0 { half } else { *to + half };
            }
        }
    }

    /// θ ← θ + td.
    pub(crate) fn advance(&self, params: &mut [Tensor], t: f64) {
        for (theta, d) in params.iter_mut().flatten().zip(&self.d) {
            *theta += t * d;
        }
    }

    /// Makes d = −g, shortened to entries of at most 1 where its slope overflows.
    pub(crate) fn steepest(&mut self) {
        self.d.assign(&self.g);
        self.d *= -1.0;
        if !self.slope().is_finite() {
            let largest = largest(&self.g);
            self.d /= largest;
        }
    }

    /// How many numbers it holds.
    pub(crate) fn len(&self) -> usize {
        4 * self.g.len()
    }
}

/// maxᵢ |vᵢ|.
pub(crate) fn largest(v: &Array1<f64>) -> f64 {
    v.fold(0.0, |largest, x| f64::max(largest, x.abs()))
}

/// ‖v‖, also where the squares overflow.
pub(crate) fn norm(v: &Array1<f64>) -> f64 {
    let scale = largest(v);
    if scale == 0.0 {
        return 0.0;
    }
    scale * v.fold(0.0, |sum, x| sum + (x / scale).powi(2)).sqrt()
}
