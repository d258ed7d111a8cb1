//! Nesterov's worst function: no first-order method is fast on it.

use descent::{Objective, Tensor, vector};

/// f(x) = (L − μ)/8 · (x₁² + Σ (xᵢ − xᵢ₊₁)² − 2x₁ + (1 − q) x_n²) + μ/2 ‖x‖², `momentum:worst-function`.
///
/// The infinite chain of the text, cut after n links. The last term closes the chain so that the
/// minimizer is exactly (q, q², …, qⁿ) with q = (√κ − 1)/(√κ + 1). Nesterov 2004, section 2.1.4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorstFunction {
    mu: f64,
    l: f64,
    n: usize,
}

impl WorstFunction {
    /// The chain of `n` links with curvatures between `mu` and `l`.
    ///
    /// # Panics
    /// Unless 0 < μ < L and n ≥ 2.
    pub fn new(mu: f64, l: f64, n: usize) -> Self {
        assert!(0.0 < mu && mu < l && n >= 2, "μ = {mu}, L = {l}, n = {n}");
        Self { mu, l, n }
    }

    /// q = (√κ − 1)/(√κ + 1), the factor between neighbouring coordinates of the minimizer.
    pub fn q(&self) -> f64 {
        let (root_mu, root_l) = (self.mu.sqrt(), self.l.sqrt());
        (root_l - root_mu) / (root_l + root_mu)
    }
}

impl Objective for WorstFunction {
    fn name(&self) -> &'static str {
        "worst-function"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.0; self.n])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let x = &params[0];
        let links: f64 = (1..self.n).map(|i| (x[i - 1] - x[i]).powi(2)).sum();
        let last = x[self.n - 1];
        let chain = x[0] * x[0] + links - 2.0 * x[0] + (1.0 - self.q()) * last * last;
        let square: f64 = x.iter().map(|x| x * x).sum();
        (self.l - self.mu) / 8.0 * chain + self.mu / 2.0 * square
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let x = &params[0];
        let stiffness = (self.l - self.mu) / 4.0;
        for i in 0..self.n {
            let left = if i == 0 { x[0] - 1.0 } else { x[i] - x[i - 1] };
            let right = if i + 1 == self.n {
                (1.0 - self.q()) * x[i]
            } else {
                x[i] - x[i + 1]
            };
            grads[0][i] = stiffness * (left + right) + self.mu * x[i];
        }
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        let powers: Vec<f64> = (1..).map(|i| self.q().powi(i)).take(self.n).collect();
        vec![vector(&powers)]
    }

    fn smoothness(&self) -> Option<f64> {
        Some(self.l)
    }

    fn strong_convexity(&self) -> Option<f64> {
        Some(self.mu)
    }
}
