//! AdaX: a second moment in which the past weighs more than the present.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::ratio;
use crate::common;

/// v ← (1 + β₂)v + β₂g², v̂ = v/((1 + β₂)ᵗ − 1), θ ← θ − ηm/(√v̂ + ε): equation `adam:adax`.
///
/// The step keeps v̂ itself, by equation `adam:adax-weight`, since v outgrows every number; there
/// β₂ = 0 is the plain mean of the squares. ε comes after the correction, as in the paper, or is
/// added to √v before it, as in the authors' code, with 1e-12. m is not corrected. Two numbers of
/// state per parameter. Where the denominator is zero the entry does not move. Li et al. 2020.
#[derive(Debug, Clone)]
pub struct AdaX {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_before: bool,
    weight_decay: f64,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl AdaX {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adax",
        chapter: "adam",
        equation: "adam:adax",
        source: "Li, Zhang, Wang & Luo 2020",
        hyperparameters: &[
            common::lr(0.001),
            common::BETA1,
            Hyperparameter::real(
                "beta2",
                "β₂",
                1e-4,
                Range::DECAY,
                "growth of the weight of the past",
            ),
            common::EPS,
            common::eps_place(&["corrected", "uncorrected"]),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdaX with learning rate η = `lr`, β₁ = 0.9, β₂ = 10⁻⁴ and ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaX::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AdaX with `settings` of [`AdaX::SPEC`].
    ///
    /// # Errors
    /// If β₂ = 0 and ε comes before the correction: v is zero then, and nothing would move.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let beta2 = settings.real("beta2")?;
        let eps_before = settings.choice("eps_place")? == "uncorrected";
        if eps_before && beta2 == 0.0 {
            return Err(SettingError::Conflict {
                optimizer: Self::SPEC.name,
                what: "beta2 (β₂) = 0 needs eps_place (ε) = corrected".to_owned(),
            });
        }
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2,
            eps: settings.real("eps")?,
            eps_before,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// The corrected second moment v̂; empty before the first step.
    pub fn second_moment(&self) -> &[Tensor] {
        &self.v
    }
}

impl Configured for AdaX {
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

impl Optimizer for AdaX {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        // (1 + β₂)ᵗ − 1, and the weight of the newest square in v̂.
        let total = (self.steps as f64 * self.beta2.ln_1p()).exp_m1();
        let weight = if self.beta2 == 0.0 {
            1.0 / self.steps as f64
        } else {
            self.beta2 / total
        };
        let eps = if self.eps_before {
            self.eps / total.sqrt()
        } else {
            self.eps
        };
        let (lr, beta1, lambda) = (self.lr, self.beta1, self.weight_decay);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, m, v| {
                let g = g + lambda * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = (1.0 - weight) * *v + weight * g * g;
                *theta -= lr * ratio(*m, v.sqrt() + eps);
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}
