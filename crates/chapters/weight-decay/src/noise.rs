//! Many copies of a few weights under gradient noise.

use descent::random::{generator, uniform};
use descent::{Optimizer, StepError, vector};
use ndarray::Array2;

/// The gradient Hθ − b + noise: entry i of the noise is sᵢ or −sᵢ, each with probability ½.
#[derive(Debug, Clone, PartialEq)]
pub struct SignNoise {
    /// H, n × n.
    pub hessian: Array2<f64>,
    /// b.
    pub b: Vec<f64>,
    /// s.
    pub sizes: Vec<f64>,
}

impl SignNoise {
    /// No loss at all: n weights with noise of the given sizes.
    pub fn pure(sizes: &[f64]) -> Self {
        let n = sizes.len();
        Self {
            hessian: Array2::zeros((n, n)),
            b: vec![0.0; n],
            sizes: sizes.to_vec(),
        }
    }

    /// The mean of each weight over `copies` copies, at the start θ₀ = `start` and after each of
    /// `steps` steps of `optimizer`, which moves all copies at once.
    ///
    /// # Errors
    /// If a step is refused.
    ///
    /// # Panics
    /// If `start`, b and s have not as many entries as H has rows.
    pub fn means(
        &self,
        optimizer: &mut dyn Optimizer,
        start: &[f64],
        copies: usize,
        steps: usize,
    ) -> Result<Vec<Vec<f64>>, StepError> {
        let n = self.hessian.nrows();
        let sizes = [start.len(), self.b.len(), self.sizes.len()];
        assert!(sizes.iter().all(|&size| size == n), "{n} rows, {sizes:?}");
        let mut rng = generator(5);
        let mut theta = vector(&start.repeat(copies));
        let mut grads = theta.clone();
        let mut means = vec![start.to_vec()];
        for _ in 0..steps {
            let points = theta[0].as_slice().unwrap_or(&[]).chunks_exact(n);
            let slopes = grads[0].as_slice_mut().unwrap_or(&mut []);
            for (point, slope) in points.zip(slopes.chunks_exact_mut(n)) {
                for (i, g) in slope.iter_mut().enumerate() {
                    let exact: f64 = self
                        .hessian
                        .row(i)
                        .iter()
                        .zip(point)
                        .map(|(h, x)| h * x)
                        .sum();
                    let up = uniform(&mut rng) < 0.5;
                    *g = exact - self.b[i] + if up { self.sizes[i] } else { -self.sizes[i] };
                }
            }
            optimizer.step(&mut theta, &grads)?;
            let mut mean = vec![0.0; n];
            for (entry, x) in theta[0].iter().enumerate() {
                mean[entry % n] += x / copies as f64;
            }
            means.push(mean);
        }
        Ok(means)
    }
}
