//! LARS: momentum with a learning rate for each layer, in proportion to the layer's norm.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::norm;
use crate::norms::{capped, norm_of};

/// v ← βv + η r (g + λθ), θ ← θ − v with r = τ‖θ‖/(‖g‖ + λ‖θ‖ + ε): equation `layerwise:lars`.
///
/// Each tensor is a layer. Where ‖θ‖ or the denominator is 0 the ratio r is 1. One number of state
/// per parameter. You, Gitman & Ginsburg 2017; with `denominator = "momentum"` the form in which
/// You et al. 2020 state it, equation `layerwise:lars-momentum`.
#[derive(Debug, Clone)]
pub struct Lars {
    settings: Settings,
    lr: f64,
    beta: f64,
    trust: f64,
    weight_decay: f64,
    eps: f64,
    denominator: Denominator,
    lr_inside: bool,
    nesterov: bool,
    layers: Layers,
    v: Vec<Tensor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denominator {
    SumOfNorms,
    NormOfSum,
    Momentum,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layers {
    Every,
    Matrices,
    Decayed,
}

impl Lars {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "lars",
        chapter: "layerwise",
        equation: "layerwise:lars",
        source: "You, Gitman & Ginsburg 2017",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the past gradients",
            ),
            Hyperparameter::real(
                "trust",
                "τ",
                0.001,
                Range::NON_NEGATIVE,
                "trust coefficient, multiplies the ratio",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "adds λθ to the gradient, inside the ratio",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                0.0,
                Range::NON_NEGATIVE,
                "added to the denominator of the ratio",
            ),
            Hyperparameter {
                name: "denominator",
                symbol: "r",
                meaning: "‖g‖ + λ‖θ‖ as in the paper, ‖g + λθ‖, or the norm of the momentum",
                kind: Kind::Choice {
                    options: &["sum-of-norms", "norm-of-sum", "momentum"],
                },
            },
            Hyperparameter {
                name: "lr_place",
                symbol: "v",
                meaning: "η multiplies each gradient as it enters v, or v; always v for `momentum`",
                kind: Kind::Choice {
                    options: &["inside", "outside"],
                },
            },
            Hyperparameter {
                name: "nesterov",
                symbol: "v",
                meaning: "θ moves by the newest term + βv; not with `momentum` as the denominator",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter {
                name: "layers",
                symbol: "L",
                meaning: "the ratio and λ act on every tensor, on matrices only, or only if λ > 0",
                kind: Kind::Choice {
                    options: &["every", "matrices", "decayed"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// LARS with learning rate η = `lr`, decay β = `beta` and trust coefficient τ = `trust`.
    ///
    /// # Errors
    /// If `lr` or `trust` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64, trust: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr, beta, trust)?)
    }

    /// The form of the LAMB paper, θ ← θ − η‖θ‖ m/‖m‖ with m ← βm + g.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn momentum_first(lr: f64, beta: f64) -> Result<Self, SettingError> {
        let settings = Self::settings_with(lr, beta, 1.0)?;
        Self::from_settings(&settings.with("denominator", "momentum")?)
    }

    /// LARS with `settings` of [`Lars::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set, or Nesterov's form is asked for where the momentum's norm
    /// is the denominator.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let nesterov = settings.switch("nesterov")?;
        if nesterov && settings.choice("denominator")? == "momentum" {
            return Err(SettingError::Conflict {
                optimizer: "lars",
                what: "nesterov = true has no form with denominator = momentum".to_owned(),
            });
        }
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            trust: settings.real("trust")?,
            weight_decay: settings.real("weight_decay")?,
            eps: settings.real("eps")?,
            denominator: match settings.choice("denominator")? {
                "norm-of-sum" => Denominator::NormOfSum,
                "momentum" => Denominator::Momentum,
                _ => Denominator::SumOfNorms,
            },
            lr_inside: settings.choice("lr_place")? == "inside",
            nesterov,
            layers: match settings.choice("layers")? {
                "matrices" => Layers::Matrices,
                "decayed" => Layers::Decayed,
                _ => Layers::Every,
            },
            settings: settings.clone(),
            v: Vec::new(),
        })
    }

    /// The momentum v of each layer, empty before the first step.
    pub fn momentum(&self) -> &[Tensor] {
        &self.v
    }

    fn settings_with(lr: f64, beta: f64, trust: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = Lars::SPEC;
        SPEC.settings()
            .with("lr", lr)?
            .with("beta", beta)?
            .with("trust", trust)
    }

    /// Whether the ratio and the decay act on this tensor.
    fn adapts(&self, param: &Tensor) -> bool {
        match self.layers {
            Layers::Every => true,
            Layers::Matrices => param.ndim() > 1,
            Layers::Decayed => self.weight_decay > 0.0,
        }
    }

    // ANCHOR: ratio
    /// r = τ‖θ‖/(denominator + ε), and 1 where it would be 0 for ever or 0/0.
    fn ratio(&self, weights: f64, denominator: f64) -> f64 {
        if weights == 0.0 || denominator == 0.0 {
            1.0
        } else {
            capped(self.trust * weights, denominator + self.eps)
        }
    }
    // ANCHOR_END: ratio
}

impl Configured for Lars {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.v.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Lars {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.v)?;
        if self.v.is_empty() {
            self.v = zeros_like(params);
        }
        let momentum_first = self.denominator == Denominator::Momentum;
        let (inside, outside) = if self.lr_inside && !momentum_first {
            (self.lr, 1.0)
        } else {
            (1.0, self.lr)
        };
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let adapts = self.adapts(param);
            let lambda = if adapts { self.weight_decay } else { 0.0 };
            let beta = self.beta;
            let weights = norm(param);
            let before = match self.denominator {
                Denominator::SumOfNorms if adapts => {
                    self.ratio(weights, norm(grad) + lambda * weights)
                }
                Denominator::NormOfSum if adapts => {
                    let decayed = grad
                        .iter()
                        .zip(&*param)
                        .map(|(g, theta)| g + lambda * theta);
                    self.ratio(weights, norm_of(decayed))
                }
                _ => 1.0,
            };
            let term = |g: f64, theta: f64| inside * (before * (g + lambda * theta));
            Zip::from(&mut self.v[l])
                .and(&*param)
                .and(grad)
                .sweep(|v, &theta, &g| *v = beta * *v + term(g, theta));
            let after = if momentum_first && adapts {
                self.ratio(weights, norm(&self.v[l]))
            } else {
                1.0
            };
            let nesterov = self.nesterov;
            Zip::from(param)
                .and(&self.v[l])
                .and(grad)
                .sweep(|theta, &v, &g| {
                    let step = if nesterov {
                        term(g, *theta) + beta * v
                    } else {
                        v
                    };
                    *theta -= outside * (after * step);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
