//! ADOPT: divide by the second moment of the steps before.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{DECAY, Decay, WEIGHT_DECAY, beta1, beta2, configured, leaky, lr, ratio};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clip {
    Moves,
    Calls,
    Off,
}

/// m ← β₁m + (1 − β₁)·clip(g/max(√v, ε), ±c), θ ← θ − ηm, then v ← β₂v + (1 − β₂)g²: equation
/// `adam-family:adopt`.
///
/// The first call sets v = g² and does not move. Two numbers of state per parameter. Taniguchi et al.
/// 2024.
#[derive(Debug, Clone)]
pub struct Adopt {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    clip: Clip,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Adopt {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adopt",
        chapter: "adam-family",
        equation: "adam-family:adopt",
        source: "Taniguchi et al. 2024",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.9999),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-6,
                Range::NON_NEGATIVE,
                "the least denominator",
            ),
            Hyperparameter {
                name: "clip",
                symbol: "c",
                meaning: "c is the fourth root of the number of moves, as in the paper; of the number of calls; or there is no clipping",
                kind: Kind::Choice {
                    options: &["moves", "calls", "off"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Adopt with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Adopt::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Adopt with `settings` of [`Adopt::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            clip: match settings.choice("clip")? {
                "calls" => Clip::Calls,
                "off" => Clip::Off,
                _ => Clip::Moves,
            },
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

configured!(Adopt: m, v);

impl Optimizer for Adopt {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, eps, start) = (self.beta1, self.beta2, self.eps, self.t == 1);
        let c = match self.clip {
            Clip::Moves => f64::from(self.t - 1).powf(0.25),
            Clip::Calls => f64::from(self.t).powf(0.25),
            Clip::Off => f64::INFINITY,
        };
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
                    if start {
                        *v = g * g;
                        *theta *= shrink;
                    } else {
                        let scaled = ratio(g, v.sqrt().max(eps)).clamp(-c, c);
                        *m = leaky(beta1, *m, scaled);
                        *theta = shrink * *theta - lr * *m;
                        *v = leaky(beta2, *v, g * g);
                    }
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
