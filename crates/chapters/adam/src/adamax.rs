//! Adamax: Adam with the largest of the decayed gradients in place of their root mean square.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::{ratio, weight_sum};
use crate::common;

/// u ← max(β₂u, |g| + ε), θ ← θ − ηm̂/u: equation `adam:adamax`.
///
/// m and m̂ are Adam's; u needs no correction. Two numbers of state per parameter. The paper has no
/// ε, and with ε = 0 an entry whose gradients were all zero does not move. Kingma & Ba 2015.
#[derive(Debug, Clone)]
pub struct Adamax {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
    steps: u64,
    m: Vec<Tensor>,
    u: Vec<Tensor>,
}

impl Adamax {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adamax",
        chapter: "adam",
        equation: "adam:adamax",
        source: "Kingma & Ba 2015",
        hyperparameters: &[
            common::lr(0.002),
            common::BETA1,
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the largest gradient",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                0.0,
                Range::NON_NEGATIVE,
                "added to each |g|; the paper has none, PyTorch and Optax 1e-8",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Adamax with learning rate η = `lr` and the paper's β₁ = 0.9, β₂ = 0.999.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Adamax::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Adamax with `settings` of [`Adamax::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            u: Vec::new(),
        })
    }

    /// The largest of the decayed gradients, u; empty before the first step.
    pub fn largest(&self) -> &[Tensor] {
        &self.u
    }
}

impl Configured for Adamax {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.u).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Adamax {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.u = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let lr = self.lr / weight_sum(beta1, self.steps);
        let (eps, lambda) = (self.eps, self.weight_decay);
        for (((param, grad), m), u) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.u)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(u);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, m, u| {
                let g = g + lambda * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *u = (beta2 * *u).max(g.abs() + eps);
                *theta -= lr * ratio(*m, *u);
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}
