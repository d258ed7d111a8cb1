//! Optimistic gradient descent: the gradient, extrapolated by its last change.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − η(αg + β(g − g₋)), where g₋ is the last step's gradient: equation
/// `adam:optimistic-gradient`.
///
/// At the first step g₋ = g. One number of state per parameter. Popov 1980; Daskalakis et al. 2018;
/// with two weights α and β as in Optax.
#[derive(Debug, Clone)]
pub struct OptimisticGradient {
    settings: Settings,
    lr: f64,
    alpha: f64,
    optimism: f64,
    last: Vec<Tensor>,
}

impl OptimisticGradient {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "optimistic-gradient",
        chapter: "adam",
        equation: "adam:optimistic-gradient",
        source: "Popov 1980; Daskalakis, Ilyas, Syrgkanis & Zeng 2018",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "alpha",
                "α",
                1.0,
                Range::NON_NEGATIVE,
                "weight of the gradient",
            ),
            Hyperparameter::real(
                "optimism",
                "β",
                1.0,
                Range::NON_NEGATIVE,
                "weight of its last change",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Optimistic gradient descent with learning rate η = `lr` and α = β = 1.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = OptimisticGradient::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Optimistic gradient descent with `settings` of [`OptimisticGradient::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            alpha: settings.real("alpha")?,
            optimism: settings.real("optimism")?,
            settings: settings.clone(),
            last: Vec::new(),
        })
    }
}

impl Configured for OptimisticGradient {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.last.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for OptimisticGradient {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.last)?;
        if self.last.is_empty() {
            self.last = grads.to_vec();
        }
        let (eta, alpha, beta) = (self.lr, self.alpha, self.optimism);
        for ((param, grad), last) in params.iter_mut().zip(grads).zip(&mut self.last) {
            let tensors = Zip::from(param).and(grad).and(last);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, last| {
                *theta -= eta * (alpha * g + beta * (g - *last));
                *last = g;
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}
