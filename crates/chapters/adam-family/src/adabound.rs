//! AdaBound: the rate of each coordinate, clipped to a band that closes.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_ROOT, EPS_UNCORRECTED, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// θ ← θ − clip(η/((1 − β₁ᵗ)√v̂), lower, upper)·m: equation `adam-family:adabound`.
///
/// Both bounds tend to the final rate. When a schedule changes η, the final rate changes by the same
/// factor, as in the authors' code; built with η = 0 it never moves. Two numbers of state per
/// parameter. Luo et al. 2019.
#[derive(Debug, Clone)]
pub struct AdaBound {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    final_lr: f64,
    gamma: f64,
    first_lr: f64,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl AdaBound {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adabound",
        chapter: "adam-family",
        equation: "adam-family:adabound",
        source: "Luo et al. 2019",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            EPS_ROOT,
            EPS_UNCORRECTED,
            Hyperparameter::real(
                "final_lr",
                "η*",
                0.1,
                Range::NON_NEGATIVE,
                "the rate to which both bounds tend",
            ),
            Hyperparameter::real(
                "gamma",
                "γ",
                0.001,
                Range::POSITIVE,
                "how fast the band closes",
            ),
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdaBound with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaBound::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AdaBound with `settings` of [`AdaBound::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            final_lr: settings.real("final_lr")?,
            gamma: settings.real("gamma")?,
            first_lr: settings.real("lr")?,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

configured!(AdaBound: m, v);

impl Optimizer for AdaBound {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
        let target = self.final_lr * ratio(lr, self.first_lr);
        let time = self.gamma * f64::from(self.t);
        let (lower, upper) = (target * (1.0 - 1.0 / (time + 1.0)), target + target / time);
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
                    *m = leaky(beta1, *m, g);
                    *v = leaky(beta2, *v, g * g);
                    let rate = ratio(lr / first, eps.root(*v, second)).clamp(lower, upper);
                    *theta = shrink * *theta - rate * *m;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
