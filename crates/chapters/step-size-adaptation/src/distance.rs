//! What the methods share that estimate the distance to the minimizer: d₀, its growth, and the guard.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

pub(crate) const LR: Hyperparameter = Hyperparameter::real(
    "lr",
    "η",
    1.0,
    Range::NON_NEGATIVE,
    "factor of the step that the method finds",
);

pub(crate) const D0: Hyperparameter = Hyperparameter::real(
    "d0",
    "d₀",
    1e-6,
    Range::POSITIVE,
    "first estimate of the distance to the minimizer",
);

pub(crate) const GROWTH: Hyperparameter = Hyperparameter::real(
    "growth",
    "ρ",
    0.0,
    Range::NON_NEGATIVE,
    "largest factor by which d grows in a step; 0 for no limit",
);

pub(crate) const DECOUPLED: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λ",
    meaning: "shrinks θ by the share λ of the step size, by λ itself, or adds λθ to the gradient",
    kind: Kind::Choice {
        options: &["decoupled", "fixed", "gradient"],
    },
};

pub(crate) const COUPLED: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λ",
    meaning: "adds λθ to the gradient, or shrinks θ by the share λ of the step size, or by λ itself",
    kind: Kind::Choice {
        options: &["gradient", "decoupled", "fixed"],
    },
};

pub(crate) const DECAY: Hyperparameter = Hyperparameter::real(
    "weight_decay",
    "λ",
    0.0,
    Range::NON_NEGATIVE,
    "weight decay",
);

/// Where weight decay acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decay {
    Gradient,
    Decoupled,
    Fixed,
}

impl Decay {
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(match settings.choice("decay")? {
            "gradient" => Self::Gradient,
            "fixed" => Self::Fixed,
            _ => Self::Decoupled,
        })
    }

    /// The factor of θ that is added to the gradient, and the share of θ that is taken from θ.
    pub(crate) fn split(self, lambda: f64, rate: f64) -> (f64, f64) {
        match self {
            Self::Gradient => (lambda, 0.0),
            Self::Decoupled => (0.0, lambda * rate),
            Self::Fixed => (0.0, lambda),
        }
    }
}

/// The estimate after `d`: the larger of d and `found`, which may exceed d by the factor `growth`.
/// An estimate that is no number, as 0/0 or ∞/∞ would be, is none.
pub(crate) fn grown(d: f64, found: f64, growth: f64) -> f64 {
    if !found.is_finite() {
        return d;
    }
    let limit = if growth == 0.0 {
        f64::INFINITY
    } else {
        d * growth
    };
    d.max(found.min(limit))
}
