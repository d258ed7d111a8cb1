//! AdaBelief: the denominator measures surprise, not size.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, WEIGHT_DECAY, beta1, beta2, configured, eps, leaky, lr, ratio, weight,
};

/// s ← β₂s + (1 − β₂)(g − m)² + ε′, θ ← θ − ηm̂/(√ŝ + ε): equation `adam-family:adabelief`.
///
/// ε′ is added at every step and accumulates. Two numbers of state per parameter. Zhuang et al. 2020.
#[derive(Debug, Clone)]
pub struct AdaBelief {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    s: Vec<Tensor>,
}

impl AdaBelief {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adabelief",
        chapter: "adam-family",
        equation: "adam-family:adabelief",
        source: "Zhuang et al. 2020",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            eps(1e-16),
            Hyperparameter::real(
                "eps_root",
                "ε′",
                1e-16,
                Range::NON_NEGATIVE,
                "added to the mean square at every step",
            ),
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdaBelief with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaBelief::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AdaBelief with `settings` of [`AdaBelief::SPEC`].
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
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            s: Vec::new(),
        })
    }

    /// The mean square s of the surprises g − m, uncorrected; empty before the first step.
    pub fn second_moment(&self) -> &[Tensor] {
        &self.s
    }
}

configured!(AdaBelief: m, s);

impl Optimizer for AdaBelief {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.s = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
        let (eps, eps_root) = (self.eps, self.eps_root);
        for (((param, grad), m), s) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.s)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(s)
                .sweep(|theta, &g, m, s| {
                    let g = g + l2 * *theta;
                    *m = leaky(beta1, *m, g);
                    *s = leaky(beta2, *s, (g - *m).powi(2)) + eps_root;
                    *theta = shrink * *theta - lr * ratio(*m / first, (*s / second).sqrt() + eps);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
