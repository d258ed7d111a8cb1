//! MeZO: the two-point step in the memory of the parameters alone.

use descent::random::{Generator, RngExt as _, generator};
use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Tensor, check_params,
};

use crate::directions::{Directions, SEED, finite_or_zero};

/// θ ← θ − η[f(θ + εz) − f(θ − εz)]/(2ε)·z with z drawn from a seed three times: equation
/// `zeroth-order:mezo`.
///
/// No state: θ itself goes to θ + εz, to θ − εz and on to the new point, and z is drawn again for
/// each way. Rounding on these ways moves θ by about one unit in its last place. A direction along
/// which f is not finite moves it no farther. Malladi et al. 2023.
#[derive(Debug, Clone)]
pub struct Mezo {
    settings: Settings,
    lr: f64,
    eps: f64,
    seeds: Generator,
}

impl Mezo {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "mezo",
        chapter: "zeroth-order",
        equation: "zeroth-order:mezo",
        source: "Malladi et al. 2023",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-3,
                Range::POSITIVE,
                "how far along the direction f is asked",
            ),
            SEED,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// MeZO with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `eps` not in (0, ∞).
    pub fn new(lr: f64, eps: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Mezo::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("eps", eps)?;
        Self::from_settings(&settings.with("seed", seed)?)
    }

    /// MeZO with `settings` of [`Mezo::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            seeds: generator(settings.integer("seed")?),
            settings: settings.clone(),
        })
    }
}

impl Configured for Mezo {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        0
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Mezo {
    // ANCHOR: step
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &[])?;
        let seed = self.seeds.random::<u64>();
        // θ ← θ + scale·z: the same seed, the same z.
        let walk = |params: &mut [Tensor], scale: f64| {
            Directions::Gaussian.add(params, scale, &mut generator(seed));
        };
        walk(params, self.eps);
        let ahead = objective.value(params);
        walk(params, -2.0 * self.eps);
        let behind = objective.value(params);
        let slope = finite_or_zero((ahead - behind) / (2.0 * self.eps));
        walk(params, self.eps - finite_or_zero(self.lr * slope));
        Ok(())
    }
    // ANCHOR_END: step
}
