//! Fromage: a layerwise normalized step that takes back the growth of the norm.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step,
};
use ndarray::Zip;

use crate::norm;
use crate::norms::capped;

/// θ ← (θ − η‖θ‖ g/‖g‖)/√(1 + η²) for each layer: equation `layerwise:fromage`.
///
/// Each tensor is a layer. Both norms are raised to `min_norm`; where one is then still 0 the ratio
/// ‖θ‖/‖g‖ is taken as 1. No state. Bernstein, Vahdat, Yue & Liu 2020.
#[derive(Debug, Clone)]
pub struct Fromage {
    settings: Settings,
    lr: f64,
    min_norm: f64,
}

impl Fromage {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "fromage",
        chapter: "layerwise",
        equation: "layerwise:fromage",
        source: "Bernstein, Vahdat, Yue & Liu 2020",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "min_norm",
                "n₀",
                0.0,
                Range::NON_NEGATIVE,
                "‖θ‖ and ‖g‖ count as at least this",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Fromage with learning rate η = `lr`; the paper uses 0.01.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Fromage::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Fromage with `settings` of [`Fromage::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            min_norm: settings.real("min_norm")?,
            settings: settings.clone(),
        })
    }
}

impl Configured for Fromage {
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

impl Optimizer for Fromage {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let (lr, shrink) = (self.lr, 1.0 / self.lr.hypot(1.0));
        for (param, grad) in params.iter_mut().zip(grads) {
            let weights = norm(param).max(self.min_norm);
            let gradient = norm(grad).max(self.min_norm);
            let ratio = if weights == 0.0 || gradient == 0.0 {
                1.0
            } else {
                capped(weights, gradient)
            };
            Zip::from(param).and(grad).sweep(|theta, &g| {
                *theta = shrink * (*theta - lr * (ratio * g));
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
