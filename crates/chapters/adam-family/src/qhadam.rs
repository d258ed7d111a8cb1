//! QHAdam: the mixture of quasi-hyperbolic momentum in both moments.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, WEIGHT_DECAY, beta1, beta2, configured, eps, leaky, lr, ratio, single,
};

/// θ ← θ − η((1 − ν₁)g + ν₁m̂)/(√((1 − ν₂)g² + ν₂v̂) + ε): equation `adam-family:qh`.
///
/// The corrected means m̂ and v̂ are kept: m̂ ← m̂ + (g − m̂)/w₁ with w₁ ← β₁w₁ + 1. Two numbers of state
/// per parameter. Ma & Yarats 2019.
#[derive(Debug, Clone)]
pub struct QhAdam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    nu1: f64,
    nu2: f64,
    single: bool,
    decay: Decay,
    w1: f64,
    w2: f64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl QhAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "qhadam",
        chapter: "adam-family",
        equation: "adam-family:qh",
        source: "Ma & Yarats 2019",
        hyperparameters: &[
            lr(0.001),
            beta1(0.995),
            beta2(0.999),
            eps(1e-8),
            Hyperparameter::real(
                "nu1",
                "ν₁",
                0.7,
                Range::FRACTION,
                "weight of the mean gradient, against the gradient",
            ),
            Hyperparameter::real(
                "nu2",
                "ν₂",
                1.0,
                Range::FRACTION,
                "weight of the mean square, against the square",
            ),
            Hyperparameter {
                name: "weights",
                symbol: "w",
                meaning: "the sums of the weights are kept in 64 bits, or in 32 as in pytorch-optimizer",
                kind: Kind::Choice {
                    options: &["double", "single"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// QhAdam with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = QhAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// QhAdam with `settings` of [`QhAdam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            nu1: settings.real("nu1")?,
            nu2: settings.real("nu2")?,
            single: settings.choice("weights")? == "single",
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            w1: 0.0,
            w2: 0.0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// βw + 1, the sum of the weights 1, β, β², … one step later.
    fn grown(&self, w: f64, beta: f64) -> f64 {
        if self.single {
            single(single(w * single(beta)) + 1.0)
        } else {
            beta * w + 1.0
        }
    }

    /// 1/w, the share of the newest gradient in its mean.
    fn share(&self, w: f64) -> f64 {
        if self.single {
            single(1.0 / w)
        } else {
            1.0 / w
        }
    }
}

configured!(QhAdam: m, v);

impl Optimizer for QhAdam {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.w1 = self.grown(self.w1, self.beta1);
        self.w2 = self.grown(self.w2, self.beta2);
        let (new1, new2) = (self.share(self.w1), self.share(self.w2));
        let (nu1, nu2) = (self.nu1, self.nu2);
        let (lr, eps, (shrink, l2)) = (self.lr, self.eps, self.decay.factors(self.lr));
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(v)
                .sweep(|theta, &g, m, v| {
                    let g = g + l2 * *theta;
                    *m = leaky(1.0 - new1, *m, g);
                    *v = leaky(1.0 - new2, *v, g * g);
                    let mean = leaky(nu1, *m, g);
                    let square = leaky(nu2, *v, g * g);
                    *theta = shrink * *theta - lr * ratio(mean, square.sqrt() + eps);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
