//! MADGRAD: dual averaging with a cube root.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{DECAY, Decay, WEIGHT_DECAY, configured, lr, ratio, single};

/// s ← s + λ_t g, G ← G + λ_t g², z = θ₀ − s/(∛G + ε), θ ← βθ + (1 − β)z with λ_t = (η + ε)√t: equation
/// `adam-family:madgrad`.
///
/// With η = 0 it does not move. Decoupled decay subtracts (η + ε)λθ from θ; without momentum z keeps
/// nothing of θ, so that it is subtracted from θ₀, or it would be forgotten at the next step. Three numbers of state per parameter. Defazio & Jelassi 2022.
#[derive(Debug, Clone)]
pub struct MadGrad {
    settings: Settings,
    lr: f64,
    beta: f64,
    eps: f64,
    single: bool,
    decay: Decay,
    t: i32,
    s: Vec<Tensor>,
    squares: Vec<Tensor>,
    start: Vec<Tensor>,
}

impl MadGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "madgrad",
        chapter: "adam-family",
        equation: "adam-family:madgrad",
        source: "Defazio & Jelassi 2022",
        hyperparameters: &[
            lr(0.01),
            Hyperparameter::real("beta", "β", 0.9, Range::DECAY, "how much of θ is kept"),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-6,
                Range::NON_NEGATIVE,
                "added to the cube root, and to η",
            ),
            Hyperparameter {
                name: "growth",
                symbol: "λₜ",
                meaning: "λ_t is computed in 64 bits, or in 32 as in Optax",
                kind: Kind::Choice {
                    options: &["double", "single"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// MadGrad with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = MadGrad::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// MadGrad with `settings` of [`MadGrad::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            eps: settings.real("eps")?,
            single: settings.choice("growth")? == "single",
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            s: Vec::new(),
            squares: Vec::new(),
            start: Vec::new(),
        })
    }
}

configured!(MadGrad: s, squares, start);

impl Optimizer for MadGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.s)?;
        if self.s.is_empty() {
            self.s = zeros_like(params);
            self.squares = zeros_like(params);
            self.start = params.to_vec();
        }
        self.t += 1;
        let lr = if self.lr == 0.0 {
            0.0
        } else {
            self.lr + self.eps
        };
        let root = f64::from(self.t).sqrt();
        let growing = if self.single {
            single(single(lr) * single(root))
        } else {
            lr * root
        };
        let (beta, eps, (shrink, l2)) = (self.beta, self.eps, self.decay.factors(lr));
        for ((((param, grad), s), squares), start) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.s)
            .zip(&mut self.squares)
            .zip(&mut self.start)
        {
            Zip::from(param)
                .and(grad)
                .and(s)
                .and(squares)
                .and(start)
                .sweep(|theta, &g, s, squares, start| {
                    let g = g + l2 * *theta;
                    *s += growing * g;
                    *squares += growing * g * g;
                    let decayed = (1.0 - shrink) * *theta;
                    if beta == 0.0 {
                        *start -= decayed;
                        *theta = *start - ratio(*s, squares.cbrt() + eps);
                    } else {
                        let z = *start - ratio(*s, squares.cbrt() + eps);
                        *theta = beta * *theta + (1.0 - beta) * z - decayed;
                    }
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
