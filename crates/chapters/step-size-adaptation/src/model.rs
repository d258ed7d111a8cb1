//! The truncated linear model of MoMo and the step size that solves it.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

use crate::sums::quotient;

pub(crate) const LOWER_BOUND: Hyperparameter = Hyperparameter::real(
    "lower_bound",
    "f*",
    0.0,
    Range::new(f64::NEG_INFINITY, false, f64::INFINITY, false),
    "a lower bound of the loss",
);

pub(crate) const ADAPT: Hyperparameter = Hyperparameter {
    name: "adapt_lower_bound",
    symbol: "f*",
    meaning: "whether the lower bound is estimated from the run",
    kind: Kind::Switch { default: false },
};

pub(crate) const WEIGHT_DECAY: Hyperparameter = Hyperparameter::real(
    "weight_decay",
    "λ",
    0.0,
    Range::NON_NEGATIVE,
    "coefficient of ½λ‖θ‖² in the model",
);

pub(crate) const DECAY: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λ",
    meaning: "the whole step is divided by 1 + ηλ, or θ alone, as Optax has it",
    kind: Kind::Choice {
        options: &["proximal", "outside"],
    },
};

pub(crate) const FLOOR: Hyperparameter = Hyperparameter::real(
    "floor",
    "δ",
    0.0,
    Range::NON_NEGATIVE,
    "no step where the norm's square is at most δ",
);

/// What MoMo and MoMo-Adam share: the settings of the model, and its solution.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) lr: f64,
    least: f64,
    adapt: bool,
    weight_decay: f64,
    proximal: bool,
    floor: f64,
    /// The lower bound in force.
    pub(crate) bound: f64,
    /// The factor of the last step.
    pub(crate) tau: f64,
}

impl Model {
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let least = settings.real("lower_bound")?;
        Ok(Self {
            lr: settings.real("lr")?,
            least,
            adapt: settings.switch("adapt_lower_bound")?,
            weight_decay: settings.real("weight_decay")?,
            proximal: settings.choice("decay")? == "proximal",
            floor: settings.real("floor")?,
            bound: least,
            tau: 0.0,
        })
    }

    // ANCHOR: step
    /// What is kept of θ, and the factor of m.
    ///
    /// `offset` is f̄ − γ, `product` m·θ, `square` ‖m‖² in the model's norm; `weight` is how much
    /// of an average the sums hold, 1 − βᵗ from zero.
    pub(crate) fn step(
        &mut self,
        offset: f64,
        product: f64,
        square: f64,
        weight: f64,
    ) -> (f64, f64) {
        let growth = 1.0 + self.lr * self.weight_decay;
        let height = growth * offset + product;
        if self.adapt && height < growth * weight * self.bound {
            self.bound = (height / (2.0 * weight * growth)).max(self.least);
        }
        let above = (height - growth * weight * self.bound).max(0.0);
        let exact = if square <= self.floor {
            0.0
        } else {
            quotient(above, square)
        };
        self.tau = exact.min(self.lr / weight);
        if self.adapt {
            let reached = offset + product - 0.5 * self.tau * square;
            self.bound = (reached / weight).max(self.least);
        }
        let along = if self.proximal { growth } else { 1.0 };
        (1.0 / growth, self.tau / along)
    }
    // ANCHOR_END: step
}
