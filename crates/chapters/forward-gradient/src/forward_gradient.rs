//! Gradient descent with the forward gradient.

use descent::random::{Generator, generator};
use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, SettingError, Settings,
    Spec, StepError, Tensor, check_params, check_step, zeros_like,
};

use crate::Tangents;
use crate::tangents::{add, inner};

/// θ ← θ − ηĝ with ĝ the mean of k slopes ∇f(θ)ᵀv, each times its tangent v: equation
/// `forward-gradient:forward-gradient`.
///
/// A slope comes from [`Objective::directional_derivative`], one forward pass. Where an objective
/// does not offer that, its gradient is asked once a step and multiplied by v: the same step, but
/// with reverse mode inside. One number per parameter for the tangent; k for orthogonal tangents;
/// one more for the gradient where it is needed. A tangent along which the slope overflows adds
/// nothing. Baydin, Pearlmutter, Syme, Wood & Torr 2022.
#[derive(Debug, Clone)]
pub struct ForwardGradient {
    settings: Settings,
    lr: f64,
    count: usize,
    tangents: Tangents,
    rng: Generator,
    slopes: Vec<f64>,
    frame: Vec<Vec<Tensor>>,
    gradient: Vec<Tensor>,
}

impl ForwardGradient {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "forward-gradient",
        chapter: "forward-gradient",
        equation: "forward-gradient:forward-gradient",
        source: "Baydin, Pearlmutter, Syme, Wood & Torr 2022",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter {
                name: "tangents",
                symbol: "k",
                meaning: "tangents whose forward gradients are averaged",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "directions",
                symbol: "v",
                meaning: "N(0, I), ±1, on the sphere ‖v‖² = n, or there and orthogonal",
                kind: Kind::Choice {
                    options: &["gaussian", "signs", "sphere", "orthogonal"],
                },
            },
            Hyperparameter {
                name: "seed",
                symbol: "s",
                meaning: "starts the random tangents",
                kind: Kind::Integer { default: 0, min: 0 },
            },
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// One Gaussian tangent a step.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = ForwardGradient::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("seed", seed)?)
    }

    /// It with `settings` of [`ForwardGradient::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            count: usize::try_from(settings.integer("tangents")?).unwrap_or(usize::MAX),
            tangents: match settings.choice("directions")? {
                "signs" => Tangents::Signs,
                "sphere" => Tangents::Sphere,
                "orthogonal" => Tangents::Orthogonal,
                _ => Tangents::Gaussian,
            },
            rng: generator(settings.integer("seed")?),
            slopes: Vec::new(),
            frame: Vec::new(),
            gradient: Vec::new(),
            settings: settings.clone(),
        })
    }

    /// k of `tangents` a step.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or k is 0.
    pub fn with_tangents(
        lr: f64,
        tangents: Tangents,
        k: usize,
        seed: u64,
    ) -> Result<Self, SettingError> {
        static SPEC: Spec = ForwardGradient::SPEC;
        let directions = match tangents {
            Tangents::Gaussian => "gaussian",
            Tangents::Signs => "signs",
            Tangents::Sphere => "sphere",
            Tangents::Orthogonal => "orthogonal",
        };
        let settings = SPEC.settings().with("lr", lr)?.with("seed", seed)?;
        let settings = settings.with("directions", directions)?;
        Self::from_settings(&settings.with("tangents", k as u64)?)
    }

    // ANCHOR: step
    /// The slopes along the step's k tangents. All are asked before anything moves.
    fn ask(&mut self, f: &dyn Objective, params: &[Tensor]) -> Result<(), StepError> {
        self.slopes.clear();
        for j in 0..self.count {
            self.tangents.draw(&mut self.frame, j, &mut self.rng);
            let v = &self.frame[j % self.frame.len()];
            let slope = match f.directional_derivative(params, v) {
                Some(slope) => slope,
                None => self.by_gradient(f, params, j),
            };
            self.slopes.push(finite_slope(slope, f, params)?);
        }
        Ok(())
    }

    /// θ ← θ − (η/k) Σ slope·v. Tangents that are no longer in memory are drawn again.
    fn advance(&mut self, params: &mut [Tensor], mut again: Generator) {
        for (j, slope) in self.slopes.iter().enumerate() {
            if self.frame.len() < self.count {
                self.tangents.draw(&mut self.frame, j, &mut again);
            }
            let scale = -self.lr * slope / self.count as f64;
            add(params, scale, &self.frame[j % self.frame.len()]);
        }
    }
    // ANCHOR_END: step

    /// The slope of an objective that offers no forward pass: its gradient, times the tangent.
    fn by_gradient(&mut self, f: &dyn Objective, params: &[Tensor], j: usize) -> f64 {
        if self.gradient.is_empty() {
            self.gradient = zeros_like(params);
        }
        if j == 0 {
            f.gradient_into(params, &mut self.gradient);
        }
        inner(&self.gradient, &self.frame[j % self.frame.len()])
    }
}

/// `slope`, or 0 if it overflowed although the gradient is finite.
///
/// Which entry of a gradient is at fault a slope cannot tell: for the message the gradient itself
/// is asked.
fn finite_slope(slope: f64, f: &dyn Objective, params: &[Tensor]) -> Result<f64, StepError> {
    if slope.is_finite() {
        return Ok(slope);
    }
    check_step(params, &f.gradient(params), &[])?;
    Ok(0.0)
}

impl Configured for ForwardGradient {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let tensors = self.frame.iter().flatten().chain(&self.gradient);
        tensors.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for ForwardGradient {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        let first = self.frame.is_empty();
        check_params(params, self.frame.first().map_or(&[], Vec::as_slice))?;
        if first {
            let n = params.iter().map(Tensor::len).sum();
            let kept = self.tangents.kept(n, self.count);
            self.frame = (0..kept).map(|_| zeros_like(params)).collect();
        }
        let before = self.rng.clone();
        if let Err(refused) = self.ask(objective, params) {
            self.rng = before;
            if first {
                self.frame.clear();
                self.gradient.clear();
            }
            return Err(refused);
        }
        self.advance(params, before);
        Ok(())
    }
}
