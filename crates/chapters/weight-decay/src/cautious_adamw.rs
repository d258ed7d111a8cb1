//! Cautious AdamW: only the entries that agree with the gradient move.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{BETA1, BETA2, DECAY, Decay, EPS, LR, Shrink, correction, ratio, weight_decay};

/// θᵢ ← (1 − ηλ)θᵢ − ηs[uᵢgᵢ > 0]uᵢ with u = m̂/(√v̂ + ε): equation `weight-decay:cautious`.
///
/// With n of the tensor's d entries allowed to move, s is d/(n + 1), or d/n up to 1000, or 1: one
/// reading pass counts them. Two numbers of state per parameter. Where the denominator is zero, which
/// takes ε = 0, the gradient does not move the entry. Liang, Chen, Liu & Liu 2024.
#[derive(Debug, Clone)]
pub struct CautiousAdamW {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    scale: fn(f64, f64) -> f64,
    decay: Decay,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl CautiousAdamW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "cautious-adamw",
        chapter: "weight-decay",
        equation: "weight-decay:cautious",
        source: "Liang, Chen, Liu & Liu 2024",
        hyperparameters: &[
            LR,
            BETA1,
            BETA2,
            EPS,
            Hyperparameter {
                name: "scale",
                symbol: "s",
                meaning: "what makes up for the n of d entries that move: d/(n + 1), the paper; \
                          d/n but at most 1000, its code; or 1",
                kind: Kind::Choice {
                    options: &["count", "mean", "none"],
                },
            },
            weight_decay(0.01),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Cautious AdamW with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = CautiousAdamW::SPEC;
        Self::from_settings(
            &SPEC
                .settings()
                .with("lr", lr)?
                .with("weight_decay", weight_decay)?,
        )
    }

    /// The optimizer with `settings` of [`CautiousAdamW::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            scale: match settings.choice("scale")? {
                "mean" => |moving, all| 1.0 / (moving / all).max(1e-3),
                "none" => |_, _| 1.0,
                _ => |moving, all| all / (moving + 1.0),
            },
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

impl Configured for CautiousAdamW {
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

impl Optimizer for CautiousAdamW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let first = correction(beta1, self.steps);
        let second = correction(beta2, self.steps);
        let Shrink { keep, l2 } = self.decay.at(self.lr);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            // u has the sign of m, so m tells which entries move.
            let agrees = |theta: f64, g: f64, m: f64| {
                let g = g + l2 * theta;
                (beta1 * m + (1.0 - beta1) * g) * g > 0.0
            };
            let moving = Zip::from(&*param).and(grad).and(&*m);
            let moving = moving.fold(0.0, |count, &theta, &g, &m| {
                count + f64::from(agrees(theta, g, m))
            });
            let lr = self.lr * first * (self.scale)(moving, grad.len() as f64);
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            tensors.sweep(|theta, &g, m, v| {
                let step = if agrees(*theta, g, *m) { lr } else { 0.0 };
                let g = g + l2 * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *theta = keep * *theta - step * ratio(*m, (second * *v).sqrt() + eps);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
