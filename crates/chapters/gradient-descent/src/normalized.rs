//! Steepest descent in the Euclidean norm with steps of a fixed length.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − η g/‖g‖, equation `gradient-descent:normalized`; the norm is over all tensors together.
///
/// Where the gradient is zero it stays. No state. Nesterov 2004, section 3.2.3.
#[derive(Debug, Clone)]
pub struct NormalizedGd {
    settings: Settings,
    lr: f64,
}

impl NormalizedGd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "normalized-gd",
        chapter: "gradient-descent",
        equation: "gradient-descent:normalized",
        source: "Nesterov 2004, section 3.2.3",
        hyperparameters: &[Hyperparameter::LR],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Normalized gradient descent whose every step has the length η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NormalizedGd::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Normalized gradient descent with `settings` of [`NormalizedGd::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            settings: settings.clone(),
        })
    }
}

impl Configured for NormalizedGd {
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

impl Optimizer for NormalizedGd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        // Divided by its largest entry first: squares then cannot overflow.
        let entries = || grads.iter().flatten();
        let largest = entries().fold(0.0_f64, |max, g| max.max(g.abs()));
        if largest == 0.0 {
            return Ok(());
        }
        let squares: f64 = entries().map(|g| (g / largest).powi(2)).sum();
        let eta = self.lr / squares.sqrt();
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param).and(grad).sweep(|theta, &g| {
                *theta -= eta * (g / largest);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
