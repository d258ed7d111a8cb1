//! MARS: the gradient, corrected by its last change.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    EPS_ROOT, EPS_UNCORRECTED, Epsilon, beta1, beta2, configured, eps, leaky, lr, ratio, weight,
};

/// c = g + γβ₁(g − g₋)/(1 − β₁), shortened to norm 1, and then AdamW or Lion on c: equation
/// `adam-family:mars`.
///
/// g₋ is the gradient before, 0 at the first step: the approximate form, which asks for one gradient a
/// step. The norm is that of each tensor. Three numbers of state per parameter, two with `update` =
/// lion. Yuan et al. 2024.
#[derive(Debug, Clone)]
pub struct Mars {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    gamma: f64,
    max_norm: f64,
    sign: bool,
    eps: Epsilon,
    weight_decay: f64,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    last: Vec<Tensor>,
}

impl Mars {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "mars",
        chapter: "adam-family",
        equation: "adam-family:mars",
        source: "Yuan et al. 2024",
        hyperparameters: &[
            lr(0.003),
            beta1(0.95),
            beta2(0.99),
            Hyperparameter::real(
                "gamma",
                "γ",
                0.025,
                Range::NON_NEGATIVE,
                "strength of the correction",
            ),
            Hyperparameter::real(
                "max_norm",
                "c",
                1.0,
                Range::POSITIVE,
                "the longest corrected gradient",
            ),
            Hyperparameter {
                name: "update",
                symbol: "u",
                meaning: "the step is Adam's, or the sign of the mean",
                kind: Kind::Choice {
                    options: &["adamw", "lion"],
                },
            },
            eps(1e-8),
            EPS_ROOT,
            EPS_UNCORRECTED,
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "θ is multiplied by 1 − ηλ beside the step",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Mars with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Mars::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Mars with `settings` of [`Mars::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            gamma: settings.real("gamma")?,
            max_norm: settings.real("max_norm")?,
            sign: settings.choice("update")? == "lion",
            eps: Epsilon::of(settings)?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
            last: Vec::new(),
        })
    }
}

configured!(Mars: m, v, last);

impl Optimizer for Mars {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.last = zeros_like(params);
            if !self.sign {
                self.v = zeros_like(params);
            }
        }
        self.t += 1;
        let (beta1, beta2, lr, eps) = (self.beta1, self.beta2, self.lr, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (strength, shrink) = (
            self.gamma * beta1 / (1.0 - beta1),
            1.0 - lr * self.weight_decay,
        );
        let corrected = |g: f64, last: f64| g + strength * (g - last);
        let mut squares = self.v.iter_mut();
        for (((param, grad), m), last) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.last)
        {
            let norm = Zip::from(grad)
                .and(&*last)
                .fold(0.0, |sum, &g, &last| sum + corrected(g, last).powi(2))
                .sqrt();
            let scale = if norm > self.max_norm {
                self.max_norm / norm
            } else {
                1.0
            };
            let tensors = Zip::from(param).and(grad).and(m).and(last);
            if let Some(v) = squares.next() {
                tensors.and(v).sweep(|theta, &g, m, last, v| {
                    let c = scale * corrected(g, *last);
                    *last = g;
                    *m = leaky(beta1, *m, c);
                    *v = leaky(beta2, *v, c * c);
                    *theta = shrink * *theta - lr * ratio(*m / first, eps.root(*v, second));
                });
            } else {
                tensors.sweep(|theta, &g, m, last| {
                    let c = scale * corrected(g, *last);
                    *last = g;
                    *m = leaky(beta1, *m, c);
                    *theta = shrink * *theta - lr * ratio(*m, m.abs());
                });
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
