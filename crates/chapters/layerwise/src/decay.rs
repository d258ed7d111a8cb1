//! Weight decay of LAMB and NovoGrad, in the three places where libraries put it.

use descent::{Hyperparameter, Kind, SettingError, Settings};

/// Where weight decay λ acts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decay {
    Inside,
    Decoupled,
    Fixed,
}

impl Decay {
    /// Which of the three it is; the first is the papers'.
    pub(crate) const PLACE: Hyperparameter = Hyperparameter {
        name: "decay",
        symbol: "λ",
        meaning: "λθ is added beside the normalized gradient, or first θ shrinks by ηλθ, or by λθ",
        kind: Kind::Choice {
            options: &["inside", "decoupled", "fixed"],
        },
    };

    /// What `settings` say of it.
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(match settings.choice("decay")? {
            "decoupled" => Self::Decoupled,
            "fixed" => Self::Fixed,
            _ => Self::Inside,
        })
    }

    /// What is left of θ before the step, and λ beside the normalized gradient.
    pub(crate) fn at(self, eta: f64, lambda: f64) -> (f64, f64) {
        match self {
            Self::Inside => (1.0, lambda),
            Self::Decoupled => (1.0 - eta * lambda, 0.0),
            Self::Fixed => (1.0 - lambda, 0.0),
        }
    }
}
