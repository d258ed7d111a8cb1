//! Prodigy: D-Adaptation with weights that grow with d, and the way gone in place of the sum.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::distance::{D0, GROWTH, LR};
use crate::sums::quotient;

/// Adam with the learning rate dη, where d grows with Σg·(θ₀ − θ) over ‖s‖₁: equation
/// `step-size-adaptation:prodigy`.
///
/// Where √v + dε is 0, so that all gradients were 0, m/(√v + dε) is 0. Four numbers of state per
/// parameter: m, v, s and θ₀. Mishchenko & Defazio 2024.
#[derive(Debug, Clone)]
pub struct Prodigy {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    eps: f64,
    d0: f64,
    coef: f64,
    growth: f64,
    weight_decay: f64,
    fixed_decay: bool,
    corrected: bool,
    safeguard: bool,
    d: f64,
    largest: f64,
    t: i32,
    numerator: f64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    s: Vec<Tensor>,
    origin: Vec<Tensor>,
}

impl Prodigy {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "prodigy",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:prodigy",
        source: "Mishchenko & Defazio 2024",
        hyperparameters: &[
            LR,
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean of scaled gradients",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean of their squares",
            ),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.0,
                Range::FRACTION,
                "decay of s and of the numerator; 0 stands for √β₂",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "d times it is added to the root of the mean square",
            ),
            D0,
            Hyperparameter::real("coef", "c", 1.0, Range::POSITIVE, "factor of the estimate"),
            GROWTH,
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "shrinks θ by a share of itself",
            ),
            Hyperparameter {
                name: "decay",
                symbol: "λ",
                meaning: "the share is λ times the step size dη, or λ itself",
                kind: Kind::Choice {
                    options: &["decoupled", "fixed"],
                },
            },
            Hyperparameter {
                name: "correction",
                symbol: "m̂, v̂",
                meaning: "whether the step is corrected for the start of m and v from 0",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter {
                name: "safeguard",
                symbol: "s",
                meaning: "leaves η out of s, so that a warm-up of η does not inflate d",
                kind: Kind::Switch { default: false },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Prodigy with first estimate `d0`, its defaults for the rest.
    ///
    /// # Errors
    /// If `d0` is not positive.
    pub fn new(d0: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Prodigy::SPEC;
        Self::from_settings(&SPEC.settings().with("d0", d0)?)
    }

    /// Prodigy with `settings` of [`Prodigy::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let (beta2, beta3, d0) = (
            settings.real("beta2")?,
            settings.real("beta3")?,
            settings.real("d0")?,
        );
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2,
            beta3: if beta3 == 0.0 { beta2.sqrt() } else { beta3 },
            eps: settings.real("eps")?,
            d0,
            coef: settings.real("coef")?,
            growth: settings.real("growth")?,
            weight_decay: settings.real("weight_decay")?,
            fixed_decay: settings.choice("decay")? == "fixed",
            corrected: settings.switch("correction")?,
            safeguard: settings.switch("safeguard")?,
            settings: settings.clone(),
            d: d0,
            largest: d0,
            t: 0,
            numerator: 0.0,
            m: Vec::new(),
            v: Vec::new(),
            s: Vec::new(),
            origin: Vec::new(),
        })
    }

    /// The estimate d of the distance, which multiplies the learning rate of the next step.
    pub fn distance(&self) -> f64 {
        self.d
    }

    /// The estimate after one that was `found` in this step.
    fn grow(&mut self, found: f64) {
        if !found.is_finite() {
            return;
        }
        if self.d == self.d0 {
            self.d = self.d.max(found);
        }
        self.largest = self.largest.max(found);
        self.d = if self.growth == 0.0 {
            self.largest
        } else {
            self.largest.min(self.d * self.growth)
        };
    }
}

impl Configured for Prodigy {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let lists = [&self.m, &self.v, &self.s, &self.origin];
        lists.into_iter().flatten().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Prodigy {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            (self.m, self.v) = (zeros_like(params), zeros_like(params));
            (self.s, self.origin) = (zeros_like(params), params.to_vec());
        }
        self.t = self.t.saturating_add(1);
        let (beta1, beta2, beta3) = (self.beta1, self.beta2, self.beta3);
        let (d, eps) = (self.d, self.eps);
        let mut rate = d * self.lr;
        if self.corrected {
            rate *= (1.0 - beta2.powi(self.t)).sqrt() / (1.0 - beta1.powi(self.t));
        }
        let entering = d / self.d0 * if self.safeguard { d } else { rate };
        let (mut product, mut size) = (0.0, 0.0);
        for (l, (param, grad)) in params.iter().zip(grads).enumerate() {
            let origin = &self.origin[l];
            product = Zip::from(grad)
                .and(origin)
                .and(param)
                .fold(product, |sum, g, origin, theta| sum + g * (origin - theta));
            let (m, v, s) = (&mut self.m[l], &mut self.v[l], &mut self.s[l]);
            Zip::from(grad)
                .and(m)
                .and(v)
                .and(&mut *s)
                .sweep(|&g, m, v, s| {
                    *m = beta1 * *m + (1.0 - beta1) * d * g;
                    *v = beta2 * *v + (1.0 - beta2) * (d * g) * (d * g);
                    *s = beta3 * *s + entering * g;
                });
            size = s.fold(size, |sum, s| sum + s.abs());
        }
        self.numerator = beta3 * self.numerator + d / self.d0 * rate * product;
        self.grow(self.coef * self.numerator / size);
        let share = if self.fixed_decay { 1.0 } else { rate };
        let (decay, eps) = (self.weight_decay * share, self.d * eps);
        for (l, param) in params.iter_mut().enumerate() {
            Zip::from(param)
                .and(&self.m[l])
                .and(&self.v[l])
                .sweep(|theta, &m, &v| {
                    *theta -= decay * *theta + rate * quotient(m, v.sqrt() + eps);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
