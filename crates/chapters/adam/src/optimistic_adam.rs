//! Optimistic Adam: Adam's step, extrapolated by its last change.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::{ratio, weight_sum};
use crate::common;

/// d = m̂/(√v̂ + ε), θ ← θ − η(αd + β(d − d₋)), where d₋ is the last step's d: equation
/// `adam:optimistic`.
///
/// At the first step d₋ = d. Three numbers of state per parameter. Daskalakis et al. 2018; with two
/// weights α and β as in Optax.
#[derive(Debug, Clone)]
pub struct OptimisticAdam {
    settings: Settings,
    lr: f64,
    alpha: f64,
    optimism: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    last: Vec<Tensor>,
}

impl OptimisticAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "optimistic-adam",
        chapter: "adam",
        equation: "adam:optimistic",
        source: "Daskalakis, Ilyas, Syrgkanis & Zeng 2018",
        hyperparameters: &[
            common::LR,
            Hyperparameter::real(
                "alpha",
                "α",
                1.0,
                Range::NON_NEGATIVE,
                "weight of Adam's step",
            ),
            Hyperparameter::real(
                "optimism",
                "β",
                1.0,
                Range::NON_NEGATIVE,
                "weight of its last change",
            ),
            common::BETA1,
            common::BETA2,
            common::EPS,
            common::EPS_ROOT,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Optimistic Adam with learning rate η = `lr`, α = β = 1 and Adam's other constants.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = OptimisticAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Optimistic Adam with `settings` of [`OptimisticAdam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            alpha: settings.real("alpha")?,
            optimism: settings.real("optimism")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            last: Vec::new(),
        })
    }
}

impl Configured for OptimisticAdam {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let tensors = self.m.iter().chain(&self.v).chain(&self.last);
        tensors.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for OptimisticAdam {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            self.last = zeros_like(params);
        }
        self.steps += 1;
        let (lr, beta1, beta2) = (self.lr, self.beta1, self.beta2);
        let (first, second) = (weight_sum(beta1, self.steps), weight_sum(beta2, self.steps));
        let (eps, eps_root) = (self.eps, self.eps_root);
        // The first step has no last one, so no change.
        let optimism = if self.steps == 1 { 0.0 } else { self.optimism };
        let alpha = self.alpha;
        for ((((param, grad), m), v), last) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
            .zip(&mut self.last)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v).and(last);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, m, v, last| {
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                let d = ratio(*m / first, (*v / second + eps_root).sqrt() + eps);
                *theta -= lr * (alpha * d + optimism * (d - *last));
                *last = d;
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}
