//! Aggregated momentum: the mean of three momenta with different memories.

use descent::{
    Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{DECAY, Decay, WEIGHT_DECAY, configured, lr};

/// m⁽ᵏ⁾ ← β_k m⁽ᵏ⁾ + g, θ ← θ − (η/3)(m⁽¹⁾ + m⁽²⁾ + m⁽³⁾): equation `adam-family:aggmo`.
///
/// The paper's default is three momenta with β_k = 1 − 0.1ᵏ⁻¹. Three numbers of state per parameter.
/// Lucas et al. 2019.
#[derive(Debug, Clone)]
pub struct AggMo {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    decay: Decay,
    m1: Vec<Tensor>,
    m2: Vec<Tensor>,
    m3: Vec<Tensor>,
}

impl AggMo {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "aggmo",
        chapter: "adam-family",
        equation: "adam-family:aggmo",
        source: "Lucas et al. 2019",
        hyperparameters: &[
            lr(0.1),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.0,
                Range::DECAY,
                "decay of the first momentum",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.9,
                Range::DECAY,
                "decay of the second momentum",
            ),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.99,
                Range::DECAY,
                "decay of the third momentum",
            ),
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AggMo with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AggMo::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AggMo with `settings` of [`AggMo::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            beta3: settings.real("beta3")?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            m1: Vec::new(),
            m2: Vec::new(),
            m3: Vec::new(),
        })
    }
}

configured!(AggMo: m1, m2, m3);

impl Optimizer for AggMo {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m1)?;
        if self.m1.is_empty() {
            self.m1 = zeros_like(params);
            self.m2 = zeros_like(params);
            self.m3 = zeros_like(params);
        }
        let (beta1, beta2, beta3) = (self.beta1, self.beta2, self.beta3);
        let (lr, (shrink, l2)) = (self.lr / 3.0, self.decay.factors(self.lr));
        for ((((param, grad), m1), m2), m3) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m1)
            .zip(&mut self.m2)
            .zip(&mut self.m3)
        {
            Zip::from(param)
                .and(grad)
                .and(m1)
                .and(m2)
                .and(m3)
                .sweep(|theta, &g, m1, m2, m3| {
                    let g = g + l2 * *theta;
                    *m1 = beta1 * *m1 + g;
                    *m2 = beta2 * *m2 + g;
                    *m3 = beta3 * *m3 + g;
                    *theta = shrink * *theta - lr * (*m1 + *m2 + *m3);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
