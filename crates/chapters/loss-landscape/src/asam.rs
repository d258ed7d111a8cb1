//! Adaptive sharpness-aware minimization: SAM in a ball that scales with the parameters.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::ascent::{NORM, scale};

/// θ ← θ − η∇L(θ + ρT²g/‖Tg‖), T = diag|θ|, g = ∇L(θ): equation `loss-landscape:asam`.
///
/// Two gradients a step; memory and limits as for [`Sam`](crate::Sam). This is T without the small
/// constant that the authors' program adds to |θ|. Kwon, Kim, Park & Choi 2021.
#[derive(Debug, Clone)]
pub struct Asam {
    settings: Settings,
    lr: f64,
    rho: f64,
    single: bool,
    grads: Vec<Tensor>,
    ahead: Vec<Tensor>,
}

impl Asam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "asam",
        chapter: "loss-landscape",
        equation: "loss-landscape:asam",
        source: "Kwon, Kim, Park & Choi 2021",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "rho",
                "ρ",
                0.5,
                Range::NON_NEGATIVE,
                "radius of the ball, relative to the parameters",
            ),
            NORM,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// ASAM with learning rate η = `lr` and radius ρ = `rho`.
    ///
    /// # Errors
    /// If `lr` or `rho` is not in [0, ∞).
    pub fn new(lr: f64, rho: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Asam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("rho", rho)?)
    }

    /// ASAM with `settings` of [`Asam::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            rho: settings.real("rho")?,
            single: settings.choice("norm")? == "single",
            settings: settings.clone(),
            grads: Vec::new(),
            ahead: Vec::new(),
        })
    }

    fn advance(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        let norms = params.iter().zip(&self.grads).map(|(theta, g)| {
            let square = |sum, theta: &f64, g: &f64| sum + (theta * g).powi(2);
            Zip::from(theta).and(g).fold(0.0, square).sqrt()
        });
        let scale = scale(self.rho, self.single, norms);
        for ((ahead, theta), g) in self.ahead.iter_mut().zip(&*params).zip(&self.grads) {
            Zip::from(ahead)
                .and(theta)
                .and(g)
                .sweep(|ahead, &theta, &g| *ahead = theta + scale * theta * theta * g);
        }
        objective.gradient_into(&self.ahead, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        for (theta, g) in params.iter_mut().zip(&self.grads) {
            theta.zip_mut_with(g, |theta, g| *theta -= self.lr * g);
        }
        Ok(())
    }
}

impl Configured for Asam {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.grads.iter().chain(&self.ahead).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Asam {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.grads)?;
        let first = self.grads.is_empty();
        if first {
            (self.grads, self.ahead) = (zeros_like(params), zeros_like(params));
        }
        let outcome = self.advance(objective, params);
        if first && outcome.is_err() {
            self.grads.clear();
            self.ahead.clear();
        }
        outcome
    }
}
