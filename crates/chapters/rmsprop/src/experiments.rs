//! Runs that checks, figures and exercises share.

use descent::problems::DigitsMlp;
use descent::random::{generator, with_replacement};
use descent::{FiniteSum, Objective, Optimizer, StepError, Tensor, vector, zeros_like};
use ndarray::Zip;

/// AdaGrad, s ← s + g², θ ← θ − ηg/√s, for comparison; the chapter on AdaGrad has its conventions.
#[derive(Debug, Clone)]
pub struct SumOfSquares {
    lr: f64,
    s: Vec<Tensor>,
}

impl SumOfSquares {
    /// AdaGrad with learning rate η = `lr`, s₀ = 0 and no ε.
    pub fn new(lr: f64) -> Self {
        Self { lr, s: Vec::new() }
    }

    /// Moves `params` by one step along `grads`; entries that have met no gradient yet stay.
    ///
    /// # Panics
    /// If the shapes differ or change.
    pub fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) {
        if self.s.is_empty() {
            self.s = zeros_like(params);
        }
        for ((param, grad), s) in params.iter_mut().zip(grads).zip(&mut self.s) {
            Zip::from(param).and(grad).and(s).for_each(|theta, &g, s| {
                *s += g * g;
                if *s > 0.0 {
                    *theta -= self.lr * g / s.sqrt();
                }
            });
        }
    }
}

/// θ₀ = `start`, θ₁, …, θ_`steps` of `optimizer` on one parameter with f′ = `slope`.
///
/// # Errors
/// If a gradient stops being finite.
pub fn path(
    optimizer: &mut dyn Optimizer,
    slope: impl Fn(f64) -> f64,
    start: f64,
    steps: usize,
) -> Result<Vec<f64>, StepError> {
    let mut theta = vector(&[start]);
    let mut path = vec![start];
    for _ in 0..steps {
        let g = vector(&[slope(theta[0][0])]);
        optimizer.step(&mut theta, &g)?;
        path.push(theta[0][0]);
    }
    Ok(path)
}

/// The moves θ_{t−1} − θ_t of `optimizer` on one parameter that is fed `gradients`.
///
/// # Errors
/// If a gradient is not finite.
pub fn moves(optimizer: &mut dyn Optimizer, gradients: &[f64]) -> Result<Vec<f64>, StepError> {
    let mut moves = Vec::new();
    for &g in gradients {
        // From zero each time: the difference then loses nothing to rounding.
        let mut theta = vector(&[0.0]);
        optimizer.step(&mut theta, &vector(&[g]))?;
        moves.push(-theta[0][0]);
    }
    Ok(moves)
}

/// The mean training loss of the digits' network after `steps` mini-batches of 32, over `seeds`.
///
/// `make` builds a fresh rule for each seed; it moves the parameters along the gradients. A loss
/// that is not finite counts as infinite.
///
/// # Panics
/// Never: the width of the network is allowed.
pub fn digits_loss<Rule: FnMut(&mut [Tensor], &[Tensor])>(
    seeds: &[u64],
    steps: usize,
    make: impl Fn() -> Rule,
) -> f64 {
    let losses = seeds.iter().map(|&seed| {
        let network = DigitsMlp::new(16, seed).expect("a width of 16 is allowed");
        let (mut params, mut rng, mut rule) = (network.start(), generator(seed), make());
        let mut grads = zeros_like(&params);
        for _ in 0..steps {
            let batch = with_replacement(network.examples(), 32, &mut rng);
            network.batch_gradient_into(&params, &batch, &mut grads);
            if grads.iter().flatten().any(|g| !g.is_finite()) {
                return f64::INFINITY;
            }
            rule(&mut params, &grads);
        }
        let loss = network.value(&params);
        if loss.is_finite() {
            loss
        } else {
            f64::INFINITY
        }
    });
    losses.sum::<f64>() / seeds.len() as f64
}
