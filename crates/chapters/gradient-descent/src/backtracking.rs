//! Gradient descent that finds its learning rate by trial: Armijo's rule.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

/// θ ← θ − ηg with the first η of η₀, η₀ρ, η₀ρ², … for which f falls by cη‖g‖² at least: equation
/// `gradient-descent:backtracking`.
///
/// It asks the objective for values and for the gradient. Two numbers per parameter: the trial
/// point and the gradient. Armijo 1966.
#[derive(Debug, Clone)]
pub struct Backtracking {
    settings: Settings,
    lr: f64,
    c: f64,
    shrink: f64,
    accepted: Option<f64>,
    trial: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl Backtracking {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "backtracking",
        chapter: "gradient-descent",
        equation: "gradient-descent:backtracking",
        source: "Armijo 1966",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "c",
                "c",
                0.5,
                Range::new(0.0, false, 1.0, false),
                "share of the slope's promise cη‖g‖² that f must keep",
            ),
            Hyperparameter::real(
                "shrink",
                "ρ",
                0.5,
                Range::new(0.0, false, 1.0, false),
                "factor by which η falls after a trial that failed",
            ),
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// η below this share of η₀ is not tried: the step is then lost in rounding.
    const SMALLEST: f64 = 1e-20;

    /// Backtracking with the first trial η₀ = `lr` at every step.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), or `c` or `shrink` not in (0, 1).
    pub fn new(lr: f64, c: f64, shrink: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Backtracking::SPEC;
        let settings = SPEC.settings().with("lr", lr)?;
        Self::from_settings(&settings.with("c", c)?.with("shrink", shrink)?)
    }

    /// Backtracking with `settings` of [`Backtracking::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            c: settings.real("c")?,
            shrink: settings.real("shrink")?,
            settings: settings.clone(),
            accepted: None,
            trial: Vec::new(),
            grads: Vec::new(),
        })
    }

    /// The η of the last step; `None` before the first, and where no trial passed.
    pub fn accepted(&self) -> Option<f64> {
        self.accepted
    }
}

impl Configured for Backtracking {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        [&self.trial, &self.grads]
            .into_iter()
            .flatten()
            .map(Tensor::len)
            .sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Backtracking {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.trial)?;
        let first = self.trial.is_empty();
        if first {
            (self.trial, self.grads) = (zeros_like(params), zeros_like(params));
        }
        objective.gradient_into(params, &mut self.grads);
        if let Err(refused) = check_step(params, &self.grads, &self.trial) {
            if first {
                self.trial.clear();
                self.grads.clear();
            }
            return Err(refused);
        }
        // ANCHOR: step
        let value = objective.value(params);
        let squared: f64 = self.grads.iter().flatten().map(|g| g * g).sum();
        let mut eta = self.lr;
        self.accepted = loop {
            for ((trial, theta), grad) in self.trial.iter_mut().zip(&*params).zip(&self.grads) {
                Zip::from(trial)
                    .and(theta)
                    .and(grad)
                    .sweep(|trial, &theta, &g| *trial = theta - eta * g);
            }
            // False for NaN: outside the domain of f a trial has failed.
            if objective.value(&self.trial) <= value - self.c * eta * squared {
                break Some(eta);
            }
            eta *= self.shrink;
            if eta <= self.lr * Self::SMALLEST {
                break None;
            }
        };
        if self.accepted.is_some() {
            for (param, trial) in params.iter_mut().zip(&self.trial) {
                param.assign(trial);
            }
        }
        Ok(())
        // ANCHOR_END: step
    }
}
