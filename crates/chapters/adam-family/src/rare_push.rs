//! Gradients that seldom push hard: the example on which a denominator that has seen the gradient
//! turns the mean step around.

use descent::random::{generator, uniform};
use descent::{Optimizer, StepError, Tensor, vector};

/// A gradient that is `size` with probability `chance` and −1 otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RarePush {
    /// C, the value of the rare gradient.
    pub size: f64,
    /// How likely it is.
    pub chance: f64,
}

impl RarePush {
    /// The mean gradient, Cp − (1 − p).
    pub fn mean(&self) -> f64 {
        self.size * self.chance - (1.0 - self.chance)
    }

    /// The path of `chains` parameters from 0 with independent gradients: `steps` + 1 points.
    ///
    /// # Errors
    /// None: the gradients are finite.
    ///
    /// # Panics
    /// If `chains` is 0.
    pub fn walk(
        &self,
        optimizer: &mut dyn Optimizer,
        chains: usize,
        steps: usize,
        seed: u64,
    ) -> Result<Vec<Tensor>, StepError> {
        let mut rng = generator(seed);
        let mut theta = vector(&vec![0.0; chains]);
        let mut grads = theta.clone();
        let mut path = vec![theta[0].clone()];
        for _ in 0..steps {
            grads[0].mapv_inplace(|_| {
                if uniform(&mut rng) < self.chance {
                    self.size
                } else {
                    -1.0
                }
            });
            optimizer.step(&mut theta, &grads)?;
            path.push(theta[0].clone());
        }
        Ok(path)
    }
}
