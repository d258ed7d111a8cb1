//! AMSGrad: Adam whose denominator never shrinks.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::{Correction, ratio};
use crate::common;

/// v̂ᵐᵃˣ ← max(v̂ᵐᵃˣ, v̂), θ ← θ − ηm̂/(√v̂ᵐᵃˣ + ε): equation `adam:amsgrad`.
///
/// The maximum is of v, which is corrected afterwards (PyTorch), or of the corrected v̂ (Optax). The
/// paper corrects neither moment, and then there is no difference. Three numbers of state per
/// parameter. Where the denominator is zero the entry does not move. Reddi, Kale & Kumar 2018.
#[derive(Debug, Clone)]
pub struct AmsGrad {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    correction: Correction,
    max_of_corrected: bool,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    largest: Vec<Tensor>,
}

impl AmsGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "amsgrad",
        chapter: "adam",
        equation: "adam:amsgrad",
        source: "Reddi, Kale & Kumar 2018",
        hyperparameters: &[
            common::LR,
            common::BETA1,
            common::BETA2,
            common::EPS,
            common::EPS_ROOT,
            common::BIAS_CORRECTION,
            Hyperparameter {
                name: "max_of",
                symbol: "vᵐᵃˣ",
                meaning: "the maximum is of v, corrected afterwards (PyTorch), or of v̂ (Optax)",
                kind: Kind::Choice {
                    options: &["uncorrected", "corrected"],
                },
            },
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AMSGrad as PyTorch has it, with learning rate η = `lr`, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr)?)
    }

    /// AMSGrad as in its paper, without bias correction, with decay factors `beta1` and `beta2`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), or a decay factor not in [0, 1).
    pub fn original(lr: f64, beta1: f64, beta2: f64) -> Result<Self, SettingError> {
        let settings = Self::settings_with(lr)?.with("bias_correction", "none")?;
        Self::from_settings(&settings.with("beta1", beta1)?.with("beta2", beta2)?)
    }

    /// AMSGrad with `settings` of [`AmsGrad::SPEC`].
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
            correction: Correction::of(settings)?,
            max_of_corrected: settings.choice("max_of")? == "corrected",
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            largest: Vec::new(),
        })
    }

    /// The largest second moment so far; empty before the first step.
    pub fn largest(&self) -> &[Tensor] {
        &self.largest
    }

    fn settings_with(lr: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = AmsGrad::SPEC;
        SPEC.settings().with("lr", lr)
    }
}

impl Configured for AmsGrad {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let tensors = self.m.iter().chain(&self.v).chain(&self.largest);
        tensors.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for AmsGrad {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            self.largest = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (first, second) = self.correction.factors(beta1, beta2, self.steps);
        // The correction of v comes before the maximum or after it.
        let (before, after) = if self.max_of_corrected {
            (second, 1.0)
        } else {
            (1.0, second)
        };
        let lr = self.lr * first;
        let (eps, eps_root, lambda) = (self.eps, self.eps_root, self.weight_decay);
        for ((((param, grad), m), v), largest) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
            .zip(&mut self.largest)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v).and(largest);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, m, v, largest| {
                let g = g + lambda * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *largest = largest.max(before * *v);
                *theta -= lr * ratio(*m, (after * *largest + eps_root).sqrt() + eps);
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}
