//! LAMB: Adam's direction, with the length of each layer's step in proportion to its norm.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::Decay;
use crate::norm;
use crate::norms::{capped, norm_of, quotient};

/// θ ← θ − η φ(‖θ‖) u/‖u‖ with u = m̂/(√v̂ + ε) + λθ, Adam's step: equation `layerwise:lamb`.
///
/// Each tensor is a layer. Where φ(‖θ‖) or ‖u‖ is 0 the ratio φ(‖θ‖)/‖u‖ is taken as 1; where
/// √v̂ + ε is 0, so that the gradients were 0, m̂/(√v̂ + ε) is 0. Two numbers of state per parameter.
/// You et al. 2020.
#[derive(Debug, Clone)]
pub struct Lamb {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    decay: Decay,
    phi: Phi,
    ratio_eps: f64,
    correction: Correction,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phi {
    Norm,
    Clipped(f64, f64),
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Correction {
    Moments,
    None,
    Step,
}

impl Lamb {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "lamb",
        chapter: "layerwise",
        equation: "layerwise:lamb",
        source: "You et al. 2020",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean of gradients",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean of squared gradients",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-6,
                Range::NON_NEGATIVE,
                "added to the root of the mean square",
            ),
            Hyperparameter::real(
                "eps_root",
                "ε₀",
                0.0,
                Range::NON_NEGATIVE,
                "added to the mean square inside the root",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "pull towards 0; `decay` says where it acts",
            ),
            Decay::PLACE,
            Hyperparameter {
                name: "phi",
                symbol: "φ",
                meaning: "φ(‖θ‖) is ‖θ‖, or ‖θ‖ between two bounds; off: no ratio, which is Adam",
                kind: Kind::Choice {
                    options: &["norm", "clipped", "off"],
                },
            },
            Hyperparameter::real(
                "phi_min",
                "γ₋",
                0.0,
                Range::NON_NEGATIVE,
                "lower bound of φ, if clipped",
            ),
            Hyperparameter::real(
                "phi_max",
                "γ₊",
                10.0,
                Range::NON_NEGATIVE,
                "upper bound of φ, if clipped",
            ),
            Hyperparameter::real(
                "ratio_eps",
                "εᵣ",
                0.0,
                Range::NON_NEGATIVE,
                "added to ‖u‖ in the ratio",
            ),
            Hyperparameter {
                name: "correction",
                symbol: "m̂, v̂",
                meaning: "both moments are corrected for their start, none, or the step by 1 − β₁ᵗ",
                kind: Kind::Choice {
                    options: &["moments", "none", "step"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// LAMB with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Lamb::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// LAMB with `settings` of [`Lamb::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set, or the lower bound of φ exceeds the upper.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let (low, high) = (settings.real("phi_min")?, settings.real("phi_max")?);
        if low > high {
            return Err(SettingError::Conflict {
                optimizer: "lamb",
                what: format!("phi_min (γ₋) = {low} must not exceed phi_max (γ₊) = {high}"),
            });
        }
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            weight_decay: settings.real("weight_decay")?,
            decay: Decay::from_settings(settings)?,
            phi: match settings.choice("phi")? {
                "clipped" => Phi::Clipped(low, high),
                "off" => Phi::Off,
                _ => Phi::Norm,
            },
            ratio_eps: settings.real("ratio_eps")?,
            correction: match settings.choice("correction")? {
                "none" => Correction::None,
                "step" => Correction::Step,
                _ => Correction::Moments,
            },
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    // ANCHOR: ratio
    /// φ(‖θ‖)/(‖u‖ + ε_r), and 1 where it would be 0 for ever or 0/0.
    fn ratio(&self, weights: f64, update: f64) -> f64 {
        let phi = match self.phi {
            Phi::Norm => weights,
            Phi::Clipped(low, high) => weights.clamp(low, high),
            Phi::Off => return 1.0,
        };
        if phi == 0.0 || update == 0.0 {
            1.0
        } else {
            capped(phi, update + self.ratio_eps)
        }
    }
    // ANCHOR_END: ratio
}

impl Configured for Lamb {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Lamb {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            (self.m, self.v) = (zeros_like(params), zeros_like(params));
        }
        self.t = self.t.saturating_add(1);
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (keep, lambda) = self.decay.at(self.lr, self.weight_decay);
        let (first, second) = (1.0 - beta1.powi(self.t), 1.0 - beta2.powi(self.t));
        let (first, second, lr) = match self.correction {
            Correction::Moments => (first, second, self.lr),
            Correction::None => (1.0, 1.0, self.lr),
            Correction::Step => (1.0, 1.0, self.lr / first),
        };
        let (eps, eps_root) = (self.eps, self.eps_root);
        let update = |m: f64, v: f64, theta: f64| {
            quotient(m / first, (v / second + eps_root).sqrt() + eps) + lambda * theta
        };
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            Zip::from(&mut self.m[l])
                .and(&mut self.v[l])
                .and(grad)
                .sweep(|m, v, &g| {
                    *m = beta1 * *m + (1.0 - beta1) * g;
                    // A square that overflows counts as the largest number.
                    *v = (beta2 * *v + (1.0 - beta2) * g * g).min(f64::MAX);
                });
            let (m, v) = (&self.m[l], &self.v[l]);
            let entries = param.iter().zip(m).zip(v);
            let length = norm_of(entries.map(|((&theta, &m), &v)| update(m, v, theta)));
            let ratio = self.ratio(keep.abs() * norm(param), length);
            Zip::from(param).and(m).and(v).sweep(|theta, &m, &v| {
                *theta = keep * *theta - lr * (ratio * update(m, v, *theta));
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
