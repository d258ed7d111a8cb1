//! What the optimizers of the family share: hyperparameters, the ε, and weight decay.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

/// The learning rate with the paper's value as default.
pub(crate) const fn lr(default: f64) -> Hyperparameter {
    Hyperparameter::real("lr", "η", default, Range::NON_NEGATIVE, "learning rate")
}

/// The decay of the mean gradient.
pub(crate) const fn beta1(default: f64) -> Hyperparameter {
    let meaning = "decay of the mean gradient";
    Hyperparameter::real("beta1", "β₁", default, Range::DECAY, meaning)
}

/// The decay of the mean square.
pub(crate) const fn beta2(default: f64) -> Hyperparameter {
    let meaning = "decay of the mean square";
    Hyperparameter::real("beta2", "β₂", default, Range::DECAY, meaning)
}

/// ε, added to the root in the denominator.
pub(crate) const fn eps(default: f64) -> Hyperparameter {
    let meaning = "added to the root in the denominator";
    Hyperparameter::real("eps", "ε", default, Range::NON_NEGATIVE, meaning)
}

/// ε′, added inside the root.
pub(crate) const EPS_ROOT: Hyperparameter = Hyperparameter::real(
    "eps_root",
    "ε′",
    0.0,
    Range::NON_NEGATIVE,
    "added to the second moment inside the root",
);

/// Where ε and ε′ go, first the corrected moment.
pub(crate) const EPS_CORRECTED: Hyperparameter = eps_place(&["corrected", "uncorrected"]);

/// Where ε and ε′ go, first the uncorrected moment, as the authors' code has it.
pub(crate) const EPS_UNCORRECTED: Hyperparameter = eps_place(&["uncorrected", "corrected"]);

const fn eps_place(options: &'static [&'static str]) -> Hyperparameter {
    Hyperparameter {
        name: "eps_place",
        symbol: "ε",
        meaning: "ε and ε′ are added to the corrected second moment, or before its correction",
        kind: Kind::Choice { options },
    }
}

/// The coefficient of the weight decay.
pub(crate) const WEIGHT_DECAY: Hyperparameter = Hyperparameter::real(
    "weight_decay",
    "λ",
    0.0,
    Range::NON_NEGATIVE,
    "weight decay",
);

/// Which weight decay.
pub(crate) const DECAY: Hyperparameter = Hyperparameter {
    name: "decay",
    symbol: "λθ",
    meaning: "λθ is added to the gradient (L2), or θ is multiplied by 1 − ηλ beside the step",
    kind: Kind::Choice {
        options: &["l2", "decoupled"],
    },
};

/// 1 − βᵗ, the sum of the weights in a leaky mean of t numbers.
pub(crate) fn weight(beta: f64, t: i32) -> f64 {
    1.0 - beta.powi(t)
}

/// βa + (1 − β)x, the next leaky mean; where β is 0 or 1, what has no weight is not looked at, as
/// it may have overflowed.
pub(crate) fn leaky(beta: f64, a: f64, x: f64) -> f64 {
    if beta == 0.0 {
        x
    } else if beta == 1.0 {
        a
    } else {
        beta * a + (1.0 - beta) * x
    }
}

/// m/d, and 0 where d = 0: an entry that has no scale does not move.
pub(crate) fn ratio(m: f64, d: f64) -> f64 {
    if d == 0.0 { 0.0 } else { m / d }
}

/// `x` rounded to 32 bits.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn single(x: f64) -> f64 {
    f64::from(x as f32)
}

/// How ε enters the root of a second moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Epsilon {
    outside: f64,
    inside: f64,
    before: bool,
}

impl Epsilon {
    /// What `eps`, `eps_root` and `eps_place` of `settings` say.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            outside: settings.real("eps")?,
            inside: settings.real("eps_root")?,
            before: settings.choice("eps_place")? == "uncorrected",
        })
    }

    /// √(v/w + ε′) + ε, the root of a leaky mean v whose weights sum to w; or
    /// (√(v + ε′) + ε)/√w, where ε comes before the correction.
    pub(crate) fn root(self, v: f64, w: f64) -> f64 {
        if self.before {
            ((v + self.inside).sqrt() + self.outside) / w.sqrt()
        } else {
            (v / w + self.inside).sqrt() + self.outside
        }
    }
}

/// Weight decay of either kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decay {
    lambda: f64,
    decoupled: bool,
}

impl Decay {
    /// What `weight_decay` and `decay` of `settings` say.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lambda: settings.real("weight_decay")?,
            decoupled: settings.choice("decay")? != "l2",
        })
    }

    /// What multiplies θ beside the step, and the multiple of θ that is added to the gradient.
    pub(crate) fn factors(self, lr: f64) -> (f64, f64) {
        if self.decoupled {
            (1.0 - lr * self.lambda, 0.0)
        } else {
            (1.0, self.lambda)
        }
    }
}

/// [`descent::Configured`] for an optimizer with `settings`, `lr` and the named buffers.
macro_rules! configured {
    ($optimizer:ty: $($buffer:ident),+) => {
        impl descent::Configured for $optimizer {
            fn settings(&self) -> Settings {
                self.settings.clone()
            }

            fn state_len(&self) -> usize {
                [$(&self.$buffer),+].into_iter().flatten().map(Tensor::len).sum()
            }

            fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
                self.settings.set("lr", lr)?;
                self.lr = lr;
                Ok(())
            }
        }
    };
}

pub(crate) use configured;
