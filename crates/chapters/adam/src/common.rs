//! The hyperparameters that the chapter's optimizers share.

use descent::{Hyperparameter, Kind, Range};

/// η, with Adam's default.
pub(crate) const LR: Hyperparameter = lr(0.001);

/// η, with a paper's default.
pub(crate) const fn lr(default: f64) -> Hyperparameter {
    Hyperparameter::real("lr", "η", default, Range::NON_NEGATIVE, "learning rate")
}

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
pub(crate) const EPS: Hyperparameter = eps(1e-8);

/// ε outside the root, with another default.
pub(crate) const fn eps(default: f64) -> Hyperparameter {
    let meaning = "added to the root in the denominator";
    Hyperparameter::real("eps", "ε", default, Range::NON_NEGATIVE, meaning)
}

/// The constant inside the root.
pub(crate) const EPS_ROOT: Hyperparameter = Hyperparameter::real(
    "eps_root",
    "ε′",
    0.0,
    Range::NON_NEGATIVE,
    "added to the second moment inside the root",
);

/// Whether ε comes after the correction of the second moment, or before.
pub(crate) const fn eps_place(options: &'static [&'static str]) -> Hyperparameter {
    Hyperparameter {
        name: "eps_place",
        symbol: "ε",
        meaning: "added to the corrected second moment's root, or before its correction",
        kind: Kind::Choice { options },
    }
}

/// Which moments are corrected.
pub(crate) const BIAS_CORRECTION: Hyperparameter = Hyperparameter {
    name: "bias_correction",
    symbol: "1 − βᵗ",
    meaning: "which moments are divided by 1 − βᵗ",
    kind: Kind::Choice {
        options: &["both", "none", "first", "second"],
    },
};
