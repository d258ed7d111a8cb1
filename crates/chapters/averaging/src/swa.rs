//! SWA: the average of points that a cyclic learning rate visits.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step,
};

use crate::average::{move_towards, or_params};
use crate::inner::{BETA, BETA1, BETA2, EPS, EPS_ROOT, INNER, Inner, NESTEROV};

/// θ̄ ← (nθ̄ + θ)/(n + 1) at the end of every cycle of the rate: equation `averaging:swa`.
///
/// Within a cycle of c steps the rate falls linearly to rη; r = 1 keeps it constant. The optimizer
/// moves θ; θ̄ is [`Swa::average`]. One number of state per parameter besides the inner
/// optimizer's. Izmailov et al. 2018.
#[derive(Debug, Clone)]
pub struct Swa {
    settings: Settings,
    lr: f64,
    low: f64,
    period: u64,
    average_from: u64,
    steps: u64,
    inner: Inner,
    average: Vec<Tensor>,
}

impl Swa {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "swa",
        chapter: "averaging",
        equation: "averaging:swa",
        source: "Izmailov et al. 2018",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "low",
                "r",
                1.0,
                Range::FRACTION,
                "the rate falls to rη within a cycle; 1: constant",
            ),
            Hyperparameter {
                name: "period",
                symbol: "c",
                meaning: "steps in a cycle of the rate; its last point enters the average",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "average_from",
                symbol: "t₀",
                meaning: "the first cycle begins, and the average starts, after so many steps",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            INNER,
            BETA,
            NESTEROV,
            BETA1,
            BETA2,
            EPS,
            EPS_ROOT,
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Gradient descent whose rate falls from η = `lr` to `low`·η in cycles of `period` steps.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), `low` not in [0, 1] or `period` is 0.
    pub fn new(lr: f64, low: f64, period: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Swa::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("low", low)?;
        Self::from_settings(&settings.with("period", period)?)
    }

    /// SWA with `settings` of [`Swa::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            low: settings.real("low")?,
            period: settings.integer("period")?,
            average_from: settings.integer("average_from")?,
            inner: Inner::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            average: Vec::new(),
        })
    }

    /// The average θ̄, at which to evaluate; where the optimizer stands before it starts.
    pub fn average<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.average, params)
    }
}

impl Configured for Swa {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.inner.state_len() + self.average.iter().map(Tensor::len).sum::<usize>()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.average.is_empty()).then_some(&self.average)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Swa {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.average)?;
        if self.average.is_empty() {
            self.average = params.to_vec();
        }
        self.steps += 1;
        // i = 1, 2, … counts the steps of the cycles; before them the rate is η.
        let i = self.steps.saturating_sub(self.average_from);
        let cycles = i / self.period;
        let (into, length) = (i % self.period, self.period as f64);
        let way = match (i, into) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            _ => into as f64 / length,
        };
        let lr = self.lr * (1.0 - way * (1.0 - self.low));
        self.inner.step(lr, params, grads);
        if i == 0 {
            move_towards(&mut self.average, params, 1.0);
        } else if into == 0 {
            // The point where the cycles began counts as the first.
            move_towards(&mut self.average, params, 1.0 / (cycles + 1) as f64);
        }
        Ok(())
    }
    // ANCHOR_END: step
}
