//! MoMo: momentum with the step size of a model of the loss that is built from past values.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::model::{ADAPT, DECAY, FLOOR, LOWER_BOUND, Model, WEIGHT_DECAY};
use crate::sums::{dot, square};

/// θ ← (θ − τm)/(1 + ηλ) with the τ of a truncated model: equation `step-size-adaptation:momo`.
///
/// m, f̄ and γ are averages of gradients, values and products g·θ that start at the first of them.
/// It asks for the value and the gradient. Two numbers per parameter: m and a buffer for g.
/// Schaipp et al. 2024.
#[derive(Debug, Clone)]
pub struct Momo {
    settings: Settings,
    beta: f64,
    model: Model,
    value: f64,
    product: f64,
    m: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl Momo {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "momo",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:momo",
        source: "Schaipp et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1.0, Range::NON_NEGATIVE, "largest step size"),
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the mean gradient and of the model",
            ),
            LOWER_BOUND,
            ADAPT,
            WEIGHT_DECAY,
            DECAY,
            FLOOR,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// MoMo with largest step size η = `lr` and decay `beta`, for a loss that is at least 0.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Momo::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// MoMo with `settings` of [`Momo::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            beta: settings.real("beta")?,
            model: Model::from_settings(settings)?,
            settings: settings.clone(),
            value: 0.0,
            product: 0.0,
            m: Vec::new(),
            grads: Vec::new(),
        })
    }

    /// The factor τ of the last step; 0 before the first.
    pub fn step_size(&self) -> f64 {
        self.model.tau
    }

    /// The lower bound f* in force.
    pub fn lower_bound(&self) -> f64 {
        self.model.bound
    }

    fn advance(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
        first: bool,
    ) -> Result<(), StepError> {
        // ANCHOR: step
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        let beta = if first { 0.0 } else { self.beta };
        for (m, grad) in self.m.iter_mut().zip(&self.grads) {
            Zip::from(m)
                .and(grad)
                .sweep(|m, &g| *m = beta * *m + (1.0 - beta) * g);
        }
        self.value = beta * self.value + (1.0 - beta) * objective.value(params);
        self.product = beta * self.product + (1.0 - beta) * dot(&self.grads, params);
        let square = square(&self.m);
        let offset = self.value - self.product;
        let (kept, tau) = self.model.step(offset, dot(&self.m, params), square, 1.0);
        for (param, m) in params.iter_mut().zip(&self.m) {
            Zip::from(param)
                .and(m)
                .sweep(|theta, &m| *theta = kept * *theta - tau * m);
        }
        // ANCHOR_END: step
        Ok(())
    }
}

impl Configured for Momo {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.grads).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.model.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Momo {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.m)?;
        let first = self.m.is_empty();
        if first {
            (self.m, self.grads) = (zeros_like(params), zeros_like(params));
        }
        let outcome = self.advance(objective, params, first);
        if first && outcome.is_err() {
            self.m.clear();
            self.grads.clear();
        }
        outcome
    }
}
