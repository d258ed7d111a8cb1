//! Simultaneous perturbation: two noisy values a step, with gains that shrink.

use descent::random::{Generator, generator};
use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Tensor, check_params, zeros_like,
};

use crate::directions::{Directions, SEED, copy, finite_or_zero, skip};

/// θ ← θ − a_t ĝ, ĝᵢ = [f(θ + c_tΔ) − f(θ − c_tΔ)]/(2c_tΔᵢ) with random signs Δ: equation
/// `zeroth-order:spsa`.
///
/// The gains a_t = a/(A + t)^α and c_t = c/t^γ fall with t = 1, 2, …, as noise in the values asks.
/// α = γ = 0 is [`TwoPoint`](crate::TwoPoint) with signs. One number per parameter. Spall 1992; the
/// defaults of α and γ are those of Spall 1998, who advises A = a tenth of the steps.
#[derive(Debug, Clone)]
pub struct Spsa {
    settings: Settings,
    lr: f64,
    c: f64,
    stability: f64,
    alpha: f64,
    gamma: f64,
    steps: u64,
    rng: Generator,
    trial: Vec<Tensor>,
}

impl Spsa {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "spsa",
        chapter: "zeroth-order",
        equation: "zeroth-order:spsa",
        source: "Spall 1992",
        hyperparameters: &[
            Hyperparameter::required("lr", "a", Range::NON_NEGATIVE, "gain of the first step"),
            Hyperparameter::real(
                "c",
                "c",
                0.1,
                Range::POSITIVE,
                "perturbation of the first step; about the noise of a value",
            ),
            Hyperparameter::real(
                "stability",
                "A",
                0.0,
                Range::NON_NEGATIVE,
                "holds the gain down at first; a tenth of the steps",
            ),
            Hyperparameter::real(
                "alpha",
                "α",
                0.602,
                Range::NON_NEGATIVE,
                "exponent by which the gain falls",
            ),
            Hyperparameter::real(
                "gamma",
                "γ",
                0.101,
                Range::NON_NEGATIVE,
                "exponent by which the perturbation falls",
            ),
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// SPSA with gain a = `lr`, perturbation `c` and A = `stability`.
    ///
    /// # Errors
    /// If `lr` or `stability` is not in [0, ∞) or `c` not in (0, ∞).
    pub fn new(lr: f64, c: f64, stability: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Spsa::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("c", c)?;
        Self::from_settings(&settings.with("stability", stability)?.with("seed", seed)?)
    }

    /// SPSA with `settings` of [`Spsa::SPEC`].
    ///
    /// # Errors
    /// If the gain was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            c: settings.real("c")?,
            stability: settings.real("stability")?,
            alpha: settings.real("alpha")?,
            gamma: settings.real("gamma")?,
            steps: 0,
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
            trial: Vec::new(),
        })
    }

    // ANCHOR: step
    fn advance(&mut self, f: &dyn Objective, params: &mut [Tensor]) {
        self.steps += 1;
        let t = self.steps as f64;
        let a = self.lr / (self.stability + t).powf(self.alpha);
        let c = self.c / t.powf(self.gamma);
        let mut value_at = |scale: f64| {
            copy(params, &mut self.trial);
            Directions::Signs.add(&mut self.trial, scale, &mut self.rng.clone());
            f.value(&self.trial)
        };
        // Dividing by Δᵢ = ±1 is multiplying by it.
        let slope = finite_or_zero((value_at(c) - value_at(-c)) / (2.0 * c));
        let scale = finite_or_zero(-a * slope);
        Directions::Signs.add(params, scale, &mut self.rng.clone());
        skip(Directions::Signs, params, &mut self.rng);
    }
    // ANCHOR_END: step
}

impl Configured for Spsa {
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

impl OracleOptimizer for Spsa {
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
