//! Sophia: a mean gradient over a mean curvature, each entry clipped.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::curvature::{Curvature, DIAGONAL, PROBE, PROBE_SEED, SAMPLES};
use crate::decay::{DECAY, Decay, WEIGHT_DECAY};

/// m ← β₁m + (1 − β₁)g, and every T steps h ← β₂h + (1 − β₂) z ⊙ Hz,
/// θ ← θ − η clip(m/max(γh, ε), ρ): equation `matrix-preconditioners:sophia`.
///
/// Where the curvature is negative, or small against the gradient, the entry moves by ηρ. Two numbers
/// of state per parameter. Where m = 0 nothing moves, also for ε = 0. Liu et al. 2024.
#[derive(Debug, Clone)]
pub struct Sophia {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    gamma: f64,
    rho: f64,
    eps: f64,
    period: u64,
    decay: Decay,
    curvature: Curvature,
    steps: u64,
    m: Vec<Tensor>,
    h: Vec<Tensor>,
    grads: Vec<Tensor>,
    diagonal: Vec<Tensor>,
}

impl Sophia {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sophia",
        chapter: "matrix-preconditioners",
        equation: "matrix-preconditioners:sophia",
        source: "Liu et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1e-3, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.96,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.99,
                Range::DECAY,
                "decay of the mean curvature",
            ),
            Hyperparameter::real(
                "gamma",
                "γ",
                0.01,
                Range::NON_NEGATIVE,
                "multiplies the curvature",
            ),
            Hyperparameter::real(
                "rho",
                "ρ",
                1.0,
                Range::NON_NEGATIVE,
                "largest entry of a direction",
            ),
            Hyperparameter::real("eps", "ε", 1e-12, Range::NON_NEGATIVE, "least denominator"),
            Hyperparameter {
                name: "period",
                symbol: "T",
                meaning: "the curvature is estimated at steps 1, T + 1, …",
                kind: Kind::Integer {
                    default: 10,
                    min: 1,
                },
            },
            DIAGONAL,
            PROBE,
            SAMPLES,
            PROBE_SEED,
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Sophia with learning rate η = `lr` and the other defaults.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Sophia::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Sophia with `settings` of [`Sophia::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            gamma: settings.real("gamma")?,
            rho: settings.real("rho")?,
            eps: settings.real("eps")?,
            period: settings.integer("period")?,
            decay: Decay::of(settings)?,
            curvature: Curvature::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            h: Vec::new(),
            grads: Vec::new(),
            diagonal: Vec::new(),
        })
    }

    // ANCHOR: step
    fn advance(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        let estimate = self.steps.is_multiple_of(self.period);
        if estimate {
            self.curvature
                .diagonal_into(objective, params, &mut self.diagonal)?;
        }
        self.steps += 1;
        let (beta1, gamma, rho, eps) = (self.beta1, self.gamma, self.rho, self.eps);
        let beta2 = if estimate { self.beta2 } else { 1.0 };
        let lr = self.lr;
        let (keep, l2) = self.decay.at(lr);
        for (k, (param, grad)) in params.iter_mut().zip(&self.grads).enumerate() {
            Zip::from(param)
                .and(grad)
                .and(&self.diagonal[k])
                .and(&mut self.m[k])
                .and(&mut self.h[k])
                .sweep(|theta, &g, &d, m, h| {
                    *m = beta1 * *m + (1.0 - beta1) * (g + l2 * *theta);
                    *h = beta2 * *h + (1.0 - beta2) * d;
                    // +0 instead of −0; m/0 is ±∞, clipped to ±ρ.
                    let curvature = (gamma * *h).max(eps).abs();
                    let newton = if *m == 0.0 { 0.0 } else { *m / curvature };
                    *theta = keep * *theta - lr * newton.clamp(-rho, rho);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}

impl Configured for Sophia {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.h).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Sophia {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.m)?;
        let first = self.m.is_empty();
        if first {
            for buffer in [
                &mut self.m,
                &mut self.h,
                &mut self.grads,
                &mut self.diagonal,
            ] {
                *buffer = zeros_like(params);
            }
        }
        let outcome = self.advance(objective, params);
        if first && outcome.is_err() {
            self.forget();
        }
        outcome
    }
}

impl Sophia {
    /// Back to before the first step, so that other shapes may follow.
    fn forget(&mut self) {
        for buffer in [
            &mut self.m,
            &mut self.h,
            &mut self.grads,
            &mut self.diagonal,
        ] {
            buffer.clear();
        }
        self.curvature.forget();
    }
}
