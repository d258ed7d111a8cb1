//! AdamP: AdamW whose steps on scale-invariant weights lose their radial part.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, Zip};

use crate::decay::{BETA1, BETA2, DECAY, Decay, EPS, LR, Shrink, correction, ratio, weight_decay};
use crate::projection::{DELTA, Scope, WD_RATIO, finite, scope};

/// θ ← (1 − ηλω)θ − ηΠ[m̂/(√v̂ + ε)] on scale-invariant weights: equation `weight-decay:adamp`.
///
/// Π removes the part of the step along θ. Other weights have ω = 1 and no Π. Two numbers of state
/// per parameter. Where the denominator is zero, which takes ε = 0, the gradient does not move the
/// entry. Heo et al. 2021.
#[derive(Debug, Clone)]
pub struct AdamP {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_before: bool,
    nesterov: bool,
    delta: f64,
    wd_ratio: f64,
    decay: Decay,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl AdamP {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adamp",
        chapter: "weight-decay",
        equation: "weight-decay:adamp",
        source: "Heo et al. 2021",
        hyperparameters: &[
            LR,
            BETA1,
            BETA2,
            EPS,
            Hyperparameter {
                name: "eps_place",
                symbol: "ε",
                meaning: "ε is added to the root of the corrected second moment, or before its \
                          correction",
                kind: Kind::Choice {
                    options: &["corrected", "uncorrected"],
                },
            },
            Hyperparameter {
                name: "nesterov",
                symbol: "β₁m + (1 − β₁)g",
                meaning: "step along β₁m + (1 − β₁)g instead of m",
                kind: Kind::Switch { default: false },
            },
            DELTA,
            WD_RATIO,
            weight_decay(0.0),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdamP with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdamP::SPEC;
        let settings = SPEC.settings().with("lr", lr)?;
        Self::from_settings(&settings.with("weight_decay", weight_decay)?)
    }

    /// The optimizer with `settings` of [`AdamP::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_before: settings.choice("eps_place")? == "uncorrected",
            nesterov: settings.switch("nesterov")?,
            delta: settings.real("delta")?,
            wd_ratio: settings.real("wd_ratio")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

impl Configured for AdamP {
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

impl Optimizer for AdamP {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let lr = self.lr * correction(beta1, self.steps);
        let root = correction(beta2, self.steps).sqrt();
        // √v̂ + ε is √v·√(1/(1 − β₂ᵗ)) + ε; with ε before the correction,
        // that factor holds ε too.
        let eps = if self.eps_before {
            self.eps * root
        } else {
            self.eps
        };
        let (now, past) = if self.nesterov {
            (1.0 - beta1, beta1)
        } else {
            (0.0, 1.0)
        };
        let l2 = self.decay.at(self.lr).l2;
        let states = self.m.iter_mut().zip(&mut self.v);
        for ((param, grad), (m, v)) in params.iter_mut().zip(grads).zip(states) {
            let scope = scope(param, grad, self.delta, self.eps);
            let omega = if scope == Scope::None {
                1.0
            } else {
                self.wd_ratio
            };
            let Shrink { keep, .. } = self.decay.times(omega).at(self.lr);
            let moments = Zip::from(&*param).and(grad).and(&mut *m).and(&mut *v);
            moments.sweep(|&theta, &g, m, v| {
                let g = g + l2 * theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
            });
            let direction = |theta: f64, g: f64, m: f64, v: f64| {
                let mean = now * (g + l2 * theta) + past * m;
                ratio(mean, v.sqrt() * root + eps)
            };
            let walk = |param: ArrayViewMutD<f64>,
                        grad: ArrayViewD<f64>,
                        m: ArrayViewD<f64>,
                        v: ArrayViewD<f64>| {
                // The direction's part along θ is `along`·θ.
                let sums = |unit: f64| {
                    let sums = Zip::from(&param).and(&grad).and(&m).and(&v);
                    sums.fold([0.0; 2], |[dot, square], &theta, &g, &m, &v| {
                        let (p, u) = (unit * theta, unit * direction(theta, g, m, v));
                        [dot + p * u, square + p * p]
                    })
                };
                let along = if scope == Scope::None {
                    0.0
                } else {
                    let ([dot, square], unit) = finite(sums);
                    ratio(dot, (square.sqrt() + unit * self.eps).powi(2))
                };
                let tensors = Zip::from(param).and(grad).and(m).and(v);
                tensors.sweep(|theta, &g, &m, &v| {
                    let tangential = direction(*theta, g, m, v) - along * *theta;
                    *theta = keep * *theta - lr * tangential;
                });
            };
            if scope == Scope::Rows {
                let moved = param.axis_iter_mut(Axis(0)).zip(grad.axis_iter(Axis(0)));
                let moments = m.axis_iter(Axis(0)).zip(v.axis_iter(Axis(0)));
                for ((param, grad), (m, v)) in moved.zip(moments) {
                    walk(param, grad, m, v);
                }
            } else {
                walk(param.view_mut(), grad.view(), m.view(), v.view());
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
