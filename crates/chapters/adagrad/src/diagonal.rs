//! AdaGrad: each parameter's learning rate falls with the squares of its own gradients.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// s ← s + g², θ ← θ − ηg/(√(s + ε′) + ε), entry by entry: equation `adagrad:update`.
///
/// ε = `eps` stands outside the root as in PyTorch, ε′ = `eps_root` inside it as in Optax. One
/// number of state per parameter. Where the denominator is 0 the parameter stays: 0/0 counts as 0.
/// Duchi, Hazan and Singer 2011.
#[derive(Debug, Clone)]
pub struct AdaGrad {
    settings: Settings,
    lr: f64,
    eps: f64,
    eps_root: f64,
    initial_accumulator: f64,
    lr_decay: f64,
    weight_decay: f64,
    steps: u32,
    s: Vec<Tensor>,
}

impl AdaGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adagrad",
        chapter: "adagrad",
        equation: "adagrad:update",
        source: "Duchi, Hazan and Singer 2011",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-10,
                Range::NON_NEGATIVE,
                "added to the root (PyTorch: 1e-10, Optax: 0)",
            ),
            Hyperparameter::real(
                "eps_root",
                "ε′",
                0.0,
                Range::NON_NEGATIVE,
                "added to the sum under the root (PyTorch: 0, Optax: 1e-7)",
            ),
            Hyperparameter::real(
                "initial_accumulator",
                "s₀",
                0.0,
                Range::NON_NEGATIVE,
                "the sum before the first gradient (PyTorch: 0, Optax: 0.1)",
            ),
            Hyperparameter::real(
                "lr_decay",
                "c",
                0.0,
                Range::NON_NEGATIVE,
                "step t has the rate η/(1 + (t − 1)c)",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdaGrad with learning rate η = `lr` and ε = 10⁻¹⁰ outside the root, as in PyTorch.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        Self::with(lr, &[])
    }

    /// AdaGrad as the theorems have it, with ε = 0.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn pure(lr: f64) -> Result<Self, SettingError> {
        Self::with(lr, &[("eps", 0.0)])
    }

    /// AdaGrad with Optax's defaults: ε′ = 10⁻⁷ inside the root, and the sum starts at 0.1.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn optax(lr: f64) -> Result<Self, SettingError> {
        let theirs = [
            ("eps", 0.0),
            ("eps_root", 1e-7),
            ("initial_accumulator", 0.1),
        ];
        Self::with(lr, &theirs)
    }

    /// AdaGrad with learning rate η = `lr` and some other hyperparameters by name.
    ///
    /// # Errors
    /// If a value is outside its range or a name is unknown.
    pub fn with(lr: f64, others: &[(&str, f64)]) -> Result<Self, SettingError> {
        static SPEC: Spec = AdaGrad::SPEC;
        let settings = SPEC.settings().with("lr", lr)?;
        let settings = others
            .iter()
            .try_fold(settings, |settings, &(name, value)| {
                settings.with(name, value)
            })?;
        Self::from_settings(&settings)
    }

    /// AdaGrad with `settings` of [`AdaGrad::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            initial_accumulator: settings.real("initial_accumulator")?,
            lr_decay: settings.real("lr_decay")?,
            weight_decay: settings.real("weight_decay")?,
            settings: settings.clone(),
            steps: 0,
            s: Vec::new(),
        })
    }

    /// The sums of squares s, empty before the first step.
    pub fn sums(&self) -> &[Tensor] {
        &self.s
    }
}

impl Configured for AdaGrad {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.s.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for AdaGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.s)?;
        if self.s.is_empty() {
            self.s = zeros_like(params);
            for s in &mut self.s {
                s.fill(self.initial_accumulator);
            }
        }
        let rate = self.lr / (1.0 + f64::from(self.steps) * self.lr_decay);
        self.steps = self.steps.saturating_add(1);
        let (eps, eps_root, lambda) = (self.eps, self.eps_root, self.weight_decay);
        for ((param, grad), s) in params.iter_mut().zip(grads).zip(&mut self.s) {
            Zip::from(param).and(grad).and(s).sweep(|theta, &g, s| {
                let g = g + lambda * *theta;
                *s += g * g;
                let root = (*s + eps_root).sqrt() + eps;
                if root > 0.0 {
                    *theta -= rate * g / root;
                }
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
