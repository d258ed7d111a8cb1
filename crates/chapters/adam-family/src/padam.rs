//! Padam: a power of the second moment between 0 and ½.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// θ ← θ − ηm/v̂ᵖ with v̂ the largest v so far: equation `adam-family:padam`.
///
/// With `bias_correction`, both moments are corrected, and the root with its ε is raised to the power
/// 2p. Without `amsgrad` v itself stands in the denominator. Three numbers of state per parameter, two
/// without `amsgrad`. Chen et al. 2020.
#[derive(Debug, Clone)]
pub struct Padam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    partial: f64,
    eps: Epsilon,
    amsgrad: bool,
    corrected: bool,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    largest: Vec<Tensor>,
}

impl Padam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "padam",
        chapter: "adam-family",
        equation: "adam-family:padam",
        source: "Chen et al. 2020",
        hyperparameters: &[
            lr(0.1),
            beta1(0.9),
            beta2(0.999),
            Hyperparameter::real(
                "partial",
                "p",
                0.125,
                Range::new(0.0, true, 0.5, true),
                "the power of the second moment",
            ),
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            Hyperparameter {
                name: "amsgrad",
                symbol: "max",
                meaning: "the denominator is the largest second moment so far",
                kind: Kind::Switch { default: true },
            },
            Hyperparameter {
                name: "bias_correction",
                symbol: "1 − βᵗ",
                meaning: "both moments are divided by 1 − βᵗ",
                kind: Kind::Switch { default: false },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Padam with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Padam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Padam with `settings` of [`Padam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            partial: settings.real("partial")?,
            eps: Epsilon::of(settings)?,
            amsgrad: settings.switch("amsgrad")?,
            corrected: settings.switch("bias_correction")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
            largest: Vec::new(),
        })
    }
}

configured!(Padam: m, v, largest);

impl Optimizer for Padam {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            if self.amsgrad {
                self.largest = zeros_like(params);
            }
        }
        self.t += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = if self.corrected {
            (weight(beta1, self.t), weight(beta2, self.t))
        } else {
            (1.0, 1.0)
        };
        let (lr, power) = (self.lr, 2.0 * self.partial);
        let (shrink, l2) = self.decay.factors(lr);
        let average = |theta: f64, g: f64, m: &mut f64, v: &mut f64| {
            let g = g + l2 * theta;
            *m = leaky(beta1, *m, g);
            *v = leaky(beta2, *v, g * g);
        };
        let moved = |theta: f64, m: f64, v: f64| {
            shrink * theta - lr * ratio(m / first, eps.root(v, second).powf(power))
        };
        let mut largest = self.largest.iter_mut();
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            if let Some(largest) = largest.next() {
                tensors.and(largest).sweep(|theta, &g, m, v, largest| {
                    average(*theta, g, m, v);
                    *largest = largest.max(*v);
                    *theta = moved(*theta, *m, *largest);
                });
            } else {
                tensors.sweep(|theta, &g, m, v| {
                    average(*theta, g, m, v);
                    *theta = moved(*theta, *m, *v);
                });
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
