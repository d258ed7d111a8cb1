//! DoG: distance over gradients.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step,
};
use ndarray::Zip;

use crate::distance::LR;
use crate::sums::{distance, norm, norm_with, quotient};

/// θ ← θ − η r̄/√(Σ‖g‖² + ε) g with the longest way r̄ gone so far: equation
/// `step-size-adaptation:dog`.
///
/// No step where the denominator is 0, so that all gradients were 0. One number of state per
/// parameter: θ₀. Ivgi, Hinder & Carmon 2023.
#[derive(Debug, Clone)]
pub struct Dog {
    settings: Settings,
    lr: f64,
    initial: Initial,
    value: f64,
    eps: f64,
    weight_decay: f64,
    longest: f64,
    root: f64,
    origin: Vec<Tensor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Initial {
    Heuristic,
    Distance,
    LearningRate,
}

impl Dog {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "dog",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:dog",
        source: "Ivgi, Hinder & Carmon 2023",
        hyperparameters: &[
            LR,
            Hyperparameter {
                name: "initial",
                symbol: "r₀",
                meaning: "the first r̄ is r₀(1 + ‖θ₀‖), or r₀; or the first step's factor of g is r₀",
                kind: Kind::Choice {
                    options: &["heuristic", "distance", "learning_rate"],
                },
            },
            Hyperparameter::real(
                "initial_value",
                "r₀",
                1e-6,
                Range::NON_NEGATIVE,
                "what the first step starts from",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the sum of squares",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// DoG with the first distance r₀ = `distance`.
    ///
    /// # Errors
    /// If `distance` is not in [0, ∞).
    pub fn new(distance: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Dog::SPEC;
        let settings = SPEC.settings().with("initial", "distance")?;
        Self::from_settings(&settings.with("initial_value", distance)?)
    }

    /// DoG with `settings` of [`Dog::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            initial: match settings.choice("initial")? {
                "distance" => Initial::Distance,
                "learning_rate" => Initial::LearningRate,
                _ => Initial::Heuristic,
            },
            value: settings.real("initial_value")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            longest: 0.0,
            root: 0.0,
            origin: Vec::new(),
        })
    }

    /// The longest way r̄ from θ₀, as the last step saw it.
    pub fn distance(&self) -> f64 {
        self.longest
    }

    fn begin(&mut self, params: &[Tensor]) {
        self.origin = params.to_vec();
        self.longest = match self.initial {
            Initial::Heuristic => self.value * (1.0 + norm(params)),
            Initial::Distance => self.value,
            Initial::LearningRate => 0.0,
        };
    }
}

impl Configured for Dog {
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

impl Optimizer for Dog {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.origin)?;
        let first = self.origin.is_empty();
        if first {
            self.begin(params);
        }
        let lambda = self.weight_decay;
        self.longest = self.longest.max(distance(params, &self.origin));
        // √(Σ‖g‖² + ε) as the length of a vector: no square can overflow.
        self.root = self.root.hypot(norm_with(grads, params, lambda));
        let mut eta = quotient(self.longest, self.root.hypot(self.eps.sqrt()));
        if first && self.initial == Initial::LearningRate {
            eta = self.value;
        }
        let eta = if self.root == 0.0 { 0.0 } else { self.lr * eta };
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param)
                .and(grad)
                .sweep(|theta, &g| *theta -= eta * (g + lambda * *theta));
        }
        Ok(())
    }
    // ANCHOR_END: step
}
