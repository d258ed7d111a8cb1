//! Tiger: Signum with decoupled weight decay and its own defaults.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Tensor,
};

use crate::{Signum, decay::Decay};

/// Signum with weight decay, equation `sign-methods:tiger`, which is Lion with β₁ = β₂.
///
/// One number of state per parameter. Su 2023, without its rates per kind of layer.
#[derive(Debug, Clone)]
pub struct Tiger {
    settings: Settings,
    signum: Signum,
}

impl Tiger {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "tiger",
        chapter: "sign-methods",
        equation: "sign-methods:tiger",
        source: "Su 2023",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1e-3, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta",
                "β",
                0.965,
                Range::DECAY,
                "decay of the average of past gradients",
            ),
            Decay::lambda(0.01),
            Decay::PLACE,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Tiger with learning rate η = `lr` and decoupled weight decay λ.
    ///
    /// # Errors
    /// If `lr` or `lambda` is not in [0, ∞), or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64, lambda: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Tiger::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("beta", beta)?;
        Self::from_settings(&settings.with("weight_decay", lambda)?)
    }

    /// Tiger with `settings` of [`Tiger::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        static SIGNUM: Spec = Signum::SPEC;
        let mut inner = SIGNUM.settings();
        for name in ["lr", "beta", "weight_decay"] {
            inner.set(name, settings.real(name)?)?;
        }
        inner.set("decay", settings.choice("decay")?)?;
        Ok(Self {
            settings: settings.clone(),
            signum: Signum::from_settings(&inner)?,
        })
    }
}

impl Configured for Tiger {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.signum.state_len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.signum.set_learning_rate(lr)
    }
}

impl Optimizer for Tiger {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.signum.step(params, grads)
    }
}
