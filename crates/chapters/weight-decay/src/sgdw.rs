//! SGDW: heavy ball whose weight decay does not pass through the buffer.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{DECAY, Decay, Shrink, weight_decay};

/// m ← βm + (1 − d)g, θ ← (1 − ηλ)θ − ηm: equation `weight-decay:sgdw`.
///
/// With `decay = "gradient"` λθ joins the gradient, which is heavy ball with L2. One number of state
/// per parameter. Loshchilov & Hutter 2019.
#[derive(Debug, Clone)]
pub struct SgdW {
    settings: Settings,
    lr: f64,
    beta: f64,
    dampening: f64,
    nesterov: bool,
    lr_inside: bool,
    first_undamped: bool,
    decay: Decay,
    m: Vec<Tensor>,
}

impl SgdW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sgdw",
        chapter: "weight-decay",
        equation: "weight-decay:sgdw",
        source: "Loshchilov & Hutter 2019",
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
                name: "first",
                symbol: "m₁",
                meaning: "m₁ is (1 − d)g₁, from zero, or the undamped g₁",
                kind: Kind::Choice {
                    options: &["zero", "gradient"],
                },
            },
            Hyperparameter {
                name: "lr_place",
                symbol: "η",
                meaning: "η multiplies the sum, or each gradient as it enters the sum (the paper)",
                kind: Kind::Choice {
                    options: &["outside", "inside"],
                },
            },
            Hyperparameter {
                name: "nesterov",
                symbol: "g + βm",
                meaning: "step along g + βm instead of m",
                kind: Kind::Switch { default: false },
            },
            weight_decay(0.01),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// SGDW with η = `lr`, β = `beta` and λ = `weight_decay`.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞), or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = SgdW::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("beta", beta)?;
        Self::from_settings(&settings.with("weight_decay", weight_decay)?)
    }

    /// The optimizer with `settings` of [`SgdW::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set, or is 0 and the decay follows the schedule.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            dampening: settings.real("dampening")?,
            nesterov: settings.switch("nesterov")?,
            lr_inside: settings.choice("lr_place")? == "inside",
            first_undamped: settings.choice("first")? == "gradient",
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            m: Vec::new(),
        })
    }
}

impl Configured for SgdW {
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

impl Optimizer for SgdW {
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
        let (beta, nesterov) = (self.beta, self.nesterov);
        let Shrink { keep, l2 } = self.decay.at(self.lr);
        for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                let g = inside * (g + l2 * *theta);
                *m = beta * *m + weight * g;
                let direction = if nesterov { g + beta * *m } else { *m };
                *theta = keep * *theta - outside * direction;
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
