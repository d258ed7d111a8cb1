//! Gradient descent with a gradient that is estimated from differences along random directions.

use descent::random::{Generator, generator};
use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor, check_params, zeros_like,
};

use crate::directions::{Directions, SEED, copy, finite_or_zero, skip};

/// θ ← θ − ηĝ with ĝ the mean of N difference quotients, each times its direction: equations
/// `zeroth-order:two-point` (central) and `zeroth-order:forward`.
///
/// 2N values of f a step, or N + 1. One number per parameter, the point where f is asked; a
/// direction is drawn again when the step needs it, and N slopes are kept until then. A direction
/// along which f is not finite adds nothing. Nesterov & Spokoiny 2017.
#[derive(Debug, Clone)]
pub struct TwoPoint {
    settings: Settings,
    lr: f64,
    eps: f64,
    directions: Directions,
    central: bool,
    samples: u64,
    rng: Generator,
    slopes: Vec<f64>,
    trial: Vec<Tensor>,
}

impl TwoPoint {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "two-point",
        chapter: "zeroth-order",
        equation: "zeroth-order:two-point",
        source: "Nesterov & Spokoiny 2017",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-4,
                Range::POSITIVE,
                "how far along a direction f is asked",
            ),
            Hyperparameter {
                name: "samples",
                symbol: "N",
                meaning: "directions whose estimates are averaged",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "directions",
                symbol: "u",
                meaning: "coordinates of u: N(0, 1), or ±1",
                kind: Kind::Choice {
                    options: &["gaussian", "signs"],
                },
            },
            Hyperparameter {
                name: "difference",
                symbol: "Δ",
                meaning: "f(θ + εu) − f(θ − εu) over 2ε, or f(θ + εu) − f(θ) over ε",
                kind: Kind::Choice {
                    options: &["central", "forward"],
                },
            },
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Central differences along one Gaussian direction a step.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `eps` not in (0, ∞).
    pub fn new(lr: f64, eps: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = TwoPoint::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("eps", eps)?;
        Self::from_settings(&settings.with("seed", seed)?)
    }

    /// It with `settings` of [`TwoPoint::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            directions: match settings.choice("directions")? {
                "signs" => Directions::Signs,
                _ => Directions::Gaussian,
            },
            central: settings.choice("difference")? == "central",
            samples: settings.integer("samples")?,
            rng: generator(settings.integer("seed")?),
            slopes: Vec::new(),
            settings: settings.clone(),
            trial: Vec::new(),
        })
    }

    // ANCHOR: step
    /// The slope of f along the direction that `rng` draws next.
    fn slope(&mut self, f: &dyn Objective, params: &[Tensor], here: f64) -> f64 {
        let mut value_at = |scale: f64| {
            copy(params, &mut self.trial);
            // A copy of the generator draws the same direction each time.
            self.directions
                .add(&mut self.trial, scale, &mut self.rng.clone());
            f.value(&self.trial)
        };
        let ahead = value_at(self.eps);
        let slope = if self.central {
            (ahead - value_at(-self.eps)) / (2.0 * self.eps)
        } else {
            (ahead - here) / self.eps
        };
        skip(self.directions, params, &mut self.rng);
        finite_or_zero(slope)
    }

    fn advance(&mut self, f: &dyn Objective, params: &mut [Tensor]) {
        let mut again = self.rng.clone();
        let here = if self.central { 0.0 } else { f.value(params) };
        self.slopes.clear();
        for _ in 0..self.samples {
            let slope = self.slope(f, params, here);
            self.slopes.push(slope);
        }
        for slope in &self.slopes {
            let scale = finite_or_zero(-self.lr * slope / self.samples as f64);
            self.directions.add(params, scale, &mut again);
        }
    }
    // ANCHOR_END: step
}

impl Configured for TwoPoint {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.trial.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for TwoPoint {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.trial)?;
        if self.trial.is_empty() {
            self.trial = zeros_like(params);
        }
        self.advance(objective, params);
        Ok(())
    }
}
