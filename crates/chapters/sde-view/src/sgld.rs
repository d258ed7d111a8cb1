//! Stochastic gradient Langevin dynamics: gradient descent that is kept warm.

use descent::random::{Generator, generator, normal};
use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − ηg + √(2ηT) ξ with ξ ~ N(0, I): equation `sde-view:sgld`.
///
/// For small η and exact gradients of l it settles at the density exp(−l/T). T = 0 is gradient
/// descent. No state but the generator. Welling & Teh 2011, whose ε is 2η and whose l is minus the
/// log posterior at T = 1.
#[derive(Debug, Clone)]
pub struct Sgld {
    settings: Settings,
    lr: f64,
    temperature: f64,
    rng: Generator,
}

impl Sgld {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sgld",
        chapter: "sde-view",
        equation: "sde-view:sgld",
        source: "Welling & Teh 2011",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "temperature",
                "T",
                1.0,
                Range::NON_NEGATIVE,
                "samples exp(−l/T); 1 if l is minus the log posterior",
            ),
            Hyperparameter {
                name: "seed",
                symbol: "s",
                meaning: "starts the noise",
                kind: Kind::Integer { default: 0, min: 0 },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Langevin dynamics with learning rate η = `lr` at the temperature T, its noise started from
    /// `seed`.
    ///
    /// # Errors
    /// If `lr` or `temperature` is not in [0, ∞).
    pub fn new(lr: f64, temperature: f64, seed: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Sgld::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("seed", seed)?;
        Self::from_settings(&settings.with("temperature", temperature)?)
    }

    /// Langevin dynamics with `settings` of [`Sgld::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            temperature: settings.real("temperature")?,
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
        })
    }
}

impl Configured for Sgld {
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

impl Optimizer for Sgld {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        let eta = self.lr;
        let kick = (2.0 * eta * self.temperature).sqrt();
        let rng = &mut self.rng;
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param).and(grad).for_each(|theta, &g| {
                *theta -= eta * g - kick * normal(rng);
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
