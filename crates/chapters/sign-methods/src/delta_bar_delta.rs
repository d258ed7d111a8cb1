//! One learning rate per parameter, steered by whether the gradient keeps its sign.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::sign;

/// η grows by κ where g agrees in sign with the average ḡ of the past, and shrinks to (1 − φ)η
/// where it disagrees; then θ ← θ − ηg: equation `sign-methods:delta-bar-delta`.
///
/// Two numbers of state per parameter, η and ḡ. Jacobs 1988, where β is called θ.
#[derive(Debug, Clone)]
pub struct DeltaBarDelta {
    settings: Settings,
    lr: f64,
    kappa: f64,
    phi: f64,
    beta: f64,
    rate: Vec<Tensor>,
    bar: Vec<Tensor>,
}

impl DeltaBarDelta {
    /// What the registry knows of it. φ and β are the book's choice; Jacobs sets them by the task.
    pub const SPEC: Spec = Spec {
        name: "delta-bar-delta",
        chapter: "sign-methods",
        equation: "sign-methods:delta-bar-delta",
        source: "Jacobs 1988",
        hyperparameters: &[
            Hyperparameter::required("lr", "η₀", Range::NON_NEGATIVE, "every rate at the start"),
            Hyperparameter::required(
                "kappa",
                "κ",
                Range::NON_NEGATIVE,
                "added to a rate while its gradient keeps its sign",
            ),
            Hyperparameter::real(
                "phi",
                "φ",
                0.1,
                Range::FRACTION,
                "share of a rate that is lost when its gradient changes its sign",
            ),
            Hyperparameter::real(
                "beta",
                "β",
                0.7,
                Range::DECAY,
                "decay of the average of past gradients",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Delta-bar-delta with the rate `lr` at the start.
    ///
    /// # Errors
    /// If `lr` or `kappa` is not in [0, ∞), `phi` not in [0, 1] or `beta` not in [0, 1).
    pub fn new(lr: f64, kappa: f64, phi: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = DeltaBarDelta::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("kappa", kappa)?;
        Self::from_settings(&settings.with("phi", phi)?.with("beta", beta)?)
    }

    /// Delta-bar-delta with `settings` of [`DeltaBarDelta::SPEC`].
    ///
    /// # Errors
    /// If `lr` or `kappa` was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            kappa: settings.real("kappa")?,
            phi: settings.real("phi")?,
            beta: settings.real("beta")?,
            settings: settings.clone(),
            rate: Vec::new(),
            bar: Vec::new(),
        })
    }

    /// The rates of the parameters, empty before the first step.
    pub fn rates(&self) -> &[Tensor] {
        &self.rate
    }
}

impl Configured for DeltaBarDelta {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.rate.iter().chain(&self.bar).map(Tensor::len).sum()
    }

    /// Before the first step, every rate; afterwards the rates in force stay as they are.
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for DeltaBarDelta {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.rate)?;
        if self.rate.is_empty() {
            self.bar = zeros_like(params);
            self.rate = zeros_like(params);
            self.rate.iter_mut().for_each(|rate| rate.fill(self.lr));
        }
        let (kappa, phi, beta) = (self.kappa, self.phi, self.beta);
        let state = self.rate.iter_mut().zip(&mut self.bar);
        for ((param, grad), (rate, bar)) in params.iter_mut().zip(grads).zip(state) {
            Zip::from(param)
                .and(grad)
                .and(rate)
                .and(bar)
                .sweep(|theta, &g, eta, bar| {
                    let agreement = sign(*bar) * sign(g);
                    if agreement > 0.0 {
                        *eta += kappa;
                    } else if agreement < 0.0 {
                        *eta *= 1.0 - phi;
                    }
                    *bar = beta * *bar + (1.0 - beta) * g;
                    *theta -= *eta * g;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
