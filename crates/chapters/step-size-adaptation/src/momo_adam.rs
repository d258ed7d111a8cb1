//! MoMo-Adam: MoMo's model in the norm of Adam's denominator.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::model::{ADAPT, DECAY, FLOOR, LOWER_BOUND, Model, WEIGHT_DECAY};
use crate::sums::{dot, quotient};

/// θ ← (θ − τm/D)/(1 + ηλ) with D = √v̂ + ε: equation `step-size-adaptation:momo-adam`.
///
/// It asks for the value and the gradient. Where D is 0, so that all gradients were 0, m/D is 0.
/// Three numbers per parameter: m, v and a buffer for g. Schaipp et al. 2024.
#[derive(Debug, Clone)]
pub struct MomoAdam {
    settings: Settings,
    beta1: f64,
    beta2: f64,
    eps: f64,
    model: Model,
    t: i32,
    value: f64,
    product: f64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl MomoAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "momo-adam",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:momo-adam",
        source: "Schaipp et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.01, Range::NON_NEGATIVE, "largest step size"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean gradient and of the model",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean of squared gradients",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root of the mean square",
            ),
            LOWER_BOUND,
            ADAPT,
            WEIGHT_DECAY,
            DECAY,
            FLOOR,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// MoMo-Adam with largest step size η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = MomoAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// MoMo-Adam with `settings` of [`MomoAdam::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            model: Model::from_settings(settings)?,
            settings: settings.clone(),
            t: 0,
            value: 0.0,
            product: 0.0,
            m: Vec::new(),
            v: Vec::new(),
            grads: Vec::new(),
        })
    }

    /// The factor τ of the last step; 0 before the first.
    pub fn step_size(&self) -> f64 {
        self.model.tau
    }

    fn advance(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        // ANCHOR: step
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        self.t = self.t.saturating_add(1);
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = (1.0 - beta1.powi(self.t), 1.0 - beta2.powi(self.t));
        self.value = beta1 * self.value + (1.0 - beta1) * objective.value(params);
        self.product = beta1 * self.product + (1.0 - beta1) * dot(&self.grads, params);
        let direction = move |m: f64, v: f64| quotient(m, (v / second).sqrt() + eps);
        let mut square = 0.0;
        for ((m, v), grad) in self.m.iter_mut().zip(&mut self.v).zip(&self.grads) {
            Zip::from(&mut *m).and(&mut *v).and(grad).sweep(|m, v, &g| {
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
            });
            square += Zip::from(m)
                .and(v)
                .fold(0.0, |sum, &mut m, &mut v| sum + m * direction(m, v));
        }
        let offset = self.value - self.product;
        let product = dot(&self.m, params);
        let (kept, tau) = self.model.step(offset, product, square, first);
        for ((param, m), v) in params.iter_mut().zip(&self.m).zip(&self.v) {
            Zip::from(param).and(m).and(v).sweep(|theta, &m, &v| {
                *theta = kept * *theta - tau * direction(m, v);
            });
        }
        // ANCHOR_END: step
        Ok(())
    }
}

impl Configured for MomoAdam {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let all = self.m.iter().chain(&self.v).chain(&self.grads);
        all.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.model.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for MomoAdam {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.m)?;
        let first = self.m.is_empty();
        if first {
            (self.m, self.v) = (zeros_like(params), zeros_like(params));
            self.grads = zeros_like(params);
        }
        let outcome = self.advance(objective, params);
        if first && outcome.is_err() {
            self.m.clear();
            self.v.clear();
            self.grads.clear();
        }
        outcome
    }
}
