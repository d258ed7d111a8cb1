//! Momentum: the gradient replaced by a leaky sum of past gradients.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// m ← βm + (1 − d)g, θ ← θ − ηm: equation `momentum:heavy-ball`, with dampening d.
///
/// d = 0 is the sum form, d = β the average (EMA) form. One number of state per parameter.
/// Polyak 1964.
#[derive(Debug, Clone)]
pub struct Momentum {
    settings: Settings,
    lr: f64,
    beta: f64,
    dampening: f64,
    weight_decay: f64,
    lr_inside: bool,
    first_undamped: bool,
    m: Vec<Tensor>,
}

impl Momentum {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "momentum",
        chapter: "momentum",
        equation: "momentum:heavy-ball",
        source: "Polyak 1964",
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
                "multiplies new gradients by 1 − d; d = β is the average form",
            ),
            Hyperparameter {
                name: "first",
                symbol: "m₁",
                meaning: "m₁ is (1 − d)g₁, from zero, or the undamped g₁, as PyTorch has it",
                kind: Kind::Choice {
                    options: &["zero", "gradient"],
                },
            },
            Hyperparameter {
                name: "lr_place",
                symbol: "η",
                meaning: "η multiplies the sum, or each gradient as it enters the sum",
                kind: Kind::Choice {
                    options: &["outside", "inside"],
                },
            },
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The sum form, m ← βm + g, with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta)?)
    }

    /// The average form, m ← βm + (1 − β)g, with learning rate η = `lr`.
    ///
    /// # Errors
    /// As [`Momentum::new`].
    pub fn ema(lr: f64, beta: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta)?.with("dampening", beta)?)
    }

    /// The sum form with η inside, m ← βm + ηg, θ ← θ − m.
    ///
    /// # Errors
    /// As [`Momentum::new`].
    pub fn lr_inside(lr: f64, beta: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta)?.with("lr_place", "inside")?)
    }

    /// Momentum with `settings` of [`Momentum::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            dampening: settings.real("dampening")?,
            weight_decay: settings.real("weight_decay")?,
            lr_inside: settings.choice("lr_place")? == "inside",
            first_undamped: settings.choice("first")? == "gradient",
            settings: settings.clone(),
            m: Vec::new(),
        })
    }

    /// The leaky sum m, empty before the first step.
    pub fn sum(&self) -> &[Tensor] {
        &self.m
    }

    fn settings_with(lr: f64, beta: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = Momentum::SPEC;
        SPEC.settings().with("lr", lr)?.with("beta", beta)
    }
}

impl Configured for Momentum {
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

impl Optimizer for Momentum {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        let mut weight = 1.0 - self.dampening;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            if self.first_undamped {
                weight = 1.0;
            }
        }
        let (inside, outside) = if self.lr_inside {
            (self.lr, 1.0)
        } else {
            (1.0, self.lr)
        };
        let (beta, lambda) = (self.beta, self.weight_decay);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                *m = beta * *m + inside * weight * (g + lambda * *theta);
                *theta -= outside * *m;
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
