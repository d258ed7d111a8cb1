//! D-Adaptation for SGD: the step size from a lower bound of the distance to the minimizer.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::distance::{COUPLED, D0, DECAY, Decay, GROWTH, LR, grown};
use crate::sums::norm;

/// s ← s + (dη/‖g₁‖)g, θ ← βθ + (1 − β)(θ₀ − s), d from s: equation
/// `step-size-adaptation:dadapt-sgd`.
///
/// Two numbers of state per parameter: s and θ₀. While all gradients were 0 it takes no step.
/// Defazio & Mishchenko 2023.
#[derive(Debug, Clone)]
pub struct DAdaptSgd {
    settings: Settings,
    lr: f64,
    beta: f64,
    d: f64,
    coef: f64,
    growth: f64,
    weight_decay: f64,
    decay: Decay,
    single: bool,
    first_norm: f64,
    numerator: f64,
    s: Vec<Tensor>,
    origin: Vec<Tensor>,
}

impl DAdaptSgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "dadapt-sgd",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:dadapt-sgd",
        source: "Defazio & Mishchenko 2023",
        hyperparameters: &[
            LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "weight of θ in its mean with θ₀ − s",
            ),
            D0,
            Hyperparameter::real(
                "coef",
                "c",
                2.0,
                Range::POSITIVE,
                "factor of the estimate: 2 as programs have it, 1 for the bound that is proved",
            ),
            GROWTH,
            DECAY,
            COUPLED,
            Hyperparameter {
                name: "norm",
                symbol: "‖g₁‖",
                meaning: "‖g₁‖ with the precision of everything else, or rounded to 32 bits",
                kind: Kind::Choice {
                    options: &["double", "single"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// D-Adaptation with first estimate `d0`, averaging β = `beta` and factor c = `coef`.
    ///
    /// # Errors
    /// If `d0` or `coef` is not positive or `beta` not in [0, 1).
    pub fn new(d0: f64, beta: f64, coef: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = DAdaptSgd::SPEC;
        let settings = SPEC.settings().with("d0", d0)?.with("beta", beta)?;
        Self::from_settings(&settings.with("coef", coef)?)
    }

    /// D-Adaptation with `settings` of [`DAdaptSgd::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            d: settings.real("d0")?,
            coef: settings.real("coef")?,
            growth: settings.real("growth")?,
            weight_decay: settings.real("weight_decay")?,
            decay: Decay::from_settings(settings)?,
            single: settings.choice("norm")? == "single",
            settings: settings.clone(),
            first_norm: 0.0,
            numerator: 0.0,
            s: Vec::new(),
            origin: Vec::new(),
        })
    }

    /// The estimate d of the distance from θ₀ to the minimizer.
    pub fn distance(&self) -> f64 {
        self.d
    }
}

impl Configured for DAdaptSgd {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.s.iter().chain(&self.origin).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for DAdaptSgd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.s)?;
        if self.s.is_empty() {
            (self.s, self.origin) = (zeros_like(params), params.to_vec());
        }
        if self.first_norm == 0.0 {
            self.first_norm = norm(grads);
            if self.single {
                self.first_norm = rounded(self.first_norm);
            }
            if self.first_norm == 0.0 {
                return Ok(());
            }
        }
        let weight = self.d * self.lr / self.first_norm;
        let (lambda, decay) = self.decay.split(self.weight_decay, weight);
        let (kept, beta) = (self.beta * (1.0 - decay), self.beta);
        let mut square = 0.0;
        for ((param, grad), s) in params.iter().zip(grads).zip(&self.s) {
            let both = Zip::from(param).and(grad).and(s);
            (self.numerator, square) = both.fold(
                (self.numerator, square),
                |(product, square), theta, g, s| {
                    let g = weight * (g + lambda * theta);
                    (product + g * s, square + (s + g).powi(2))
                },
            );
        }
        let found = self.coef * self.numerator / square.sqrt();
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            Zip::from(param)
                .and(grad)
                .and(&mut self.s[l])
                .and(&self.origin[l])
                .sweep(|theta, &g, s, &origin| {
                    *s += weight * (g + lambda * *theta);
                    *theta = kept * *theta + (1.0 - beta) * (origin - *s);
                });
        }
        if self.lr > 0.0 {
            self.d = grown(self.d, found, self.growth);
        }
        Ok(())
    }
    // ANCHOR_END: step
}

/// As pytorch_optimizer has it: squared and added in 32 bits.
#[allow(clippy::cast_possible_truncation)]
fn rounded(norm: f64) -> f64 {
    let norm = norm as f32;
    f64::from((norm * norm).sqrt())
}
