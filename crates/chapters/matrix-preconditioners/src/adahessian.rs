//! `AdaHessian`: Adam with the diagonal of the Hessian in the place of the gradient's squares.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::curvature::{Curvature, DIAGONAL, PROBE, PROBE_SEED, SAMPLES};
use crate::decay::{DECAY, Decay, WEIGHT_DECAY};

/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)h², θ ← θ − η m̂/(v̂^(κ/2) + ε), h = z ⊙ Hz: equation
/// `matrix-preconditioners:adahessian`.
///
/// κ = 1 is Adam's form, κ = 0 gradient descent with momentum. Two numbers of state per parameter;
/// an estimate costs a product Hz. ε is positive: a curvature of zero is common. The average of h over blocks of a convolution is left out. Yao et al. 2021.
#[derive(Debug, Clone)]
pub struct AdaHessian {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    power: f64,
    eps: f64,
    period: u64,
    decay: Decay,
    curvature: Curvature,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    grads: Vec<Tensor>,
    h: Vec<Tensor>,
}

impl AdaHessian {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adahessian",
        chapter: "matrix-preconditioners",
        equation: "matrix-preconditioners:adahessian",
        source: "Yao et al. 2021",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.15, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square of h",
            ),
            Hyperparameter::real(
                "power",
                "κ",
                1.0,
                Range::FRACTION,
                "power of the curvature in the denominator",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-4,
                Range::POSITIVE,
                "added to the denominator",
            ),
            Hyperparameter {
                name: "period",
                symbol: "T",
                meaning: "h is estimated at steps 1, T + 1, …",
                kind: Kind::Integer { default: 1, min: 1 },
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

    /// `AdaHessian` with learning rate η = `lr` and the other defaults.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaHessian::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// `AdaHessian` with `settings` of [`AdaHessian::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            power: settings.real("power")?,
            eps: settings.real("eps")?,
            period: settings.integer("period")?,
            decay: Decay::of(settings)?,
            curvature: Curvature::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            grads: Vec::new(),
            h: Vec::new(),
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
                .diagonal_into(objective, params, &mut self.h)?;
        }
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        // Without a new estimate v rests, and so does the count of its correction.
        let kept = if estimate { beta2 } else { 1.0 };
        let estimates = self.steps.div_ceil(self.period) as f64;
        let first = 1.0 / (1.0 - beta1.powf(self.steps as f64));
        let second = 1.0 / (1.0 - beta2.powf(estimates));
        let half = self.power / 2.0;
        let lr = self.lr;
        let (keep, l2) = self.decay.at(lr);
        for (k, (param, grad)) in params.iter_mut().zip(&self.grads).enumerate() {
            Zip::from(param)
                .and(grad)
                .and(&self.h[k])
                .and(&mut self.m[k])
                .and(&mut self.v[k])
                .sweep(|theta, &g, &h, m, v| {
                    *m = beta1 * *m + (1.0 - beta1) * (g + l2 * *theta);
                    // An infinite v, where h² overflows, lets θ rest; 0·∞ would be no number.
                    let past = if kept == 0.0 { 0.0 } else { kept * *v };
                    *v = past + (1.0 - kept) * h * h;
                    let curvature = (second * *v).powf(half) + eps;
                    *theta = keep * *theta - lr * first * *m / curvature;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}

impl Configured for AdaHessian {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for AdaHessian {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.m)?;
        let first = self.m.is_empty();
        if first {
            for buffer in [&mut self.m, &mut self.v, &mut self.grads, &mut self.h] {
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

impl AdaHessian {
    /// Back to before the first step, so that other shapes may follow.
    fn forget(&mut self) {
        for buffer in [&mut self.m, &mut self.v, &mut self.grads, &mut self.h] {
            buffer.clear();
        }
        self.curvature.forget();
    }
}
