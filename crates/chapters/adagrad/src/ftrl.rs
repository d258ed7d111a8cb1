//! FTRL-Proximal: AdaGrad that sets parameters to exactly zero.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// Follow the regularized leader: equation `adagrad:ftrl`.
///
/// The sums z and n are multiplied by η against the paper's, which changes nothing at a constant
/// rate and keeps the identity with AdaGrad at a changing one. Two numbers of state per parameter.
/// An entry that nothing determines (n = ε = λ₂ = 0 and |z| ≥ ηλ₁) stays. McMahan et al. 2013.
#[derive(Debug, Clone)]
pub struct Ftrl {
    settings: Settings,
    lr: f64,
    eps: f64,
    lambda_1: f64,
    lambda_2: f64,
    power: f64,
    root_below: bool,
    z: Vec<Tensor>,
    n: Vec<Tensor>,
}

impl Ftrl {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "ftrl",
        chapter: "adagrad",
        equation: "adagrad:ftrl",
        source: "McMahan et al. 2013",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1.0,
                Range::NON_NEGATIVE,
                "added to the root, the paper's β; it also pulls towards 0",
            ),
            Hyperparameter::real(
                "lambda_1",
                "λ₁",
                0.0,
                Range::NON_NEGATIVE,
                "strength of the penalty λ₁‖θ‖₁",
            ),
            Hyperparameter::real(
                "lambda_2",
                "λ₂",
                0.0,
                Range::NON_NEGATIVE,
                "strength of the penalty ½λ₂‖θ‖²",
            ),
            Hyperparameter::real(
                "lr_power",
                "p",
                -0.5,
                Range::new(f64::NEG_INFINITY, false, 0.0, true),
                "n^(−p) stands in place of √n",
            ),
            Hyperparameter {
                name: "denominator",
                symbol: "√n",
                meaning: "n^(−p) in the denominator too, or √n there, as pytorch_optimizer has it",
                kind: Kind::Choice {
                    options: &["power", "root"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// FTRL with learning rate η = `lr`, ε = `eps` and the penalty λ₁ = `lambda_1`.
    ///
    /// # Errors
    /// If one of them is not in [0, ∞).
    pub fn new(lr: f64, eps: f64, lambda_1: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Ftrl::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("eps", eps)?;
        Self::from_settings(&settings.with("lambda_1", lambda_1)?)
    }

    /// FTRL with `settings` of [`Ftrl::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            lambda_1: settings.real("lambda_1")?,
            lambda_2: settings.real("lambda_2")?,
            power: -settings.real("lr_power")?,
            root_below: settings.choice("denominator")? == "root",
            settings: settings.clone(),
            z: Vec::new(),
            n: Vec::new(),
        })
    }
}

impl Configured for Ftrl {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.z.iter().chain(&self.n).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

/// √n, or nᵖ for another power.
fn root(n: f64, power: f64) -> f64 {
    if power == 0.5 {
        n.sqrt()
    } else {
        n.powf(power)
    }
}

impl Optimizer for Ftrl {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.z)?;
        if self.z.is_empty() {
            self.z = zeros_like(params);
            self.n = zeros_like(params);
        }
        let (eta, eps, power) = (self.lr, self.eps, self.power);
        let (threshold, ridge) = (eta * self.lambda_1, eta * self.lambda_2);
        let power_below = if self.root_below { 0.5 } else { power };
        let tensors = params.iter_mut().zip(grads).zip(&mut self.z);
        for (((param, grad), z), n) in tensors.zip(&mut self.n) {
            Zip::from(param)
                .and(grad)
                .and(z)
                .and(n)
                .sweep(|theta, &g, z, n| {
                    let sum = *n + g * g;
                    let pull = root(sum, power) - root(*n, power);
                    // An entry whose powers overflow is left as it is.
                    if pull.is_finite() {
                        *z += eta * g - pull * *theta;
                        *n = sum;
                        let below = eps + root(sum, power_below) + ridge;
                        if z.abs() < threshold {
                            *theta = 0.0;
                        } else if below > 0.0 {
                            *theta = (threshold * z.signum() - *z) / below;
                        }
                    }
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
