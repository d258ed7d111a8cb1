//! ASGD: gradient descent that also keeps the average of its iterates.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step,
};
use ndarray::Zip;

use crate::average::or_params;

/// θ ← (1 − cη_t)θ − η_t g and θ̄ ← θ̄ + (θ − θ̄)/max(1, t − 1 − t₀): equation `averaging:asgd`.
///
/// The rate is η_t = η/(1 + cη(t − 1))^α at step t = 1, 2, …. The optimizer moves θ; the average
/// θ̄ is [`Asgd::average`]. One number of state per parameter. Polyak & Juditsky 1992; the rate and
/// the decay c are those of `torch.optim.ASGD`.
#[derive(Debug, Clone)]
pub struct Asgd {
    settings: Settings,
    lr: f64,
    decay: f64,
    power: f64,
    average_from: f64,
    weight_decay: f64,
    steps: u64,
    average: Vec<Tensor>,
}

impl Asgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "asgd",
        chapter: "averaging",
        equation: "averaging:asgd",
        source: "Polyak & Juditsky 1992",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "decay",
                "c",
                0.0,
                Range::NON_NEGATIVE,
                "shrinks θ by 1 − cη_t, and the rate as (1 + cηt)^{−α}",
            ),
            Hyperparameter::real(
                "power",
                "α",
                0.75,
                Range::NON_NEGATIVE,
                "power with which the rate falls",
            ),
            Hyperparameter::real(
                "average_from",
                "t₀",
                -1.0,
                Range::new(-1.0, true, f64::INFINITY, false),
                "the average is of the steps from t₀ + 2 on; −1: of all",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Gradient descent at the constant rate η = `lr`, with the average of all its iterates.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Asgd::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// ASGD with `settings` of [`Asgd::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            decay: settings.real("decay")?,
            power: settings.real("power")?,
            average_from: settings.real("average_from")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            steps: 0,
            average: Vec::new(),
        })
    }

    /// The average θ̄, at which to evaluate; `params` before the first step.
    pub fn average<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.average, params)
    }
}

impl Configured for Asgd {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.average.iter().map(Tensor::len).sum()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.average.is_empty()).then_some(&self.average)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Asgd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.average)?;
        if self.average.is_empty() {
            self.average = params.to_vec();
        }
        let before = self.steps as f64; // t − 1
        self.steps += 1;
        let eta = self.lr / (1.0 + self.decay * self.lr * before).powf(self.power);
        let share = 1.0 / (before - self.average_from).max(1.0);
        let (shrink, lambda) = (1.0 - self.decay * eta, self.weight_decay);
        for ((param, grad), average) in params.iter_mut().zip(grads).zip(&mut self.average) {
            let tensors = Zip::from(param).and(grad).and(average);
            tensors.sweep(|theta, &g, average| {
                let g = g + lambda * *theta;
                *theta = shrink * *theta - eta * g;
                *average += share * (*theta - *average);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
