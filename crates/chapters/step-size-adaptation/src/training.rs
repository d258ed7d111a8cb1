//! Real data: one network, trained from many first guesses, and the wine problem.

use descent::problems::{DigitsMlp, LogisticRegression};
use descent::random::{generator, permutation};
use descent::{
    FiniteSum, Method, Objective, ProblemError, SettingError, Settings, Spec, Tensor, zeros_like,
};

use crate::{Cocob, DAdaptAdam, Dog, Dowg, HypergradientDescent, Momo, Prodigy};

static ADAM: Spec = adam::Adam::SPEC;
static SGD: Spec = gradient_descent::Sgd::SPEC;
static HD: Spec = HypergradientDescent::SPEC;
static MOMO: Spec = Momo::SPEC;
static DADAPT: Spec = DAdaptAdam::SPEC;
static PRODIGY: Spec = Prodigy::SPEC;
static DOG: Spec = Dog::SPEC;
static DOWG: Spec = Dowg::SPEC;
static COCOB: Spec = Cocob::SPEC;

/// A method, and the number that it must be given before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contestant {
    /// Gradient descent, η.
    Sgd,
    /// Adam, η.
    Adam,
    /// Hypergradient descent with the multiplicative rule, α = 0.02, η₀.
    Hypergradient,
    /// MoMo, the largest step size η.
    Momo,
    /// D-Adapted Adam, d₀.
    DAdapt,
    /// Prodigy, d₀.
    Prodigy,
    /// DoG, the first distance r₀.
    Dog,
    /// DoWG, the first distance r₀.
    Dowg,
    /// COCOB, 1/α, the length of the first step in each coordinate.
    Cocob,
}

impl Contestant {
    /// Its settings with the first guess `guess`, all others at their defaults.
    ///
    /// # Errors
    /// If the guess is not allowed: it must be positive.
    pub fn settings(self, guess: f64) -> Result<Settings, SettingError> {
        match self {
            Self::Sgd => SGD.settings().with("lr", guess),
            Self::Adam => ADAM.settings().with("lr", guess),
            Self::Hypergradient => HD
                .settings()
                .with("lr", guess)?
                .with("hyper", 0.02)?
                .with("rule", "multiplicative"),
            Self::Momo => MOMO.settings().with("lr", guess),
            Self::DAdapt => DADAPT.settings().with("d0", guess),
            Self::Prodigy => PRODIGY.settings().with("d0", guess),
            Self::Dog => DOG
                .settings()
                .with("initial", "distance")?
                .with("initial_value", guess),
            Self::Dowg => DOWG
                .settings()
                .with("initial_square", guess * guess)?
                .with("eps", 0.0),
            Self::Cocob => COCOB.settings().with("alpha", 1.0 / guess),
        }
    }
}

/// The mean over a few examples, as an objective for methods that ask for its value.
struct Batch<'a> {
    network: &'a DigitsMlp,
    rows: &'a [usize],
}

impl Objective for Batch<'_> {
    fn name(&self) -> &'static str {
        "digits-batch"
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

/// The loss on all digits after `epochs` passes over them in random batches of 64; infinite where
/// the training left the range of numbers.
///
/// # Errors
/// If the settings lack a value.
pub fn loss_after(
    settings: &Settings,
    network: &DigitsMlp,
    (epochs, seed): (usize, u64),
) -> Result<f64, SettingError> {
    let mut method = (settings.spec().build)(settings)?;
    let mut params = network.start();
    let mut grads = zeros_like(&params);
    let mut rng = generator(seed);
    for _ in 0..epochs {
        for rows in permutation(network.examples(), &mut rng).chunks_exact(64) {
            let batch = Batch { network, rows };
            let step = match &mut method {
                Method::Gradient(optimizer) => {
                    batch.gradient_into(&params, &mut grads);
                    optimizer.step(&mut params, &grads)
                }
                Method::Oracle(optimizer) => optimizer.step_on(&batch, &mut params),
            };
            if step.is_err() {
                return Ok(f64::INFINITY);
            }
        }
    }
    let loss = network.value(&params);
    Ok(if loss.is_finite() {
        loss
    } else {
        f64::INFINITY
    })
}

/// The network of the chapter: 64 inputs, 16 hidden units, 10 classes.
///
/// # Errors
/// None: the width is allowed.
pub fn network() -> Result<DigitsMlp, ProblemError> {
    DigitsMlp::new(16, 7)
}

/// L of [`wine`]: a quarter of the trace of XᵀX/N, which is 14 for standardized columns and a
/// constant one, plus the penalty.
pub const WINE_SMOOTHNESS: f64 = 14.0 / 4.0 + WINE_PENALTY;

/// The penalty of [`wine`], at most its μ.
pub const WINE_PENALTY: f64 = 0.1;

/// The wine problem of `descent` with the penalty 0.1, and its minimizer to rounding.
///
/// # Errors
/// None: the penalty is allowed.
pub fn wine() -> Result<(LogisticRegression, Vec<Tensor>), ProblemError> {
    let problem = LogisticRegression::wine(WINE_PENALTY)?;
    let mut theta = problem.start();
    // κ is at most 36: the distance shrinks by a factor e in at most 36 steps.
    for _ in 0..1500 {
        let grads = problem.gradient(&theta);
        for (theta, grad) in theta.iter_mut().zip(&grads) {
            theta.zip_mut_with(grad, |theta, g| *theta -= g / WINE_SMOOTHNESS);
        }
    }
    Ok((problem, theta))
}
