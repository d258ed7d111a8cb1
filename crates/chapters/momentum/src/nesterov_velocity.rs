//! Nesterov's momentum in terms of a velocity, at the look-ahead point.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// v′ = βv − ηg, θ ← θ + v′ + β(v′ − v): equation `momentum:nag-velocity`.
///
/// The stored point is the look-ahead point θ + βv of the explained form, and v = −ηm there. One
/// number of state per parameter. Sutskever et al. 2013, shifted as in Bengio et al. 2013.
#[derive(Debug, Clone)]
pub struct NesterovVelocity {
    settings: Settings,
    lr: f64,
    beta: f64,
    v: Vec<Tensor>,
}

impl NesterovVelocity {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nesterov-velocity",
        chapter: "momentum",
        equation: "momentum:nag-velocity",
        source: "Nesterov 1983; Bengio et al. 2013",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real("beta", "β", 0.9, Range::DECAY, "decay of the velocity"),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Nesterov's momentum with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NesterovVelocity::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// Nesterov's momentum with `settings` of [`NesterovVelocity::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            settings: settings.clone(),
            v: Vec::new(),
        })
    }

    /// The velocity v, empty before the first step.
    pub fn velocity(&self) -> &[Tensor] {
        &self.v
    }
}

impl Configured for NesterovVelocity {
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

impl Optimizer for NesterovVelocity {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.v)?;
        if self.v.is_empty() {
            self.v = zeros_like(params);
        }
        let (eta, beta) = (self.lr, self.beta);
        for ((param, grad), v) in params.iter_mut().zip(grads).zip(&mut self.v) {
            Zip::from(param).and(grad).and(v).sweep(|theta, &g, v| {
                let new = beta * *v - eta * g;
                *theta += new + beta * (new - *v);
                *v = new;
            });
        }
        Ok(())
    }
}
