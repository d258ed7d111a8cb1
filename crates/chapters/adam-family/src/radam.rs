//! RAdam: Adam that trusts its second moment only as far as it is known.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};
use crate::rectify::{longest_sma, rectifier, sma_length};

/// θ ← θ − η r_t m̂/(√v̂ + ε) where ρ_t is above the threshold, else θ ← θ − ηm̂: equation
/// `adam-family:radam`.
///
/// Two numbers of state per parameter. Liu et al. 2020.
#[derive(Debug, Clone)]
pub struct RAdam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    threshold: f64,
    eps: Epsilon,
    rest_below: bool,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl RAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "radam",
        chapter: "adam-family",
        equation: "adam-family:radam",
        source: "Liu et al. 2020",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            Hyperparameter::real(
                "threshold",
                "ρ",
                4.0,
                Range::new(4.0, true, f64::INFINITY, false),
                "the step is adaptive where ρ_t exceeds it: 4 in the paper, 5 in libraries",
            ),
            Hyperparameter {
                name: "below",
                symbol: "m̂",
                meaning: "below the threshold the step is ηm̂, or there is none",
                kind: Kind::Choice {
                    options: &["momentum", "none"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// RAdam with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = RAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// RAdam with `settings` of [`RAdam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            threshold: settings.real("threshold")?,
            eps: Epsilon::of(settings)?,
            rest_below: settings.choice("below")? == "none",
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

configured!(RAdam: m, v);

impl Optimizer for RAdam {
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
        let rho = sma_length(beta2, self.t);
        let adaptive = rho > self.threshold;
        let lr = match (adaptive, self.rest_below) {
            (true, _) => self.lr * rectifier(rho, longest_sma(beta2)),
            (false, false) => self.lr,
            (false, true) => 0.0,
        };
        let (shrink, l2) = self.decay.factors(if lr == 0.0 { 0.0 } else { self.lr });
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
                    let root = if adaptive { eps.root(*v, second) } else { 1.0 };
                    *theta = shrink * *theta - lr * ratio(*m / first, root);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
