//! COCOB: each coordinate is a gambler who bets on its next gradient.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step,
};
use ndarray::{ArrayD, Zip};

use crate::sums::quotient;

/// θ ← θ₀ + C/(L max(G + L, αL)) (L + R), for each coordinate alone: equation
/// `step-size-adaptation:cocob`.
///
/// L is the largest |g| so far, G their sum, R the gain of past bets, C minus the sum of gradients.
/// Where L is 0, so that all gradients were 0, it takes no step. Five numbers of state per
/// parameter: θ₀, L, G, R, C. Orabona & Tommasi 2017.
#[derive(Debug, Clone)]
pub struct Cocob {
    settings: Settings,
    lr: f64,
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    origin: Vec<Tensor>,
    gamblers: Vec<ArrayD<Gambler>>,
}

/// What a coordinate knows of its game.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gambler {
    largest: f64,
    total: f64,
    gain: f64,
    coins: f64,
}

impl Cocob {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "cocob",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:cocob",
        source: "Orabona & Tommasi 2017",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                1.0,
                Range::NON_NEGATIVE,
                "multiplies the gradient, which changes a step only through L₀",
            ),
            Hyperparameter::real(
                "alpha",
                "α",
                100.0,
                Range::NON_NEGATIVE,
                "the first step has the length 1/α in each coordinate",
            ),
            Hyperparameter::real(
                "eps",
                "L₀",
                1e-8,
                Range::NON_NEGATIVE,
                "least value of the largest |g|",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// COCOB with first steps of the length 1/`alpha`, its defaults for the rest.
    ///
    /// # Errors
    /// If `alpha` is not in [0, ∞).
    pub fn new(alpha: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Cocob::SPEC;
        Self::from_settings(&SPEC.settings().with("alpha", alpha)?)
    }

    /// COCOB with `settings` of [`Cocob::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            alpha: settings.real("alpha")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            origin: Vec::new(),
            gamblers: Vec::new(),
        })
    }
}

impl Configured for Cocob {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let origin: usize = self.origin.iter().map(Tensor::len).sum();
        5 * origin
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Cocob {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.origin)?;
        if self.origin.is_empty() {
            let novice = Gambler {
                largest: self.eps,
                total: 0.0,
                gain: 0.0,
                coins: 0.0,
            };
            let novices = |param: &Tensor| ArrayD::from_elem(param.raw_dim(), novice);
            self.gamblers = params.iter().map(novices).collect();
            self.origin = params.to_vec();
        }
        let (lr, alpha, lambda) = (self.lr, self.alpha, self.weight_decay);
        let state = self.origin.iter().zip(&mut self.gamblers);
        for ((param, grad), (origin, gamblers)) in params.iter_mut().zip(grads).zip(state) {
            Zip::from(param).and(grad).and(origin).and(gamblers).sweep(
                |theta, &g, &origin, gambler| {
                    let g = lr * (g + lambda * *theta);
                    *theta = origin + gambler.bet(g, *theta - origin, alpha);
                },
            );
        }
        Ok(())
    }
    // ANCHOR_END: step
}

impl Gambler {
    // ANCHOR: bet
    /// The next bet, after the bet `last` met the gradient `g`: the coin −g/L.
    #[inline]
    fn bet(&mut self, g: f64, last: f64, alpha: f64) -> f64 {
        self.largest = self.largest.max(g.abs());
        self.total += g.abs();
        self.gain = (self.gain - g * last).max(0.0);
        self.coins -= g;
        let l = self.largest;
        let fraction = quotient(self.coins, (self.total + l).max(alpha * l));
        fraction * (1.0 + quotient(self.gain, l))
    }
    // ANCHOR_END: bet
}
