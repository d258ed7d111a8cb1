//! Where weight decay acts: the one choice that all optimizers of the chapter share.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

/// The learning rate with Adam's default.
pub(crate) const LR: Hyperparameter =
    Hyperparameter::real("lr", "η", 0.001, Range::NON_NEGATIVE, "learning rate");

/// The decay factor of the first moment.
pub(crate) const BETA1: Hyperparameter = Hyperparameter::real(
    "beta1",
    "β₁",
    0.9,
    Range::DECAY,
    "decay of the mean gradient",
);

/// The decay factor of the second moment.
pub(crate) const BETA2: Hyperparameter = Hyperparameter::real(
    "beta2",
    "β₂",
    0.999,
    Range::DECAY,
    "decay of the mean square",
);

/// The constant ε outside the root.
pub(crate) const EPS: Hyperparameter = Hyperparameter::real(
    "eps",
    "ε",
    1e-8,
    Range::NON_NEGATIVE,
    "added to the root in the denominator",
);

/// The coefficient λ, with the default `default`.
pub(crate) const fn weight_decay(default: f64) -> Hyperparameter {
    Hyperparameter::real(
        "weight_decay",
        "λ",
        default,
        Range::NON_NEGATIVE,
        "weight decay",
    )
}

/// What multiplies λ, or that λθ goes into the gradient.
pub(crate) const DECAY: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λ",
    meaning: "θ shrinks by 1 − ηλ (PyTorch, Optax), by 1 − λη/η₀ with η₀ the rate it was built \
              with (the paper), or by 1 − λ; or λθ is added to the gradient (L2)",
    kind: Kind::Choice {
        options: &["learning-rate", "schedule", "fixed", "gradient"],
    },
};

#[derive(Debug, Clone, Copy)]
enum Place {
    LearningRate,
    /// 1/η₀.
    Schedule(f64),
    Fixed,
    Gradient,
}

/// λ and where it acts: equation `weight-decay:conventions`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay {
    lambda: f64,
    place: Place,
}

/// What one step does with θ before the gradient moves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shrink {
    /// θ is multiplied by this.
    pub(crate) keep: f64,
    /// This times θ is added to the gradient.
    pub(crate) l2: f64,
}

impl Decay {
    /// What `weight_decay`, `decay` and `lr` of `settings` say.
    ///
    /// # Errors
    /// If the decay follows the schedule η/η₀ and η₀ is 0.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        let place = match settings.choice("decay")? {
            "schedule" => {
                let base = settings.real("lr")?;
                if base == 0.0 {
                    return Err(SettingError::Conflict {
                        optimizer: settings.spec().name,
                        what: "decay = schedule divides by the first learning rate η₀, so lr \
                               must not be 0"
                            .to_owned(),
                    });
                }
                Place::Schedule(base.recip())
            }
            "fixed" => Place::Fixed,
            "gradient" => Place::Gradient,
            _ => Place::LearningRate,
        };
        let lambda = settings.real("weight_decay")?;
        Ok(Self { lambda, place })
    }

    // ANCHOR: shrink
    /// The two factors of a step with learning rate η = `lr`.
    pub(crate) fn at(self, lr: f64) -> Shrink {
        let lambda = self.lambda;
        let (keep, l2) = match self.place {
            Place::LearningRate => (1.0 - lr * lambda, 0.0),
            Place::Schedule(per_base) => (1.0 - lr * per_base * lambda, 0.0),
            Place::Fixed => (1.0 - lambda, 0.0),
            Place::Gradient => (1.0, lambda),
        };
        Shrink { keep, l2 }
    }
    // ANCHOR_END: shrink

    /// The same with λ multiplied by `factor`.
    pub(crate) fn times(self, factor: f64) -> Self {
        Self {
            lambda: self.lambda * factor,
            ..self
        }
    }
}

/// 1/(1 − βᵗ), what a leaky mean of t numbers that started from zero is multiplied by.
pub(crate) fn correction(beta: f64, steps: u64) -> f64 {
    1.0 / (1.0 - beta.powf(steps as f64))
}

/// m/d, and 0 where d = 0: an entry that has no scale does not move.
pub(crate) fn ratio(m: f64, d: f64) -> f64 {
    if d == 0.0 { 0.0 } else { m / d }
}

/// −1, 0 or 1; unlike `f64::signum`, 0 for 0.
pub(crate) fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
