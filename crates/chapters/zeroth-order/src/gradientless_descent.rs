//! Gradientless descent: random steps of many lengths, and the best of them if it descends.

use descent::random::{Generator, generator, normal, uniform};
use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor, check_params, zeros_like,
};

use crate::directions::{SEED, copy, nan_is_worst};

/// θ ← the best of θ, θ + r₀v₀, θ + r₁v₁, … with vₖ ~ D: equation `zeroth-order:gld`.
///
/// The radii rₖ are R, R/2, R/4, … down to r (`binary`, equation `zeroth-order:gld-search`), or the
/// 2K + 1 radii 2⁻ᵏR/√n around one that is halved every H steps (`fast`, `zeroth-order:gld-fast`).
/// It compares values of f and does nothing else with them; NaN counts as ∞. One number per
/// parameter, the trial point: the best direction is drawn again. D is N(0, I/n), whose vectors are
/// about 1 long, or uniform on the unit ball. Golovin et al. 2020.
#[derive(Debug, Clone)]
pub struct GradientlessDescent {
    settings: Settings,
    radius: f64,
    min_radius: f64,
    fast: bool,
    condition: f64,
    ball: bool,
    steps: u64,
    rng: Generator,
    trial: Vec<Tensor>,
}

impl GradientlessDescent {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "gradientless-descent",
        chapter: "zeroth-order",
        equation: "zeroth-order:gld",
        source: "Golovin et al. 2020",
        hyperparameters: &[
            Hyperparameter::required("lr", "R", Range::NON_NEGATIVE, "largest search radius"),
            Hyperparameter::real(
                "min_radius",
                "r",
                1e-6,
                Range::POSITIVE,
                "smallest search radius; for binary",
            ),
            Hyperparameter {
                name: "radii",
                symbol: "rₖ",
                meaning: "R, R/2, … down to r, or few radii around one that is halved in time",
                kind: Kind::Choice {
                    options: &["binary", "fast"],
                },
            },
            Hyperparameter::real(
                "condition",
                "Q",
                10.0,
                Range::new(2.0, true, f64::INFINITY, false),
                "bound on the condition number; for fast",
            ),
            Hyperparameter {
                name: "distribution",
                symbol: "D",
                meaning: "directions: N(0, I/n), or uniform on the unit ball",
                kind: Kind::Choice {
                    options: &["gaussian", "ball"],
                },
            },
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Gradientless descent with the radii R = `radius`, R/2, …, r = `min_radius`.
    ///
    /// # Errors
    /// If `radius` is not in [0, ∞) or `min_radius` not in (0, ∞).
    pub fn binary(radius: f64, min_radius: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = GradientlessDescent::SPEC;
        let settings = SPEC.settings().with("lr", radius)?.with("seed", seed)?;
        Self::from_settings(&settings.with("min_radius", min_radius)?)
    }

    /// Gradientless descent with the fast schedule: the minimizer lies within R = `radius` of the
    /// start, and the condition number is at most Q = `condition`.
    ///
    /// # Errors
    /// If `radius` is not in [0, ∞) or `condition` not in [2, ∞).
    pub fn fast(radius: f64, condition: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = GradientlessDescent::SPEC;
        let settings = SPEC.settings().with("lr", radius)?.with("seed", seed)?;
        let settings = settings.with("radii", "fast")?;
        Self::from_settings(&settings.with("condition", condition)?)
    }

    /// Gradientless descent with `settings` of [`GradientlessDescent::SPEC`].
    ///
    /// # Errors
    /// If the largest radius was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            radius: settings.real("lr")?,
            min_radius: settings.real("min_radius")?,
            fast: settings.choice("radii")? == "fast",
            condition: settings.real("condition")?,
            ball: settings.choice("distribution")? == "ball",
            steps: 0,
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
            trial: Vec::new(),
        })
    }

    // ANCHOR: radii
    /// The largest radius of this step for n parameters, and how many there are, each half the one
    /// before it.
    pub fn radii(&self, n: usize) -> (f64, u32) {
        let n = n as f64;
        if self.fast {
            let reach = octaves(4.0 * self.condition.sqrt());
            let period = (n * self.condition * self.condition.log2()).ceil();
            let halvings = (self.steps as f64 / period).floor();
            let largest = self.radius / n.sqrt() * (f64::from(reach) - halvings).exp2();
            (largest, 2 * reach + 1)
        } else {
            (self.radius, 1 + octaves(self.radius / self.min_radius))
        }
    }
    // ANCHOR_END: radii

    // ANCHOR: step
    fn advance(&mut self, f: &dyn Objective, params: &mut [Tensor]) {
        let n = params.iter().map(Tensor::len).sum();
        let (largest, count) = self.radii(n);
        let mut lowest = nan_is_worst(f.value(params));
        let mut best = None;
        let mut radius = largest;
        for _ in 0..count {
            copy(params, &mut self.trial);
            let before = self.rng.clone();
            jump(&mut self.trial, radius, self.ball, &mut self.rng);
            let value = f.value(&self.trial);
            if value < lowest {
                lowest = value;
                best = Some((radius, before));
            }
            radius /= 2.0;
        }
        if let Some((radius, mut again)) = best {
            jump(params, radius, self.ball, &mut again);
        }
        self.steps += 1;
    }
    // ANCHOR_END: step
}

/// ⌈log₂ `ratio`⌉, and 0 for a ratio below 1.
fn octaves(ratio: f64) -> u32 {
    // No ratio of finite numbers has more than 2,100.
    (0..2100)
        .find(|&k| f64::from(k).exp2() >= ratio)
        .unwrap_or(2100)
}

/// `target` ← `target` + `radius`·v with the v ~ D that `rng` draws next.
fn jump(target: &mut [Tensor], radius: f64, ball: bool, rng: &mut Generator) {
    let count: usize = target.iter().map(Tensor::len).sum();
    let n = count as f64;
    let scale = if ball {
        // A Gaussian direction at the radius U^{1/n}: uniform in the ball.
        let mut ahead = rng.clone();
        let squared: f64 = (0..count).map(|_| normal(&mut ahead).powi(2)).sum();
        radius * uniform(&mut ahead).powf(1.0 / n) / squared.sqrt()
    } else {
        radius / n.sqrt()
    };
    for theta in target.iter_mut().flatten() {
        *theta += scale * normal(rng);
    }
    if ball {
        uniform(rng);
    }
}

impl Configured for GradientlessDescent {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.trial.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.radius = lr;
        Ok(())
    }
}

impl OracleOptimizer for GradientlessDescent {
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
