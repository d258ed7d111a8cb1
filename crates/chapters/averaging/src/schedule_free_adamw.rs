//! Schedule-Free AdamW: Adam's scaling, with the average in place of the momentum.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::average::or_params;
use crate::inner::{EPS_ROOT, leaky, ratio};
use crate::weights::{BETA, LR_POWER, POWER, WARMUP, Weights};

/// z ← z − η_t(g/(√v̂ + ε) + λy), then as [`ScheduleFree`](crate::ScheduleFree): equation
/// `averaging:schedule-free-adamw`.
///
/// v is Adam's mean of the squared gradients; there is no mean gradient. The optimizer moves y;
/// the point to evaluate at is x, [`ScheduleFreeAdamW::average`]. Three numbers of state per
/// parameter. Defazio et al. 2024.
#[derive(Debug, Clone)]
pub struct ScheduleFreeAdamW {
    settings: Settings,
    lr: f64,
    beta: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    weights: Weights,
    v: Vec<Tensor>,
    x: Vec<Tensor>,
    z: Vec<Tensor>,
}

impl ScheduleFreeAdamW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "schedule-free-adamw",
        chapter: "averaging",
        equation: "averaging:schedule-free-adamw",
        source: "Defazio et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.0025, Range::NON_NEGATIVE, "learning rate"),
            BETA,
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root of the corrected mean square",
            ),
            EPS_ROOT,
            WARMUP,
            POWER,
            LR_POWER,
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "λy is added to the scaled gradient",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The method with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = ScheduleFreeAdamW::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// The method with `settings` of [`ScheduleFreeAdamW::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            weight_decay: settings.real("weight_decay")?,
            weights: Weights::of(settings)?,
            settings: settings.clone(),
            v: Vec::new(),
            x: Vec::new(),
            z: Vec::new(),
        })
    }

    /// The average x, at which to evaluate; `params` before the first step.
    pub fn average<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.x, params)
    }
}

impl Configured for ScheduleFreeAdamW {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let buffers = [&self.v, &self.x, &self.z];
        buffers.into_iter().flatten().map(Tensor::len).sum()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.x.is_empty()).then_some(&self.x)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for ScheduleFreeAdamW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.v)?;
        if self.v.is_empty() {
            self.v = zeros_like(params);
            self.x = params.to_vec();
            self.z = params.to_vec();
        }
        let (eta, c) = self.weights.next(self.lr);
        let (beta, beta2, eps, eps_root) = (self.beta, self.beta2, self.eps, self.eps_root);
        let second = 1.0 - beta2.powf(self.weights.steps() as f64);
        let lambda = self.weight_decay;
        for ((((param, grad), v), x), z) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.v)
            .zip(&mut self.x)
            .zip(&mut self.z)
        {
            let tensors = Zip::from(param).and(grad).and(v).and(x).and(z);
            tensors.sweep(|y, &g, v, x, z| {
                *v = leaky(beta2, *v, g * g);
                let root = (*v / second + eps_root).sqrt() + eps;
                *z -= eta * (ratio(g, root) + lambda * *y);
                *x += c * (*z - *x);
                *y = (1.0 - beta) * *z + beta * *x;
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
