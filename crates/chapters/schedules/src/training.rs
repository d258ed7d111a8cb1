//! A real training run: a small network on the handwritten digits, by mini-batches.

use descent::problems::DigitsMlp;
use descent::random::{generator, normal, permutation};
use descent::{FiniteSum, Objective, Optimizer, Tensor, dot, norm, zeros_like};

use crate::{Schedule, ScheduledStepError, scheduled_step};

/// The digits, 1200 for training and 597 held out, and a network 64–16–10 for them.
#[derive(Debug)]
pub struct Digits {
    network: DigitsMlp,
    train: Vec<usize>,
    held_out: Vec<usize>,
}

/// What a run ended with, and its losses on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// (t, mean cross-entropy on the training set), at the start and after every 50 steps.
    pub losses: Vec<(f64, f64)>,
    /// The share of the held-out digits that are classified rightly at the end.
    pub accuracy: f64,
    /// The mean cross-entropy on the held-out digits at the end.
    pub held_out: f64,
    /// The weights and biases at the end.
    pub params: Vec<Tensor>,
}

impl Run {
    /// The loss on the training set at the end.
    ///
    /// # Panics
    /// Never: a run has the loss at its start at least.
    pub fn loss(&self) -> f64 {
        self.losses.last().expect("a run has a start").1
    }
}

impl Digits {
    /// The network initialized from `seed`; the split of the digits is always the same.
    ///
    /// # Panics
    /// Never: the width is fixed.
    pub fn new(seed: u64) -> Self {
        let network = DigitsMlp::new(16, seed).expect("a fixed width");
        let mut train = permutation(network.examples(), &mut generator(1797));
        let held_out = train.split_off(1200);
        Self {
            network,
            train,
            held_out,
        }
    }

    /// The weights and biases before training.
    pub fn start(&self) -> Vec<Tensor> {
        self.network.start()
    }

    /// λ, the largest eigenvalue of the Hessian of the training loss at `theta`, by 20 steps of
    /// power iteration with differences of the gradient: a lower bound, here within a few per cent.
    ///
    /// # Panics
    /// If `theta` has not the shapes of [`Digits::start`].
    pub fn sharpness(&self, theta: &[Tensor]) -> f64 {
        const H: f64 = 1e-5;
        let mut rng = generator(5);
        let mut v: Vec<_> = theta
            .iter()
            .map(|tensor| tensor.mapv(|_| normal(&mut rng)))
            .collect();
        let gradient = |at: &[Tensor]| {
            let mut grads = zeros_like(theta);
            self.network
                .batch_gradient_into(at, &self.train, &mut grads);
            grads
        };
        let here = gradient(theta);
        let mut lambda = 0.0;
        for _ in 0..20 {
            let length = norm(&v);
            for tensor in &mut v {
                *tensor /= length;
            }
            let moved: Vec<_> = theta.iter().zip(&v).map(|(a, b)| a + &(b * H)).collect();
            let ahead = gradient(&moved);
            let product: Vec<_> = ahead.iter().zip(&here).map(|(a, b)| (a - b) / H).collect();
            lambda = dot(&v, &product);
            v = product;
        }
        lambda
    }

    /// Trains for `steps` steps on batches of `size`, each epoch in a new order drawn from `seed`.
    ///
    /// # Errors
    /// If a step is refused, as it is once the gradient is no longer finite.
    ///
    /// # Panics
    /// If `size` is 0 or over 1200.
    pub fn train(
        &self,
        optimizer: &mut dyn Optimizer,
        schedule: &dyn Schedule,
        (size, steps): (usize, u64),
        seed: u64,
    ) -> Result<Run, ScheduledStepError> {
        assert!((1..=1200).contains(&size), "a batch holds 1 to 1200 digits");
        let mut params = self.network.start();
        let mut grads = zeros_like(&params);
        let mut rng = generator(seed);
        let (mut order, mut next) = (Vec::new(), usize::MAX);
        let mut losses = vec![(0.0, self.network.loss_on(&params, &self.train))];
        for t in 0..steps {
            if next.saturating_add(size) > order.len() {
                order = permutation(self.train.len(), &mut rng);
                next = 0;
            }
            let batch: Vec<usize> = order[next..next + size]
                .iter()
                .map(|&i| self.train[i])
                .collect();
            next += size;
            self.network
                .batch_gradient_into(&params, &batch, &mut grads);
            scheduled_step(optimizer, schedule, t, &mut params, &grads)?;
            if (t + 1) % 50 == 0 || t + 1 == steps {
                let loss = self.network.loss_on(&params, &self.train);
                losses.push(((t + 1) as f64, loss));
            }
        }
        Ok(Run {
            losses,
            accuracy: self.network.accuracy_on(&params, &self.held_out),
            held_out: self.network.loss_on(&params, &self.held_out),
            params,
        })
    }
}
