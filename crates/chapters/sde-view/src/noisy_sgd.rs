//! Noisy SGD: gradient descent with noise that dies away.

use descent::random::{Generator, generator, normal};
use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − η(g + σ_t ξ) with ξ ~ N(0, I) and σ_t² = ν/t^γ: equation `sde-view:noisy-sgd`.
///
/// ν = 0 is gradient descent. No state but the generator and the count of steps. Neelakantan et al.
/// 2015; `optax.noisy_sgd` calls ν `eta`.
#[derive(Debug, Clone)]
pub struct NoisySgd {
    settings: Settings,
    lr: f64,
    noise: f64,
    gamma: f64,
    rng: Generator,
    steps: u64,
}

impl NoisySgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "noisy-sgd",
        chapter: "sde-view",
        equation: "sde-view:noisy-sgd",
        source: "Neelakantan, Vilnis, Le, Sutskever, Kaiser, Kurach & Martens 2015",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "noise",
                "ν",
                0.01,
                Range::NON_NEGATIVE,
                "variance of the gradient's noise at the first step",
            ),
            Hyperparameter::real(
                "gamma",
                "γ",
                0.55,
                Range::NON_NEGATIVE,
                "the variance falls as ν/t^γ",
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

    /// Noisy SGD with learning rate η = `lr`, the paper's ν and γ, and the seed 0.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NoisySgd::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Noisy SGD with `settings` of [`NoisySgd::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            noise: settings.real("noise")?,
            gamma: settings.real("gamma")?,
            rng: generator(settings.integer("seed")?),
            settings: settings.clone(),
            steps: 0,
        })
    }
}

impl Configured for NoisySgd {
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

impl Optimizer for NoisySgd {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &[])?;
        self.steps += 1;
        let eta = self.lr;
        let sigma = (self.noise / (self.steps as f64).powf(self.gamma)).sqrt();
        let rng = &mut self.rng;
        for (param, grad) in params.iter_mut().zip(grads) {
            Zip::from(param).and(grad).for_each(|theta, &g| {
                *theta -= eta * (g + sigma * normal(rng));
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
