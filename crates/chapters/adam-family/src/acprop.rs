//! ACProp: AdaBelief with the denominator of the step before.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, WEIGHT_DECAY, beta1, beta2, configured, eps, leaky, lr, ratio, weight,
};

/// θ ← θ − ηg/(√ŝ + ε) with ŝ from the steps before, then s ← β₂s + (1 − β₂)(g − m)² + ε′: equation
/// `adam-family:adopt`.
///
/// The denominator of the first step is 1 + ε. m is the mean before this step. Two numbers of state per
/// parameter. Zhuang et al. 2021.
#[derive(Debug, Clone)]
pub struct AcProp {
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

impl AcProp {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "acprop",
        chapter: "adam-family",
        equation: "adam-family:adopt",
        source: "Zhuang et al. 2021",
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

    /// AcProp with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AcProp::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AcProp with `settings` of [`AcProp::SPEC`].
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
}

configured!(AcProp: m, s);

impl Optimizer for AcProp {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.s = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, first) = (self.beta1, self.beta2, self.t == 1);
        let before = weight(beta2, self.t - 1);
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
                    let root = if first { 1.0 } else { (*s / before).sqrt() } + eps;
                    *s = leaky(beta2, *s, (g - *m).powi(2)) + eps_root;
                    *m = leaky(beta1, *m, g);
                    *theta = shrink * *theta - lr * ratio(g, root);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
