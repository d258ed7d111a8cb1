//! DiffGrad: Adam, held back where the gradient changes little.

use descent::{
    Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep, Tensor, check_step,
    zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_ROOT, EPS_UNCORRECTED, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// θ ← θ − ηξm̂/(√v̂ + ε), ξ = 1/(1 + exp(−|g_{t−1} − g_t|)): equation `adam-family:diffgrad`.
///
/// g₀ = 0. Three numbers of state per parameter. Dubey et al. 2020.
#[derive(Debug, Clone)]
pub struct DiffGrad {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    last: Vec<Tensor>,
}

impl DiffGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "diffgrad",
        chapter: "adam-family",
        equation: "adam-family:diffgrad",
        source: "Dubey et al. 2020",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            EPS_ROOT,
            EPS_UNCORRECTED,
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// DiffGrad with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = DiffGrad::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// DiffGrad with `settings` of [`DiffGrad::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
            last: Vec::new(),
        })
    }
}

configured!(DiffGrad: m, v, last);

impl Optimizer for DiffGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            self.last = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
        for ((((param, grad), m), v), last) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
            .zip(&mut self.last)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(v)
                .and(last)
                .sweep(|theta, &g, m, v, last| {
                    let g = g + l2 * *theta;
                    *m = leaky(beta1, *m, g);
                    *v = leaky(beta2, *v, g * g);
                    let friction = 1.0 / (1.0 + (-(*last - g).abs()).exp());
                    *last = g;
                    *theta =
                        shrink * *theta - lr * friction * ratio(*m / first, eps.root(*v, second));
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
