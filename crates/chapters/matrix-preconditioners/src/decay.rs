//! Weight decay, decoupled or through the gradient.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

/// λ, off by default.
pub(crate) const WEIGHT_DECAY: Hyperparameter = Hyperparameter::real(
    "weight_decay",
    "λ",
    0.0,
    Range::NON_NEGATIVE,
    "weight decay, of the kind that `decay` says",
);

/// How λ acts.
pub(crate) const DECAY: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λ",
    meaning: "θ shrinks by 1 − ηλ, or λθ is added to the gradient, or θ shrinks by 1 − λ",
    kind: Kind::Choice {
        options: &["decoupled", "gradient", "fixed"],
    },
};

/// Weight decay of one of the three kinds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay {
    lambda: f64,
    kind: DecayKind,
}

#[derive(Debug, Clone, Copy)]
enum DecayKind {
    Decoupled,
    Gradient,
    Fixed,
}

impl Decay {
    /// As the settings `weight_decay` and `decay` say.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        let kind = match settings.choice("decay")? {
            "gradient" => DecayKind::Gradient,
            "fixed" => DecayKind::Fixed,
            _ => DecayKind::Decoupled,
        };
        let lambda = settings.real("weight_decay")?;
        Ok(Self { lambda, kind })
    }

    /// By what θ is multiplied, and what multiplies θ in the gradient.
    pub(crate) fn at(self, lr: f64) -> (f64, f64) {
        match self.kind {
            DecayKind::Decoupled => (1.0 - lr * self.lambda, 0.0),
            DecayKind::Gradient => (1.0, self.lambda),
            DecayKind::Fixed => (1.0 - self.lambda, 0.0),
        }
    }
}
