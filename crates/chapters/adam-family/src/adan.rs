//! Adan: the mean gradient and the mean of its changes.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, configured, eps, leaky, lr, ratio, weight,
};

/// θ ← (θ − η(m̂ + β₂d̂)/(√n̂ + ε))/(1 + ηλ), d the mean of g − g₋, n of (g + β₂(g − g₋))²: equation
/// `adam-family:adan`.
///
/// g₋ is the gradient before; at the first step g − g₋ = 0. The decays are one minus the paper's β.
/// `initial` = gradient is the paper's start.
/// Four numbers of state per parameter. Xie et al. 2024.
#[derive(Debug, Clone)]
pub struct Adan {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    eps: Epsilon,
    weight_decay: f64,
    decoupled: bool,
    from_gradient: bool,
    t: i32,
    m: Vec<Tensor>,
    d: Vec<Tensor>,
    n: Vec<Tensor>,
    last: Vec<Tensor>,
}

impl Adan {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adan",
        chapter: "adam-family",
        equation: "adam-family:adan",
        source: "Xie et al. 2024",
        hyperparameters: &[
            lr(0.001),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.98,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.92,
                Range::DECAY,
                "decay of the mean change, and its weight",
            ),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.99,
                Range::DECAY,
                "decay of the mean square",
            ),
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            WEIGHT_DECAY,
            Hyperparameter {
                name: "decay",
                symbol: "λθ",
                meaning: "θ is divided by 1 + ηλ after the step, or multiplied by 1 − ηλ beside it",
                kind: Kind::Choice {
                    options: &["proximal", "decoupled"],
                },
            },
            Hyperparameter {
                name: "initial",
                symbol: "m₁",
                meaning: "all means start from zero and are corrected, or m₁ = g₁, n₁ = g₁² without correction",
                kind: Kind::Choice {
                    options: &["zero", "gradient"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Adan with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Adan::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Adan with `settings` of [`Adan::SPEC`].
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
            weight_decay: settings.real("weight_decay")?,
            decoupled: settings.choice("decay")? == "decoupled",
            from_gradient: settings.choice("initial")? == "gradient",
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            d: Vec::new(),
            n: Vec::new(),
            last: Vec::new(),
        })
    }
}

configured!(Adan: m, d, n, last);

impl Optimizer for Adan {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.d = zeros_like(params);
            self.n = zeros_like(params);
            self.last = grads.to_vec();
        }
        self.t += 1;
        let (lr, eps, beta2) = (self.lr, self.eps, self.beta2);
        let (beta1, beta3) = if self.from_gradient && self.t == 1 {
            (0.0, 0.0)
        } else {
            (self.beta1, self.beta3)
        };
        let sum = |beta| {
            if self.from_gradient {
                1.0
            } else {
                weight(beta, self.t)
            }
        };
        let (first, second, third) = (sum(beta1), sum(beta2), sum(beta3));
        let (shrink, divide) = if self.decoupled {
            (1.0 - lr * self.weight_decay, 1.0)
        } else {
            (1.0, 1.0 + lr * self.weight_decay)
        };
        for (((((param, grad), m), d), n), last) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.d)
            .zip(&mut self.n)
            .zip(&mut self.last)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(d)
                .and(n)
                .and(last)
                .sweep(|theta, &g, m, d, n, last| {
                    let change = g - *last;
                    *last = g;
                    *m = leaky(beta1, *m, g);
                    *d = leaky(beta2, *d, change);
                    *n = leaky(beta3, *n, (g + beta2 * change).powi(2));
                    let mean = *m / first + beta2 * *d / second;
                    *theta = (shrink * *theta - lr * ratio(mean, eps.root(*n, third))) / divide;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
