//! AdamaxW: Adamax with decoupled weight decay.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{BETA1, BETA2, DECAY, Decay, Shrink, correction, ratio, weight_decay};

/// v ← max(β₂v, |g| + ε), θ ← (1 − ηλ)θ − ηm̂/v: equation `weight-decay:adamaxw`.
///
/// Two numbers of state per parameter. Where v is zero, which takes ε = 0, the gradient does not move
/// the entry. Kingma & Ba 2015, with the decay of Loshchilov & Hutter 2019.
#[derive(Debug, Clone)]
pub struct AdamaxW {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    decay: Decay,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl AdamaxW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adamaxw",
        chapter: "weight-decay",
        equation: "weight-decay:adamaxw",
        source: "Kingma & Ba 2015",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.002, Range::NON_NEGATIVE, "learning rate"),
            BETA1,
            BETA2,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to |g| in the maximum",
            ),
            weight_decay(1e-4),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdamaxW with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdamaxW::SPEC;
        Self::from_settings(
            &SPEC
                .settings()
                .with("lr", lr)?
                .with("weight_decay", weight_decay)?,
        )
    }

    /// The optimizer with `settings` of [`AdamaxW::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

impl Configured for AdamaxW {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for AdamaxW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let lr = self.lr * correction(beta1, self.steps);
        let Shrink { keep, l2 } = self.decay.at(self.lr);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            tensors.sweep(|theta, &g, m, v| {
                let g = g + l2 * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = (beta2 * *v).max(g.abs() + eps);
                *theta = keep * *theta - lr * ratio(*m, *v);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
