//! Adadelta: RMSProp whose learning rate is the recent size of its own steps.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// v ← ρv + (1 − ρ)g², d = g√(X + ε)/√(v + ε), X ← ρX + (1 − ρ)d², θ ← θ − ηd: equation
/// `rmsprop:adadelta`.
///
/// With η = 1 it is the paper's method; X collects the steps d without η. ε = 0 is refused: d
/// would be 0 for ever. An entry whose g² overflows is left as it is. Two numbers of state per parameter. Zeiler 2012.
#[derive(Debug, Clone)]
pub struct Adadelta {
    settings: Settings,
    lr: f64,
    rho: f64,
    eps: f64,
    weight_decay: f64,
    v: Vec<Tensor>,
    x: Vec<Tensor>,
}

impl Adadelta {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adadelta",
        chapter: "rmsprop",
        equation: "rmsprop:adadelta",
        source: "Zeiler 2012",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                1.0,
                Range::NON_NEGATIVE,
                "multiplies the finished step; the paper has none, which is 1",
            ),
            Hyperparameter::real(
                "rho",
                "ρ",
                0.95,
                Range::DECAY,
                "decay of both leaky means; 0.95 is the paper's, 0.9 PyTorch's and Optax's",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-6,
                Range::POSITIVE,
                "added under both roots; it sets the pace",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The paper's form, η = 1, with decay ρ = `rho` and ε = `eps`.
    ///
    /// # Errors
    /// If `rho` is not in [0, 1) or `eps` not in (0, ∞).
    pub fn new(rho: f64, eps: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Adadelta::SPEC;
        Self::from_settings(&SPEC.settings().with("rho", rho)?.with("eps", eps)?)
    }

    /// Adadelta with `settings` of [`Adadelta::SPEC`].
    ///
    /// # Errors
    /// Never: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            rho: settings.real("rho")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            v: Vec::new(),
            x: Vec::new(),
        })
    }

    /// The leaky mean v of the squared gradients, empty before the first step.
    pub fn mean_square(&self) -> &[Tensor] {
        &self.v
    }

    /// The leaky mean X of the squared steps, empty before the first step.
    pub fn mean_square_step(&self) -> &[Tensor] {
        &self.x
    }
}

impl Configured for Adadelta {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.v.iter().chain(&self.x).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Adadelta {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.v)?;
        if self.v.is_empty() {
            self.v = zeros_like(params);
            self.x = zeros_like(params);
        }
        let (lr, rho, eps, lambda) = (self.lr, self.rho, self.eps, self.weight_decay);
        let buffers = self.v.iter_mut().zip(&mut self.x);
        for ((param, grad), (v, x)) in params.iter_mut().zip(grads).zip(buffers) {
            Zip::from(param)
                .and(grad)
                .and(v)
                .and(x)
                .sweep(|theta, &g, v, x| {
                    let g = g + lambda * *theta;
                    if !(g * g).is_finite() {
                        // An entry whose square overflows is left as it is.
                        return;
                    }
                    *v = rho * *v + (1.0 - rho) * g * g;
                    let d = (*x + eps).sqrt() / (*v + eps).sqrt() * g;
                    *x = rho * *x + (1.0 - rho) * d * d;
                    *theta -= lr * d;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
