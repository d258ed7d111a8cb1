//! AdamW: Adam whose weight decay acts on the weights themselves.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{BETA1, BETA2, DECAY, Decay, EPS, LR, Shrink, correction, ratio, weight_decay};

/// θ ← (1 − ηλ)θ − ηm̂/(√v̂ + ε): equation `weight-decay:adamw`.
///
/// m̂ and v̂ are Adam's corrected moments of the gradient alone. With `decay = "gradient"` λθ joins
/// the gradient instead, which is Adam with L2. With `amsgrad` the largest v so far stands for v, which
/// is a third number of state per parameter beside two. Where the denominator is zero, which takes
/// ε = 0, the gradient does not move the entry. Loshchilov & Hutter 2019.
#[derive(Debug, Clone)]
pub struct AdamW {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    amsgrad: bool,
    decay: Decay,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    largest: Vec<Tensor>,
}

impl AdamW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adamw",
        chapter: "weight-decay",
        equation: "weight-decay:adamw",
        source: "Loshchilov & Hutter 2019",
        hyperparameters: &[
            LR,
            BETA1,
            BETA2,
            EPS,
            Hyperparameter::real(
                "eps_root",
                "ε′",
                0.0,
                Range::NON_NEGATIVE,
                "added to the second moment inside the root",
            ),
            Hyperparameter {
                name: "amsgrad",
                symbol: "max v",
                meaning: "divide by the root of the largest v so far, corrected like v",
                kind: Kind::Switch { default: false },
            },
            weight_decay(0.01),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdamW with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdamW::SPEC;
        Self::from_settings(
            &SPEC
                .settings()
                .with("lr", lr)?
                .with("weight_decay", weight_decay)?,
        )
    }

    /// The optimizer with `settings` of [`AdamW::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            amsgrad: settings.switch("amsgrad")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            largest: Vec::new(),
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
}

impl Configured for AdamW {
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

impl Optimizer for AdamW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            if self.amsgrad {
                self.largest = zeros_like(params);
            }
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let lr = self.lr * correction(beta1, self.steps);
        let second = correction(beta2, self.steps);
        let (eps, eps_root) = (self.eps, self.eps_root);
        let Shrink { keep, l2 } = self.decay.at(self.lr);
        let moments = |theta: f64, g: f64, m: &mut f64, v: &mut f64| {
            let g = g + l2 * theta;
            *m = beta1 * *m + (1.0 - beta1) * g;
            *v = beta2 * *v + (1.0 - beta2) * g * g;
        };
        let moved = |theta: f64, m: f64, v: f64| {
            keep * theta - lr * ratio(m, (second * v + eps_root).sqrt() + eps)
        };
        let mut largest = self.largest.iter_mut();
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            match largest.next() {
                None => tensors.sweep(|theta, &g, m, v| {
                    moments(*theta, g, m, v);
                    *theta = moved(*theta, *m, *v);
                }),
                Some(largest) => tensors.and(largest).sweep(|theta, &g, m, v, largest| {
                    moments(*theta, g, m, v);
                    *largest = largest.max(*v);
                    *theta = moved(*theta, *m, *largest);
                }),
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
