//! Every coordinate moves by the same length: gradient descent with the sign of the gradient.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step,
};
use ndarray::Zip;

use crate::{decay::Decay, sign};

/// θ ← (1 − ηλ)θ − η sign g, equation `sign-methods:sign-sgd`; where g = 0 only the decay moves θ.
///
/// No state. Bernstein et al. 2018.
#[derive(Debug, Clone)]
pub struct SignSgd {
    settings: Settings,
    lr: f64,
    decay: Decay,
}

impl SignSgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sign-sgd",
        chapter: "sign-methods",
        equation: "sign-methods:sign-sgd",
        source: "Bernstein et al. 2018",
        hyperparameters: &[Hyperparameter::LR, Decay::LAMBDA, Decay::PLACE],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Sign descent without decay, at the learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = SignSgd::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Sign descent with decoupled weight decay λ.
    ///
    /// # Errors
    /// If `lr` or `lambda` is not in [0, ∞).
    pub fn decayed(lr: f64, lambda: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = SignSgd::SPEC;
        Self::from_settings(
            &SPEC
                .settings()
                .with("lr", lr)?
                .with("weight_decay", lambda)?,
        )
    }

    /// Sign descent with `settings` of [`SignSgd::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            decay: Decay::from_settings(settings)?,
            settings: settings.clone(),
        })
    }
}

impl Configured for SignSgd {
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

impl Optimizer for SignSgd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let eta = self.lr;
        let (keep, l2) = self.decay.at(eta);
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param).and(grad).sweep(|theta, &g| {
                *theta = keep * *theta - eta * sign(g + l2 * *theta);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
