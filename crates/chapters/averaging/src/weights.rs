//! The weights of Schedule-Free's average, and its warmup.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

pub(crate) const BETA: Hyperparameter = Hyperparameter::real(
    "beta",
    "β",
    0.9,
    Range::FRACTION,
    "the gradient is taken at (1 − β)z + βx",
);

pub(crate) const WARMUP: Hyperparameter = Hyperparameter {
    name: "warmup",
    symbol: "W",
    meaning: "the rate grows linearly over the first W steps",
    kind: Kind::Integer { default: 0, min: 0 },
};

pub(crate) const POWER: Hyperparameter = Hyperparameter::real(
    "power",
    "r",
    0.0,
    Range::NON_NEGATIVE,
    "z_t has a weight proportional to tʳ in the average",
);

pub(crate) const LR_POWER: Hyperparameter = Hyperparameter::real(
    "lr_power",
    "p",
    2.0,
    Range::NON_NEGATIVE,
    "and to the p-th power of the largest rate so far",
);

/// c_t = w_t/(w₁ + … + w_t) with w_t = tʳ(max_{s≤t} η_s)^p: equation `averaging:schedule-free`.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    warmup: u64,
    power: f64,
    lr_power: f64,
    steps: u64,
    largest: f64,
    total: f64,
}

impl Weights {
    /// What `warmup`, `power` and `lr_power` of `settings` say.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            warmup: settings.integer("warmup")?,
            power: settings.real("power")?,
            lr_power: settings.real("lr_power")?,
            steps: 0,
            largest: 0.0,
            total: 0.0,
        })
    }

    /// The rate η_t of the next step and the share c_t of its z in the average; `lr` is η.
    pub(crate) fn next(&mut self, lr: f64) -> (f64, f64) {
        self.steps += 1;
        let t = self.steps as f64;
        let lr = if self.steps < self.warmup {
            lr * t / self.warmup as f64
        } else {
            lr
        };
        self.largest = self.largest.max(lr);
        let weight = t.powf(self.power) * self.largest.powf(self.lr_power);
        self.total += weight;
        let share = if self.total > 0.0 {
            weight / self.total
        } else {
            0.0
        };
        (lr, share)
    }

    /// t, the number of steps so far.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }
}
