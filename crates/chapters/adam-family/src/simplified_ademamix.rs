//! Simplified AdEMAMix: one slow sum and the gradient.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// m ← β₁m + g, θ ← θ − η(m + αg)/(√v̂ + ε): equation `adam-family:ademamix`.
///
/// Two numbers of state per parameter. Morwani et al. 2025.
#[derive(Debug, Clone)]
pub struct SimplifiedAdEmaMix {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    alpha: f64,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl SimplifiedAdEmaMix {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "simplified-ademamix",
        chapter: "adam-family",
        equation: "adam-family:ademamix",
        source: "Morwani et al. 2025",
        hyperparameters: &[
            lr(0.0001),
            beta1(0.99),
            beta2(0.95),
            Hyperparameter::real(
                "alpha",
                "α",
                0.0,
                Range::NON_NEGATIVE,
                "weight of the gradient, beside the sum",
            ),
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// SimplifiedAdEmaMix with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = SimplifiedAdEmaMix::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// SimplifiedAdEmaMix with `settings` of [`SimplifiedAdEmaMix::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            alpha: settings.real("alpha")?,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

configured!(SimplifiedAdEmaMix: m, v);

impl Optimizer for SimplifiedAdEmaMix {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, alpha, eps) = (self.beta1, self.beta2, self.alpha, self.eps);
        let second = weight(beta2, self.t);
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
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
                    *m = beta1 * *m + g;
                    *v = leaky(beta2, *v, g * g);
                    *theta = shrink * *theta - lr * ratio(*m + alpha * g, eps.root(*v, second));
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
