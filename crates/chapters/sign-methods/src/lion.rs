//! Lion: the sign of a mixture of the newest gradient and a longer average.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::{decay::Decay, sign};

/// c = β₁m + (1 − β₁)g, θ ← (1 − ηλ)θ − η sign c, m ← β₂m + (1 − β₂)g: equation
/// `sign-methods:lion`.
///
/// One number of state per parameter. Chen et al. 2023.
#[derive(Debug, Clone)]
pub struct Lion {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    decay: Decay,
    m: Vec<Tensor>,
}

impl Lion {
    /// What the registry knows of it. The defaults are those of the authors' program.
    pub const SPEC: Spec = Spec {
        name: "lion",
        chapter: "sign-methods",
        equation: "sign-methods:lion",
        source: "Chen et al. 2023",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1e-4, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "weight of the average in the step",
            ),
            Hyperparameter::real("beta2", "β₂", 0.99, Range::DECAY, "decay of the average"),
            Decay::LAMBDA,
            Decay::PLACE,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Lion with learning rate η = `lr` and decoupled weight decay λ.
    ///
    /// # Errors
    /// If `lr` or `lambda` is not in [0, ∞), or a β not in [0, 1).
    pub fn new(lr: f64, betas: (f64, f64), lambda: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Lion::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("beta1", betas.0)?;
        Self::from_settings(
            &settings
                .with("beta2", betas.1)?
                .with("weight_decay", lambda)?,
        )
    }

    /// Lion with `settings` of [`Lion::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
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

impl Configured for Lion {
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

impl Optimizer for Lion {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
        }
        let (eta, beta1, beta2) = (self.lr, self.beta1, self.beta2);
        let (keep, l2) = self.decay.at(eta);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                let g = g + l2 * *theta;
                *theta = keep * *theta - eta * sign(beta1 * *m + (1.0 - beta1) * g);
                *m = beta2 * *m + (1.0 - beta2) * g;
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
