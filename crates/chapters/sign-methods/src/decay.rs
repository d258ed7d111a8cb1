//! Weight decay, in the three places where libraries put it.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

/// How weight decay λ acts: its part of θ ← keep·θ − η sign(… g + l2·θ …).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay {
    lambda: f64,
    place: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Decoupled,
    L2,
    Fixed,
}

impl Decay {
    /// The strength λ, off by default.
    pub(crate) const LAMBDA: Hyperparameter = Self::lambda(0.0);

    /// Which of the three it is.
    pub(crate) const PLACE: Hyperparameter = Hyperparameter {
        name: "decay",
        symbol: "λ",
        meaning: "θ shrinks by ηλθ, or λθ enters the gradient, or θ shrinks by λθ whatever η is",
        kind: Kind::Choice {
            options: &["decoupled", "l2", "fixed"],
        },
    };

    /// The strength λ with another default.
    pub(crate) const fn lambda(default: f64) -> Hyperparameter {
        Hyperparameter::real(
            "weight_decay",
            "λ",
            default,
            Range::NON_NEGATIVE,
            "pull towards 0; `decay` says where it acts",
        )
    }

    /// What `settings` say of it.
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lambda: settings.real("weight_decay")?,
            place: match settings.choice("decay")? {
                "l2" => Place::L2,
                "fixed" => Place::Fixed,
                _ => Place::Decoupled,
            },
        })
    }

    /// keep and l2 at the learning rate `eta`.
    pub(crate) fn at(self, eta: f64) -> (f64, f64) {
        match self.place {
            Place::Decoupled => (1.0 - eta * self.lambda, 0.0),
            Place::L2 => (1.0, self.lambda),
            Place::Fixed => (1.0 - self.lambda, 0.0),
        }
    }
}
