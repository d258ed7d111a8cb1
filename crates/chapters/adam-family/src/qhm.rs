//! Quasi-hyperbolic momentum: a mixture of the gradient and its mean.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{DECAY, Decay, WEIGHT_DECAY, configured, leaky, lr};

/// m ← βm + (1 − β)g, θ ← θ − η((1 − ν)g + νm): equation `adam-family:qh`.
///
/// One number of state per parameter. Ma & Yarats 2019.
#[derive(Debug, Clone)]
pub struct Qhm {
    settings: Settings,
    lr: f64,
    beta: f64,
    nu: f64,
    decay: Decay,
    m: Vec<Tensor>,
}

impl Qhm {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "qhm",
        chapter: "adam-family",
        equation: "adam-family:qh",
        source: "Ma & Yarats 2019",
        hyperparameters: &[
            lr(1.0),
            Hyperparameter::real(
                "beta",
                "β",
                0.999,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "nu",
                "ν",
                0.7,
                Range::FRACTION,
                "weight of the mean, against the gradient",
            ),
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// QHM with learning rate η = `lr`, decay β = `beta` and weight ν = `nu` of the mean.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), `beta` not in [0, 1) or `nu` not in [0, 1].
    pub fn new(lr: f64, beta: f64, nu: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Qhm::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("beta", beta)?;
        Self::from_settings(&settings.with("nu", nu)?)
    }

    /// Qhm with `settings` of [`Qhm::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            nu: settings.real("nu")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            m: Vec::new(),
        })
    }
}

configured!(Qhm: m);

impl Optimizer for Qhm {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
        }
        let (lr, beta, nu) = (self.lr, self.beta, self.nu);
        let (shrink, l2) = self.decay.factors(lr);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                let g = g + l2 * *theta;
                *m = leaky(beta, *m, g);
                *theta = shrink * *theta - lr * leaky(nu, *m, g);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
