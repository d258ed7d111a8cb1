//! Grokfast: AdamW on gradients whose slow part is amplified.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{BETA1, DECAY, Decay, Shrink, correction, ratio, weight_decay};

/// h ← αh + (1 − α)g, then AdamW on g + ah: equation `weight-decay:grokfast`.
///
/// h starts at the first gradient. ε is a floor: the denominator is max(√v̂, ε). With `normalize` the
/// learning rate is divided by 1 + a. Three numbers of state per parameter. Where the denominator is
/// zero, which takes ε = 0, the gradient does not move the entry. Lee et al. 2024.
#[derive(Debug, Clone)]
pub struct GrokfastAdamW {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    alpha: f64,
    amplification: f64,
    after: u64,
    normalize: bool,
    decay: Decay,
    steps: u64,
    slow: Vec<Tensor>,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl GrokfastAdamW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "grokfast-adamw",
        chapter: "weight-decay",
        equation: "weight-decay:grokfast",
        source: "Lee et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1e-4, Range::NON_NEGATIVE, "learning rate"),
            BETA1,
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.99,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "the smallest denominator",
            ),
            Hyperparameter::real(
                "alpha",
                "α",
                0.98,
                Range::FRACTION,
                "decay of the slow gradient h",
            ),
            Hyperparameter::real(
                "amplification",
                "a",
                2.0,
                Range::NON_NEGATIVE,
                "ah is added to the gradient",
            ),
            Hyperparameter {
                name: "after",
                symbol: "t₀",
                meaning: "the first steps, without h",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            Hyperparameter {
                name: "normalize",
                symbol: "1 + a",
                meaning: "divide the learning rate by 1 + a",
                kind: Kind::Switch { default: false },
            },
            weight_decay(0.0),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Grokfast with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = GrokfastAdamW::SPEC;
        let settings = SPEC.settings().with("lr", lr)?;
        Self::from_settings(&settings.with("weight_decay", weight_decay)?)
    }

    /// The optimizer with `settings` of [`GrokfastAdamW::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            alpha: settings.real("alpha")?,
            amplification: settings.real("amplification")?,
            after: settings.integer("after")?,
            normalize: settings.switch("normalize")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            slow: Vec::new(),
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

impl Configured for GrokfastAdamW {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let tensors = self.slow.iter().chain(&self.m).chain(&self.v);
        tensors.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for GrokfastAdamW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.slow = grads.to_vec();
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let second = correction(beta2, self.steps);
        let base = if self.normalize {
            self.lr / (1.0 + self.amplification)
        } else {
            self.lr
        };
        let lr = base * correction(beta1, self.steps);
        let Shrink { keep, l2 } = self.decay.at(base);
        // Before step t₀ + 1 the slow gradient waits: its decay factor is 1.
        let (alpha, a) = if self.steps > self.after {
            (self.alpha, self.amplification)
        } else {
            (1.0, 0.0)
        };
        let states = self.slow.iter_mut().zip(&mut self.m).zip(&mut self.v);
        for ((param, grad), ((slow, m), v)) in params.iter_mut().zip(grads).zip(states) {
            let tensors = Zip::from(param).and(grad).and(slow).and(m).and(v);
            tensors.sweep(|theta, &g, h, m, v| {
                let g = g + l2 * *theta;
                *h = alpha * *h + (1.0 - alpha) * g;
                let g = g + a * *h;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *theta = keep * *theta - lr * ratio(*m, (second * *v).sqrt().max(eps));
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
