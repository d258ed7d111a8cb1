//! Nesterov's momentum as libraries write it: one gradient, at the point that is stored.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// m ← βm + g, θ ← θ − η(g + βm): equation `momentum:nag-library`.
///
/// The stored point is the look-ahead point. One number of state per parameter. Nesterov 1983, in
/// the form of Bengio, Boulanger-Lewandowski & Pascanu 2013.
#[derive(Debug, Clone)]
pub struct Nesterov {
    settings: Settings,
    lr: f64,
    beta: f64,
    weight_decay: f64,
    m: Vec<Tensor>,
}

impl Nesterov {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nesterov",
        chapter: "momentum",
        equation: "momentum:nag-library",
        source: "Nesterov 1983; Bengio et al. 2013",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the past gradients",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Nesterov's momentum with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Nesterov::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// Nesterov's momentum with `settings` of [`Nesterov::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            m: Vec::new(),
        })
    }

    /// The leaky sum m, empty before the first step.
    pub fn sum(&self) -> &[Tensor] {
        &self.m
    }
}

impl Configured for Nesterov {
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

impl Optimizer for Nesterov {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
        }
        let (eta, beta, lambda) = (self.lr, self.beta, self.weight_decay);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                let g = g + lambda * *theta;
                *m = beta * *m + g;
                *theta -= eta * (g + beta * *m);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
