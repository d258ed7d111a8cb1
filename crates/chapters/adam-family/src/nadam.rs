//! Nadam: Adam with a look at the next momentum.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Schedule {
    Numerator,
    Everywhere,
    None,
}

/// θ ← θ − η(μ₊m/(1 − ∏₊) + (1 − μ)g/(1 − ∏))/(√v̂ + ε): equation `adam-family:nadam`.
///
/// ∏ is the product of μ₁, …, μ_t, and ∏₊ that of μ₁, …, μ_{t+1}. Two numbers of state per parameter.
/// Dozat 2016.
#[derive(Debug, Clone)]
pub struct Nadam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    momentum_decay: f64,
    eps: Epsilon,
    schedule: Schedule,
    decay: Decay,
    t: i32,
    product: f64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Nadam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nadam",
        chapter: "adam-family",
        equation: "adam-family:nadam",
        source: "Dozat 2016",
        hyperparameters: &[
            lr(0.002),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            Hyperparameter::real(
                "momentum_decay",
                "ψ",
                0.004,
                Range::NON_NEGATIVE,
                "how fast μ_t = β₁(1 − ½·0.96^(tψ)) rises to β₁",
            ),
            Hyperparameter {
                name: "schedule",
                symbol: "μ",
                meaning: "μ_t weighs the numerator only, as in PyTorch; the mean m too, as in the paper; or μ_t = β₁",
                kind: Kind::Choice {
                    options: &["numerator", "everywhere", "none"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Nadam with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Nadam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Nadam with `settings` of [`Nadam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            momentum_decay: settings.real("momentum_decay")?,
            eps: Epsilon::of(settings)?,
            schedule: match settings.choice("schedule")? {
                "everywhere" => Schedule::Everywhere,
                "none" => Schedule::None,
                _ => Schedule::Numerator,
            },
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            product: 1.0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// μ_t.
    fn momentum(&self, t: i32) -> f64 {
        if self.schedule == Schedule::None {
            return self.beta1;
        }
        self.beta1 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * self.momentum_decay))
    }
}

configured!(Nadam: m, v);

impl Optimizer for Nadam {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (mu, mu_next) = (self.momentum(self.t), self.momentum(self.t + 1));
        self.product *= mu;
        let of_m = mu_next / (1.0 - self.product * mu_next);
        let of_g = (1.0 - mu) / (1.0 - self.product);
        let beta1 = if self.schedule == Schedule::Everywhere {
            mu
        } else {
            self.beta1
        };
        let (beta2, second) = (self.beta2, weight(self.beta2, self.t));
        let (lr, eps, (shrink, l2)) = (self.lr, self.eps, self.decay.factors(self.lr));
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
                    *theta =
                        shrink * *theta - lr * ratio(of_m * *m + of_g * g, eps.root(*v, second));
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
