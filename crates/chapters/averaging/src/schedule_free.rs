//! Schedule-Free gradient descent: an average that the gradient sees.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step,
};
use ndarray::Zip;

use crate::average::or_params;
use crate::weights::{BETA, LR_POWER, POWER, WARMUP, Weights};

/// z ← z − η_t g(y), x ← x + c_t(z − x), y ← (1 − β)z + βx: equation `averaging:schedule-free`.
///
/// The optimizer moves y, where gradients are taken; the point to evaluate at is the average x,
/// [`ScheduleFree::average`]. Two numbers of state per parameter. Defazio et al. 2024.
#[derive(Debug, Clone)]
pub struct ScheduleFree {
    settings: Settings,
    lr: f64,
    beta: f64,
    weight_decay: f64,
    weights: Weights,
    x: Vec<Tensor>,
    z: Vec<Tensor>,
}

impl ScheduleFree {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "schedule-free",
        chapter: "averaging",
        equation: "averaging:schedule-free",
        source: "Defazio et al. 2024",
        hyperparameters: &[
            Hyperparameter::LR,
            BETA,
            WARMUP,
            POWER,
            LR_POWER,
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The method with learning rate η = `lr` and interpolation β = `beta`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1].
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = ScheduleFree::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// The method with `settings` of [`ScheduleFree::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            weight_decay: settings.real("weight_decay")?,
            weights: Weights::of(settings)?,
            settings: settings.clone(),
            x: Vec::new(),
            z: Vec::new(),
        })
    }

    /// The average x, at which to evaluate; `params` before the first step.
    pub fn average<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.x, params)
    }

    /// The points z of plain gradient descent; `params` before the first step.
    pub fn base<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.z, params)
    }
}

impl Configured for ScheduleFree {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.x.iter().chain(&self.z).map(Tensor::len).sum()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.x.is_empty()).then_some(&self.x)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for ScheduleFree {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.x)?;
        if self.x.is_empty() {
            self.x = params.to_vec();
            self.z = params.to_vec();
        }
        let (eta, c) = self.weights.next(self.lr);
        let (beta, lambda) = (self.beta, self.weight_decay);
        for (((param, grad), x), z) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.x)
            .zip(&mut self.z)
        {
            let tensors = Zip::from(param).and(grad).and(x).and(z);
            tensors.sweep(|y, &g, x, z| {
                *z -= eta * (g + lambda * *y);
                *x += c * (*z - *x);
                *y = (1.0 - beta) * *z + beta * *x;
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
