//! DoWG: distance over weighted gradients.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step,
};
use ndarray::Zip;

use crate::distance::LR;
use crate::sums::{distance, norm_with};

/// θ ← θ − η r̄²/(√(Σr̄²‖g‖²) + ε) g with the longest way r̄ gone so far: equation
/// `step-size-adaptation:dowg`.
///
/// Each gradient has the weight r̄² of its own step. No step where the sum is 0. One number
/// of state per parameter: θ₀. Khaled, Mishchenko & Jin 2023.
#[derive(Debug, Clone)]
pub struct Dowg {
    settings: Settings,
    lr: f64,
    eps: f64,
    weight_decay: f64,
    longest: f64,
    root: f64,
    origin: Vec<Tensor>,
}

impl Dowg {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "dowg",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:dowg",
        source: "Khaled, Mishchenko & Jin 2023",
        hyperparameters: &[
            LR,
            Hyperparameter::real(
                "initial_square",
                "r₀²",
                1e-4,
                Range::NON_NEGATIVE,
                "square of the first distance",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-4,
                Range::NON_NEGATIVE,
                "added to the root of the sum",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// DoWG with the first distance r₀ = `distance` and ε = 0.
    ///
    /// # Errors
    /// If the square of `distance` is not a finite number.
    pub fn new(distance: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Dowg::SPEC;
        let settings = SPEC.settings().with("eps", 0.0)?;
        Self::from_settings(&settings.with("initial_square", distance * distance)?)
    }

    /// DoWG with `settings` of [`Dowg::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            longest: settings.real("initial_square")?.sqrt(),
            settings: settings.clone(),
            root: 0.0,
            origin: Vec::new(),
        })
    }

    /// The longest way r̄ from θ₀, as the last step saw it.
    pub fn distance(&self) -> f64 {
        self.longest
    }
}

impl Configured for Dowg {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.origin.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Dowg {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.origin)?;
        if self.origin.is_empty() {
            self.origin = params.to_vec();
        }
        let lambda = self.weight_decay;
        self.longest = self.longest.max(distance(params, &self.origin));
        let weighted = self.longest * norm_with(grads, params, lambda);
        self.root = self.root.hypot(weighted);
        let share = if self.root == 0.0 {
            0.0
        } else {
            self.longest / (self.root + self.eps)
        };
        let eta = self.lr * self.longest * share;
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param)
                .and(grad)
                .sweep(|theta, &g| *theta -= eta * (g + lambda * *theta));
        }
        Ok(())
    }
    // ANCHOR_END: step
}
