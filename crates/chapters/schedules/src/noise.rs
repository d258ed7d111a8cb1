//! Gradient descent with noise on a parabola, where every schedule can be judged exactly.

use crate::Schedule;

/// The loss f(θ) = ½λθ² with gradients λθ + sξ, where the ξ are independent with mean 0, variance 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoisyParabola {
    /// λ > 0, the curvature.
    pub lambda: f64,
    /// s ≥ 0, the standard deviation of a gradient.
    pub s: f64,
}

impl NoisyParabola {
    /// V_{t+1} = (1 − ηλ)² V_t + η²s²: equation `schedules:variance`.
    pub fn next(&self, second_moment: f64, eta: f64) -> f64 {
        (1.0 - eta * self.lambda).powi(2) * second_moment + (eta * self.s).powi(2)
    }

    /// V₀, …, V_T: the second moments E θ_t² under a schedule, from V₀ = `start`.
    pub fn second_moments(&self, schedule: &dyn Schedule, start: f64, steps: u64) -> Vec<f64> {
        let mut moments = vec![start];
        let mut v = start;
        for t in 0..steps {
            v = self.next(v, schedule.rate(t));
            moments.push(v);
        }
        moments
    }

    /// η = λV/(λ²V + s²), the rate after which the next second moment is smallest: equation
    /// `schedules:greedy`.
    pub fn best_rate(&self, second_moment: f64) -> f64 {
        self.lambda * second_moment / (self.lambda.powi(2) * second_moment + self.s.powi(2))
    }
}
