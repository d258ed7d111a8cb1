//! A network that learns a hundred handwritten digits by heart.

use descent::problems::DigitsMlp;
use descent::random::{generator, permutation};
use descent::{FiniteSum, Objective, Tensor, zeros_like};

/// The network 64–16–10 with a small training set; the other digits are held out.
#[derive(Debug)]
pub struct SmallSample {
    /// The network and all digits.
    pub network: DigitsMlp,
    /// The digits that it learns.
    pub train: Vec<usize>,
    /// The digits that it never sees.
    pub held_out: Vec<usize>,
}

/// A training run.
#[derive(Debug, Clone)]
pub struct Run {
    /// (t, loss on the training set, loss on the held-out digits), every 40 steps.
    pub losses: Vec<(f64, f64, f64)>,
    /// The weights at the end.
    pub params: Vec<Tensor>,
}

impl SmallSample {
    /// `examples` random digits to learn from; sample and weights are drawn from `seed`.
    ///
    /// # Panics
    /// If `examples` is 0 or not below 1797.
    pub fn new(examples: usize, seed: u64) -> Self {
        let network = DigitsMlp::new(16, seed).expect("a fixed width");
        let mut train = permutation(network.examples(), &mut generator(seed + 1000));
        assert!(
            (1..train.len()).contains(&examples),
            "{examples} examples of {}",
            train.len()
        );
        let held_out = train.split_off(examples);
        Self {
            network,
            train,
            held_out,
        }
    }

    /// `steps` steps of gradient descent on the training set with the rate γ = `gamma`.
    pub fn run(&self, gamma: f64, steps: usize) -> Run {
        let mut params = self.network.start();
        let mut grads = zeros_like(&params);
        let mut losses = Vec::new();
        for t in 0..=steps {
            if t % 40 == 0 {
                let (seen, unseen) = (
                    self.network.loss_on(&params, &self.train),
                    self.network.loss_on(&params, &self.held_out),
                );
                losses.push((t as f64, seen, unseen));
            }
            self.network
                .batch_gradient_into(&params, &self.train, &mut grads);
            for (theta, g) in params.iter_mut().zip(&grads) {
                theta.zip_mut_with(g, |theta, g| *theta -= gamma * g);
            }
        }
        Run { losses, params }
    }
}
