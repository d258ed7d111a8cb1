//! The race on the digits: steps and multiplications until the training loss is small.

use adam::Adam;
use descent::problems::DigitsMlp;
use descent::random::{generator, permutation};
use descent::{FiniteSum, Objective, Optimizer, OracleOptimizer, Tensor, zeros_like};

use crate::kfac::Kfac;
use crate::{AdaHessian, Muon, Shampoo, Soap, costs};

/// The network is trained on the first so many digits.
pub const TRAINED: usize = 600;
/// Hidden units of the network.
pub const WIDTH: usize = 16;
/// Examples in a batch.
pub const BATCH: usize = 100;
/// Steps of one run.
pub const STEPS: usize = 80;
/// Shampoo's roots, SOAP's bases and K-FAC's inverses are taken anew after so many steps.
pub const PERIOD: usize = 10;
/// After how many steps the loss is measured.
pub const EVERY: usize = 4;

/// Shampoo's ε. Roots that are up to nine steps old cannot know the directions of the newest
/// gradients; a small ε would multiply these by ε^(−1/4) on either side.
pub const SHAMPOO_EPS: f64 = 0.1;

/// A competitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Racer {
    /// Adam, for comparison.
    Adam,
    /// [`Shampoo`].
    Shampoo,
    /// [`Soap`], which skips no step.
    Soap,
    /// [`Muon`].
    Muon,
    /// [`Kfac`].
    Kfac,
    /// [`AdaHessian`].
    AdaHessian,
}

impl Racer {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Adam,
        Self::Shampoo,
        Self::Soap,
        Self::Muon,
        Self::Kfac,
        Self::AdaHessian,
    ];

    /// The learning rates that are tried, a factor of about 3 apart.
    pub const fn rates(self) -> [f64; 3] {
        match self {
            Self::Adam | Self::Soap | Self::Muon | Self::AdaHessian => [0.03, 0.1, 0.3],
            Self::Shampoo | Self::Kfac => [0.1, 0.3, 1.0],
        }
    }

    /// Multiplications of one step, averaged over [`PERIOD`] steps.
    pub fn cost(self) -> f64 {
        let (w, b, t) = (WIDTH as f64, BATCH as f64, PERIOD as f64);
        let gradient = costs::gradient(BATCH, (64, WIDTH, 10));
        let layers = [(64.0, w), (w, 10.0)];
        let both = |cost: &dyn Fn((f64, f64)) -> f64| layers.iter().map(|&l| cost(l)).sum::<f64>();
        // Shampoo's factors of the two biases.
        let biases = |n: f64| 2.0 * n * n + (costs::EIGEN + 1.0) * n.powi(3) / t;
        gradient
            + match self {
                Self::Adam => 0.0,
                Self::Shampoo => both(&|l| costs::shampoo(l, t)) + biases(w) + biases(10.0),
                Self::Soap => both(&|l| costs::soap(l, t)),
                Self::Muon => both(&|l| costs::muon(l, 5.0)),
                Self::Kfac => {
                    both(&|(m, n)| costs::kfac((m + 1.0, n), b, t))
                        + costs::kfac_all_classes((w, 10.0), b)
                }
                Self::AdaHessian => costs::hutchinson(gradient, 1.0),
            }
    }
}

/// One run: the training loss after 0, [`EVERY`], 2·[`EVERY`], … steps.
#[derive(Debug, Clone)]
pub struct Run {
    /// Who ran.
    pub racer: Racer,
    /// With which learning rate.
    pub lr: f64,
    /// The losses over all digits.
    pub losses: Vec<f64>,
}

impl Run {
    /// Steps until the loss is below `goal`, if it gets there.
    pub fn steps_to(&self, goal: f64) -> Option<usize> {
        self.losses
            .iter()
            .position(|&loss| loss < goal)
            .map(|k| k * EVERY)
    }
}

/// The mean loss of one batch, which offers a gradient and nothing else.
struct Batch<'a> {
    network: &'a DigitsMlp,
    rows: &'a [usize],
}

impl Objective for Batch<'_> {
    fn name(&self) -> &'static str {
        "batch"
    }

    fn start(&self) -> Vec<Tensor> {
        self.network.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.network.loss_on(params, self.rows)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.network.batch_gradient_into(params, self.rows, grads);
    }
}

enum Runner {
    Gradient(Box<dyn Optimizer>),
    Oracle(Box<dyn OracleOptimizer>),
    Kfac(Box<Kfac>),
}

/// Trains the network with `racer` at the rate `lr`, on batches drawn from `seed`.
///
/// # Errors
/// If a step is refused or the rate is not allowed.
pub fn run(racer: Racer, lr: f64, seed: u64) -> Result<Run, Box<dyn std::error::Error>> {
    static SOAP: descent::Spec = Soap::SPEC;
    let period = PERIOD as u64;
    let soap = || {
        SOAP.settings()
            .with("lr", lr)?
            .with("period", period)?
            .with("first", "step")
    };
    let mut runner = match racer {
        Racer::Adam => Runner::Gradient(Box::new(Adam::new(lr)?)),
        Racer::Shampoo => Runner::Gradient(Box::new(Shampoo::new(lr, SHAMPOO_EPS, period)?)),
        Racer::Soap => Runner::Gradient(Box::new(Soap::from_settings(&soap()?)?)),
        Racer::Muon => Runner::Gradient(Box::new(Muon::new(lr, 0.95)?)),
        Racer::AdaHessian => Runner::Oracle(Box::new(AdaHessian::new(lr)?)),
        Racer::Kfac => Runner::Kfac(Box::new(Kfac::new(lr, 0.95, 0.01, PERIOD)?)),
    };
    let network = DigitsMlp::new(WIDTH, 1)?;
    let mut params = network.start();
    let mut grads = zeros_like(&params);
    let (mut rng, mut order) = (generator(seed), Vec::new());
    let trained: Vec<usize> = (0..TRAINED).collect();
    let loss = |params: &[Tensor]| network.loss_on(params, &trained);
    let mut losses = vec![loss(&params)];
    for step in 1..=STEPS {
        if order.len() < BATCH {
            order = permutation(TRAINED, &mut rng);
        }
        let rows = order.split_off(order.len() - BATCH);
        match &mut runner {
            Runner::Gradient(optimizer) => {
                network.batch_gradient_into(&params, &rows, &mut grads);
                optimizer.step(&mut params, &grads)?;
            }
            Runner::Oracle(optimizer) => {
                let batch = Batch {
                    network: &network,
                    rows: &rows,
                };
                optimizer.step_on(&batch, &mut params)?;
            }
            Runner::Kfac(kfac) => kfac.step(&mut params, &rows),
        }
        if step % EVERY == 0 {
            losses.push(loss(&params));
        }
    }
    Ok(Run { racer, lr, losses })
}

/// For each racer the run, over its rates, that gets below `goal` first, or else ends lowest.
///
/// # Errors
/// As [`run`].
pub fn best_runs(goal: f64, seed: u64) -> Result<Vec<Run>, Box<dyn std::error::Error>> {
    let mut best = Vec::new();
    for racer in Racer::ALL {
        let mut runs = Vec::new();
        for lr in racer.rates() {
            runs.push(run(racer, lr, seed)?);
        }
        let key = |run: &Run| {
            let end = run.losses.last().copied().unwrap_or(f64::INFINITY);
            (run.steps_to(goal).unwrap_or(usize::MAX), end)
        };
        runs.sort_by(|a, b| key(a).0.cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
        best.extend(runs.into_iter().next());
    }
    Ok(best)
}
