//! Gradient descent with a given gradient: of the whole objective or of a mini-batch.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − η (g + λθ), equation `gradient-descent:sgd`; the simplest of all methods.
///
/// Robbins & Monro 1951. No state.
#[derive(Debug, Clone)]
pub struct Sgd {
    settings: Settings,
    lr: f64,
    weight_decay: f64,
}

impl Sgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sgd",
        chapter: "gradient-descent",
        equation: "gradient-descent:sgd",
        source: "Robbins & Monro 1951",
        hyperparameters: &[Hyperparameter::LR, Hyperparameter::L2],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Gradient descent with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Sgd::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Gradient descent with `settings` of [`Sgd::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
        })
    }
}

impl Configured for Sgd {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        0
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Sgd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let (eta, lambda) = (self.lr, self.weight_decay);
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param).and(grad).sweep(|theta, &g| {
                *theta -= eta * (g + lambda * *theta);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
