//! Adam: the mean of the gradients over the root of the mean of their squares.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::{Correction, ratio};
use crate::common;

/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − ηm̂/(√v̂ + ε): equation `adam:adam`.
///
/// m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) at step t. Two numbers of state per parameter. Where the
/// denominator is zero, which takes ε = 0, the entry does not move. Kingma & Ba 2015.
#[derive(Debug, Clone)]
pub struct Adam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    eps_before: bool,
    correction: Correction,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Adam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adam",
        chapter: "adam",
        equation: "adam:adam",
        source: "Kingma & Ba 2015",
        hyperparameters: &[
            common::LR,
            common::BETA1,
            common::BETA2,
            common::EPS,
            common::EPS_ROOT,
            common::eps_place(&["corrected", "uncorrected"]),
            common::BIAS_CORRECTION,
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Adam with learning rate η = `lr` and the paper's β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr)?)
    }

    /// Adam with learning rate η = `lr`, β₁ = `beta1`, β₂ = `beta2` and ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), or a decay factor not in [0, 1).
    pub fn with_betas(lr: f64, beta1: f64, beta2: f64) -> Result<Self, SettingError> {
        let settings = Self::settings_with(lr)?;
        Self::from_settings(&settings.with("beta1", beta1)?.with("beta2", beta2)?)
    }

    /// Adam with `settings` of [`Adam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            weight_decay: settings.real("weight_decay")?,
            eps_before: settings.choice("eps_place")? == "uncorrected",
            correction: Correction::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// The leaky mean m of the gradients, uncorrected; empty before the first step.
    pub fn first_moment(&self) -> &[Tensor] {
        &self.m
    }

    /// The leaky mean v of the squared gradients, uncorrected; empty before the first step.
    pub fn second_moment(&self) -> &[Tensor] {
        &self.v
    }

    fn settings_with(lr: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = Adam::SPEC;
        SPEC.settings().with("lr", lr)
    }
}

impl Configured for Adam {
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

impl Optimizer for Adam {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (first, second) = self.correction.factors(beta1, beta2, self.steps);
        // m̂ = first·m and v̂ = second·v. If ε comes before the correction of v,
        // the root of that correction multiplies the whole denominator.
        let (inside, outside) = if self.eps_before {
            (1.0, second.sqrt())
        } else {
            (second, 1.0)
        };
        let lr = self.lr * first / outside;
        let (eps, eps_root, lambda) = (self.eps, self.eps_root, self.weight_decay);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            tensors.sweep(|theta, &g, m, v| {
                let g = g + lambda * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *theta -= lr * ratio(*m, (inside * *v + eps_root).sqrt() + eps);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
