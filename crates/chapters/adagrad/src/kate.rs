//! KATE: AdaGrad without the root, so that the units of the features do not matter.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// s ← s + g² + ε, q ← q + δg² + g²/s, θ ← θ − η√q g/s: equation `adagrad:kate`.
///
/// Two numbers of state per parameter. Where s is 0 the parameter stays: 0/0 counts as 0. ε enters
/// the sum at every step, as in pytorch_optimizer; in the paper it is 0. Choudhury et al. 2024.
#[derive(Debug, Clone)]
pub struct Kate {
    settings: Settings,
    lr: f64,
    delta: f64,
    eps: f64,
    weight_decay: f64,
    decay: Decay,
    s: Vec<Tensor>,
    q: Vec<Tensor>,
}

/// What weight decay does: it joins the gradient, or shrinks θ by ηλ or by λ before the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decay {
    L2,
    Decoupled,
    Fixed,
}

impl Kate {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "kate",
        chapter: "adagrad",
        equation: "adagrad:kate",
        source: "Choudhury et al. 2024",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "delta",
                "δ",
                0.0,
                Range::NON_NEGATIVE,
                "weight of the plain squares in the numerator, the paper's η",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the sum at every step (pytorch_optimizer: 1e-8, paper: 0)",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "strength of the weight decay",
            ),
            Hyperparameter {
                name: "decay",
                symbol: "λ",
                meaning: "λθ joins the gradient, or θ shrinks by ηλθ or by λθ before the step",
                kind: Kind::Choice {
                    options: &["l2", "decoupled", "fixed"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// KATE as in the paper, with learning rate η = `lr`, δ = `delta` and ε = 0.
    ///
    /// # Errors
    /// If one of them is not in [0, ∞).
    pub fn new(lr: f64, delta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Kate::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("delta", delta)?;
        Self::from_settings(&settings.with("eps", 0.0)?)
    }

    /// KATE with `settings` of [`Kate::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            delta: settings.real("delta")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            decay: match settings.choice("decay")? {
                "l2" => Decay::L2,
                "decoupled" => Decay::Decoupled,
                _ => Decay::Fixed,
            },
            settings: settings.clone(),
            s: Vec::new(),
            q: Vec::new(),
        })
    }
}

impl Configured for Kate {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.s.iter().chain(&self.q).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Kate {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.s)?;
        if self.s.is_empty() {
            self.s = zeros_like(params);
            self.q = zeros_like(params);
        }
        let (eta, delta, eps) = (self.lr, self.delta, self.eps);
        let (l2, kept) = match self.decay {
            Decay::L2 => (self.weight_decay, 1.0),
            Decay::Decoupled => (0.0, 1.0 - eta * self.weight_decay),
            Decay::Fixed => (0.0, 1.0 - self.weight_decay),
        };
        let tensors = params.iter_mut().zip(grads).zip(&mut self.s);
        for (((param, grad), s), q) in tensors.zip(&mut self.q) {
            Zip::from(param)
                .and(grad)
                .and(s)
                .and(q)
                .sweep(|theta, &g, s, q| {
                    let g = g + l2 * *theta;
                    let square = g * g;
                    *theta *= kept;
                    *s += square + eps;
                    // A square that overflows makes s infinite and the step 0.
                    if *s > 0.0 && s.is_finite() {
                        *q += delta * square + square / *s;
                        *theta -= eta * q.sqrt() * g / *s;
                    }
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
