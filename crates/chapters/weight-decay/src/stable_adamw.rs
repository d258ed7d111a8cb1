//! StableAdamW: AdamW that slows down where the gradient outruns its mean square.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::{BETA1, DECAY, Decay, EPS, LR, correction, ratio, weight_decay};

/// θ ← (1 − η′λ)θ − η′m/(√v + ε), η′ = η/max(1, R): equation `weight-decay:stable-adamw`.
///
/// R² is the mean of g²/max(v, ε²) over the tensor, found in one reading pass. The decay factors
/// grow, β̂ = β(1 − βᵗ⁻¹)/(1 − βᵗ), so that m and v need no correction. Two numbers of state per
/// parameter. Where v is zero an entry adds nothing to R, and where the denominator is zero the
/// gradient does not move it; both take ε = 0. Wortsman et al. 2023.
#[derive(Debug, Clone)]
pub struct StableAdamW {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    decay: Decay,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl StableAdamW {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "stable-adamw",
        chapter: "weight-decay",
        equation: "weight-decay:stable-adamw",
        source: "Wortsman et al. 2023",
        hyperparameters: &[
            LR,
            BETA1,
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.99,
                Range::DECAY,
                "decay of the mean square",
            ),
            EPS,
            weight_decay(0.01),
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// StableAdamW with learning rate η = `lr`, decay λ = `weight_decay` and the other defaults.
    ///
    /// # Errors
    /// If `lr` or `weight_decay` is not in [0, ∞).
    pub fn new(lr: f64, weight_decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = StableAdamW::SPEC;
        Self::from_settings(
            &SPEC
                .settings()
                .with("lr", lr)?
                .with("weight_decay", weight_decay)?,
        )
    }

    /// The optimizer with `settings` of [`StableAdamW::SPEC`].
    ///
    /// # Errors
    /// If the decay follows the schedule and the learning rate is 0.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

impl Configured for StableAdamW {
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

impl Optimizer for StableAdamW {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
        let (beta1, beta2) = (grown(self.beta1, self.steps), grown(self.beta2, self.steps));
        let eps = self.eps;
        let l2 = self.decay.at(self.lr).l2;
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let squares = Zip::from(&*param).and(grad).and(&*v);
            let squares = squares.fold(0.0, |sum, &theta, &g, &v| {
                let square = (g + l2 * theta).powi(2);
                sum + ratio(square, (beta2 * v + (1.0 - beta2) * square).max(eps * eps))
            });
            let lr = self.lr / (squares / grad.len() as f64).sqrt().max(1.0);
            let keep = self.decay.at(lr).keep;
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            tensors.sweep(|theta, &g, m, v| {
                let g = g + l2 * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *theta = keep * *theta - lr * ratio(*m, v.sqrt() + eps);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}

/// β(1 − βᵗ⁻¹)/(1 − βᵗ): 0 at the first step, then growing to β.
fn grown(beta: f64, steps: u64) -> f64 {
    1.0 - (1.0 - beta) * correction(beta, steps)
}
