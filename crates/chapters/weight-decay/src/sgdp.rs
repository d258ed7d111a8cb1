//! SGDP: heavy ball whose steps on scale-invariant weights lose their radial part.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis, Zip};

use crate::decay::{DECAY, Decay, Shrink, ratio, weight_decay};
use crate::projection::{DELTA, Scope, WD_RATIO, finite, scope};

/// θ ← (1 − ηλω/(1 − β))θ − ηΠm on scale-invariant weights: equation `weight-decay:sgdp`.
///
/// Π removes the part of m along θ from the step, and with `buffer = "projected"` from m itself. Other
/// weights have ω = 1 and no Π. One number of state per parameter. Heo et al. 2021.
#[derive(Debug, Clone)]
pub struct SgdP {
    settings: Settings,
    lr: f64,
    beta: f64,
    dampening: f64,
    nesterov: bool,
    projects_buffer: bool,
    delta: f64,
    wd_ratio: f64,
    eps: f64,
    decay: Decay,
    m: Vec<Tensor>,
}

impl SgdP {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sgdp",
        chapter: "weight-decay",
        equation: "weight-decay:sgdp",
        source: "Heo et al. 2021",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the past gradients",
            ),
            Hyperparameter::real(
                "dampening",
                "d",
                0.0,
                Range::FRACTION,
                "multiplies new gradients by 1 − d",
            ),
            Hyperparameter {
                name: "nesterov",
                symbol: "g + βm",
                meaning: "step along g + βm instead of m",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter {
                name: "buffer",
                symbol: "m",
                meaning: "m keeps its part along θ (the paper), or loses it with the step (the \
                          authors' code without Nesterov)",
                kind: Kind::Choice {
                    options: &["whole", "projected"],
                },
            },
            DELTA,
            WD_RATIO,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the norms that are divided by",
            ),
            weight_decay(0.0),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// SGDP with η = `lr`, β = `beta` and λ = `weight_decay`.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞), or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = SgdP::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("beta", beta)?;
        Self::from_settings(&settings.with("weight_decay", weight_decay)?)
    }

    /// The optimizer with `settings` of [`SgdP::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set, or is 0 and the decay follows the schedule, or the buffer is
    /// to be projected under Nesterov, where the step is not the buffer.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let nesterov = settings.switch("nesterov")?;
        let projects_buffer = settings.choice("buffer")? == "projected";
        if nesterov && projects_buffer {
            return Err(SettingError::Conflict {
                optimizer: settings.spec().name,
                what: "buffer = projected needs the step to be the buffer, so nesterov must be off"
                    .to_owned(),
            });
        }
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            dampening: settings.real("dampening")?,
            nesterov,
            projects_buffer,
            delta: settings.real("delta")?,
            wd_ratio: settings.real("wd_ratio")?,
            eps: settings.real("eps")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            m: Vec::new(),
        })
    }
}

impl Configured for SgdP {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for SgdP {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
        }
        let (beta, weight, lr, eps) = (self.beta, 1.0 - self.dampening, self.lr, self.eps);
        let (now, past) = if self.nesterov {
            (1.0, beta)
        } else {
            (0.0, 1.0)
        };
        let l2 = self.decay.at(lr).l2;
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            let scope = scope(param, grad, self.delta, eps);
            let omega = if scope == Scope::None {
                1.0
            } else {
                self.wd_ratio
            };
            let Shrink { keep, .. } = self.decay.times(omega / (1.0 - beta)).at(lr);
            Zip::from(&*param)
                .and(grad)
                .and(&mut *m)
                .sweep(|&theta, &g, m| {
                    *m = beta * *m + weight * (g + l2 * theta);
                });
            let direction = |theta: f64, g: f64, m: f64| now * (g + l2 * theta) + past * m;
            let lost = f64::from(self.projects_buffer);
            let walk = |param: ArrayViewMutD<f64>, grad: ArrayViewD<f64>, m: ArrayViewMutD<f64>| {
                // The direction's part along θ is `along`·θ.
                let sums = |unit: f64| {
                    let sums = Zip::from(&param).and(&grad).and(&m);
                    sums.fold([0.0; 2], |[dot, square], &theta, &g, &m| {
                        let (p, u) = (unit * theta, unit * direction(theta, g, m));
                        [dot + p * u, square + p * p]
                    })
                };
                let along = if scope == Scope::None {
                    0.0
                } else {
                    let ([dot, square], unit) = finite(sums);
                    ratio(dot, (square.sqrt() + unit * eps).powi(2))
                };
                Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                    let radial = along * *theta;
                    *theta = keep * *theta - lr * (direction(*theta, g, *m) - radial);
                    *m -= lost * radial;
                });
            };
            if scope == Scope::Rows {
                let rows = param.axis_iter_mut(Axis(0)).zip(grad.axis_iter(Axis(0)));
                for ((param, grad), m) in rows.zip(m.axis_iter_mut(Axis(0))) {
                    walk(param, grad, m);
                }
            } else {
                walk(param.view_mut(), grad.view(), m.view_mut());
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
