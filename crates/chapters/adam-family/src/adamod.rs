//! AdaMod: the rate of each coordinate, bounded by its own past.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_ROOT, EPS_UNCORRECTED, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// θ ← θ − min(rate, mean of the rates)·m, where the rate is η/((1 − β₁ᵗ)(√v̂ + ε)): equation
/// `adam-family:adamod`.
///
/// Three numbers of state per parameter. Ding et al. 2019.
#[derive(Debug, Clone)]
pub struct AdaMod {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    rates: Vec<Tensor>,
}

impl AdaMod {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adamod",
        chapter: "adam-family",
        equation: "adam-family:adamod",
        source: "Ding et al. 2019",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.999,
                Range::DECAY,
                "decay of the mean of the rates",
            ),
            eps(1e-8),
            EPS_ROOT,
            EPS_UNCORRECTED,
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdaMod with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaMod::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AdaMod with `settings` of [`AdaMod::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            beta3: settings.real("beta3")?,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
            rates: Vec::new(),
        })
    }
}

configured!(AdaMod: m, v, rates);

impl Optimizer for AdaMod {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            self.rates = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, beta3, eps) = (self.beta1, self.beta2, self.beta3, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
        for ((((param, grad), m), v), rates) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
            .zip(&mut self.rates)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(v)
                .and(rates)
                .sweep(|theta, &g, m, v, rates| {
                    let g = g + l2 * *theta;
                    *m = leaky(beta1, *m, g);
                    *v = leaky(beta2, *v, g * g);
                    let rate = ratio(lr / first, eps.root(*v, second));
                    *rates = leaky(beta3, *rates, rate);
                    *theta = shrink * *theta - rate.min(*rates) * *m;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
