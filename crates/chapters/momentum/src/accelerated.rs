//! Nesterov's method for convex functions, whose momentum grows with time.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step,
};
use ndarray::Zip;

/// x′ = y − η∇f(y), y ← x′ + ((t − 1)/t′)(x′ − x), t′ = (1 + √(1 + 4t²))/2: `momentum:fista`.
///
/// The stored point is y; x is [`Accelerated::main_point`]. One number of state per parameter.
/// Nesterov 1983; Beck & Teboulle 2009.
#[derive(Debug, Clone)]
pub struct Accelerated {
    settings: Settings,
    lr: f64,
    t: f64,
    x: Vec<Tensor>,
}

impl Accelerated {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "accelerated",
        chapter: "momentum",
        equation: "momentum:fista",
        source: "Nesterov 1983; Beck & Teboulle 2009",
        hyperparameters: &[Hyperparameter::LR],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The method with learning rate η = `lr`; the rate is proved for η ≤ 1/L.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Accelerated::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// The method with `settings` of [`Accelerated::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            settings: settings.clone(),
            t: 1.0,
            x: Vec::new(),
        })
    }

    /// The point x, at which the rate O(1/t²) holds; empty before the first step.
    pub fn main_point(&self) -> &[Tensor] {
        &self.x
    }
}

impl Configured for Accelerated {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.x.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Accelerated {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.x)?;
        if self.x.is_empty() {
            self.x = params.to_vec();
        }
        let next = f64::midpoint(1.0, (1.0 + 4.0 * self.t * self.t).sqrt());
        let (eta, weight) = (self.lr, (self.t - 1.0) / next);
        self.t = next;
        for ((y, grad), x) in params.iter_mut().zip(grads).zip(&mut self.x) {
            Zip::from(y).and(grad).and(x).sweep(|y, &g, x| {
                let new = *y - eta * g;
                *y = new + weight * (new - *x);
                *x = new;
            });
        }
        Ok(())
    }
}
