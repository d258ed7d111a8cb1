//! What the methods share that estimate the distance to the minimizer: d₀, its growth, and the guard.

use descent::{Hyperparameter, Kind, Range};

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

pub(crate) const DECAY: Hyperparameter = Hyperparameter::real(
    "weight_decay",
    "λ",
    0.0,
    Range::NON_NEGATIVE,
    "weight decay",
);

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
