//! SM3: `AdaGrad`'s sums by the maxima of rows and columns.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, zeros_like,
};
use ndarray::Zip;

use crate::cover::Cover;
use crate::second_moment::ratio;
use crate::shapes::Shapes;

/// u = g/√(ν + ε), m ← β₁m + (1 − β₁)u, θ ← θ − ηm, where ν is SM3-II's or SM3-I's bound on the sum
/// of g²: equations `memory-efficient:sm3-two` and `memory-efficient:sm3-one`.
///
/// State of an m × n matrix: m + n numbers, and mn more with β₁ > 0. Other tensors, and matrices with
/// `cover = "entries"`, keep one number per parameter: `AdaGrad`. Where ν + ε = 0, u is 0. Anil,
/// Gupta, Koren & Singer 2019.
#[derive(Debug, Clone)]
pub struct Sm3 {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps_root: f64,
    variant: Variant,
    whole: bool,
    shapes: Shapes,
    covers: Vec<Cover>,
    m: Vec<Tensor>,
}

/// SM3-I or SM3-II.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    One,
    Two,
}

impl Sm3 {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sm3",
        chapter: "memory-efficient",
        equation: "memory-efficient:sm3-two",
        source: "Anil, Gupta, Koren & Singer 2019",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter {
                name: "variant",
                symbol: "ν",
                meaning: "SM3-II, whose bound is the tighter one, or SM3-I",
                kind: Kind::Choice {
                    options: &["2", "1"],
                },
            },
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean of the scaled gradients; 0 keeps none",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.0,
                Range::DECAY,
                "above 0, ν averages g² with this decay, and the maxima never fall",
            ),
            Hyperparameter::real(
                "eps_root",
                "ε",
                0.0,
                Range::NON_NEGATIVE,
                "added to ν inside the root",
            ),
            Hyperparameter {
                name: "cover",
                symbol: "S",
                meaning: "matrices keep a number for each row and column, or for each entry",
                kind: Kind::Choice {
                    options: &["lines", "entries"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// SM3-II with learning rate η = `lr` and β₁ = `beta1`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta1` not in [0, 1).
    pub fn new(lr: f64, beta1: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta1)?)
    }

    /// SM3-I with learning rate η = `lr` and β₁ = `beta1`.
    ///
    /// # Errors
    /// As [`Sm3::new`].
    pub fn first_variant(lr: f64, beta1: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta1)?.with("variant", "1")?)
    }

    /// SM3 with a number for each entry, which is `AdaGrad`, with β₁ = `beta1`.
    ///
    /// # Errors
    /// As [`Sm3::new`].
    pub fn entries(lr: f64, beta1: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta1)?.with("cover", "entries")?)
    }

    /// SM3 with `settings` of [`Sm3::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set, or β₂ > 0 with SM3-I, which only sums.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let beta2 = settings.real("beta2")?;
        let variant = match settings.choice("variant")? {
            "1" => Variant::One,
            _ => Variant::Two,
        };
        if variant == Variant::One && beta2 > 0.0 {
            return Err(SettingError::Conflict {
                optimizer: "sm3",
                what: format!("beta2 = {beta2} with variant = 1: SM3-I has sums only"),
            });
        }
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2,
            eps_root: settings.real("eps_root")?,
            variant,
            whole: settings.choice("cover")? == "entries",
            settings: settings.clone(),
            shapes: Shapes::default(),
            covers: Vec::new(),
            m: Vec::new(),
        })
    }

    /// What is kept of tensor `k`: one number for each row and one for each column, or one for each
    /// entry and none. Both empty before the first step.
    pub fn accumulators(&self, k: usize) -> (Vec<f64>, Vec<f64>) {
        self.covers.get(k).map(Cover::numbers).unwrap_or_default()
    }

    fn settings_with(lr: f64, beta1: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = Sm3::SPEC;
        SPEC.settings().with("lr", lr)?.with("beta1", beta1)
    }

    fn start(&mut self, params: &[Tensor]) {
        let empty = |param| Cover::zeros(param, !self.whole);
        self.covers = params.iter().map(empty).collect();
        if self.beta1 > 0.0 {
            self.m = zeros_like(params);
        }
        self.shapes = Shapes::of(params);
    }
}

impl Configured for Sm3 {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let covers: usize = self.covers.iter().map(Cover::len).sum();
        covers + self.m.iter().map(Tensor::len).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Sm3 {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.covers.is_empty() {
            self.start(params);
        }
        let (lr, beta1, beta2, eps) = (self.lr, self.beta1, self.beta2, self.eps_root);
        // ν from g and what is kept; SM3-I has g² in what it keeps already.
        let nu = |g: f64, kept: f64| match self.variant {
            Variant::One => kept,
            Variant::Two if beta2 > 0.0 => beta2 * kept + (1.0 - beta2) * g * g,
            Variant::Two => kept + g * g,
        };
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let cover = &mut self.covers[k];
            if self.variant == Variant::One {
                cover.add_largest(grad);
            }
            let u = |g: f64, kept: f64| ratio(g, (nu(g, kept) + eps).sqrt());
            if let Some(m) = self.m.get_mut(k) {
                cover.sweep(m, grad, |m, g, kept| {
                    *m = beta1 * *m + (1.0 - beta1) * u(g, kept);
                });
                Zip::from(param)
                    .and(m)
                    .sweep(|theta, &mut m| *theta -= lr * m);
            } else {
                cover.sweep(param, grad, |theta, g, kept| *theta -= lr * u(g, kept));
            }
            if self.variant == Variant::Two {
                cover.raise(grad, nu);
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
