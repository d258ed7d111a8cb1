//! Sharpness-aware minimization: the gradient is taken where the loss nearby is highest.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::ascent::{NORM, scale};

/// θ ← θ − η∇L(θ + ρg/‖g‖), g = ∇L(θ): equation `loss-landscape:sam`.
///
/// Two gradients a step. Between steps it remembers nothing; two buffers of the size of θ hold the
/// gradient and the point where it is taken. Where g = 0, or its norm overflows, it is gradient
/// descent. ρ = 0 is gradient descent too. Foret, Kleiner, Mobahi & Neyshabur 2021.
#[derive(Debug, Clone)]
pub struct Sam {
    settings: Settings,
    lr: f64,
    rho: f64,
    single: bool,
    grads: Vec<Tensor>,
    ahead: Vec<Tensor>,
}

impl Sam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sam",
        chapter: "loss-landscape",
        equation: "loss-landscape:sam",
        source: "Foret, Kleiner, Mobahi & Neyshabur 2021",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "rho",
                "ρ",
                0.05,
                Range::NON_NEGATIVE,
                "radius of the ball in which the loss is made small",
            ),
            NORM,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// SAM with learning rate η = `lr` and radius ρ = `rho`.
    ///
    /// # Errors
    /// If `lr` or `rho` is not in [0, ∞).
    pub fn new(lr: f64, rho: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Sam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("rho", rho)?)
    }

    /// SAM with `settings` of [`Sam::SPEC`].
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
        // ANCHOR: step
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        let square = |g: &Tensor| g.fold(0.0, |sum, g| sum + g * g);
        let norms = self.grads.iter().map(|g| square(g).sqrt());
        let scale = scale(self.rho, self.single, norms);
        for ((ahead, theta), g) in self.ahead.iter_mut().zip(&*params).zip(&self.grads) {
            Zip::from(ahead)
                .and(theta)
                .and(g)
                .sweep(|ahead, &theta, &g| *ahead = theta + scale * g);
        }
        objective.gradient_into(&self.ahead, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        for (theta, g) in params.iter_mut().zip(&self.grads) {
            theta.zip_mut_with(g, |theta, g| *theta -= self.lr * g);
        }
        // ANCHOR_END: step
        Ok(())
    }
}

impl Configured for Sam {
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

impl OracleOptimizer for Sam {
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
