//! The sign of an average of past gradients.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::{decay::Decay, sign};

/// m ← βm + (1 − β)g, θ ← (1 − ηλ)θ − η sign m: equation `sign-methods:signum`.
///
/// One number of state per parameter. Bernstein et al. 2018.
#[derive(Debug, Clone)]
pub struct Signum {
    settings: Settings,
    lr: f64,
    beta: f64,
    decay: Decay,
    m: Vec<Tensor>,
}

impl Signum {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "signum",
        chapter: "sign-methods",
        equation: "sign-methods:signum",
        source: "Bernstein et al. 2018",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the average of past gradients",
            ),
            Decay::LAMBDA,
            Decay::PLACE,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Signum without weight decay, at the learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Signum::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// Signum with `settings` of [`Signum::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            decay: Decay::from_settings(settings)?,
            settings: settings.clone(),
            m: Vec::new(),
        })
    }

    /// The average m, empty before the first step.
    pub fn average(&self) -> &[Tensor] {
        &self.m
    }
}

impl Configured for Signum {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Signum {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
        }
        let (eta, beta) = (self.lr, self.beta);
        let (keep, l2) = self.decay.at(eta);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                *m = beta * *m + (1.0 - beta) * (g + l2 * *theta);
                *theta = keep * *theta - eta * sign(*m);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
