//! The optimizer inside a wrapper: gradient descent with momentum, or Adam.

use descent::{Hyperparameter, Kind, Range, SettingError, Settings, Sweep, Tensor, zeros_like};
use ndarray::Zip;

/// Which optimizer is inside.
pub(crate) const INNER: Hyperparameter = Hyperparameter {
    name: "inner",
    symbol: "A",
    meaning: "the optimizer inside: gradient descent with momentum β, or Adam with β₁, β₂, ε",
    kind: Kind::Choice {
        options: &["sgd", "adam"],
    },
};

/// The momentum of inner gradient descent.
pub(crate) const BETA: Hyperparameter = Hyperparameter::real(
    "beta",
    "β",
    0.0,
    Range::DECAY,
    "momentum of inner gradient descent, in the sum form",
);

pub(crate) const NESTEROV: Hyperparameter = Hyperparameter {
    name: "nesterov",
    symbol: "N",
    meaning: "inner gradient descent steps along g + βm in place of m",
    kind: Kind::Switch { default: false },
};

pub(crate) const BETA1: Hyperparameter = Hyperparameter::real(
    "beta1",
    "β₁",
    0.9,
    Range::DECAY,
    "decay of inner Adam's mean gradient",
);

pub(crate) const BETA2: Hyperparameter = Hyperparameter::real(
    "beta2",
    "β₂",
    0.999,
    Range::DECAY,
    "decay of inner Adam's mean square",
);

pub(crate) const EPS: Hyperparameter = Hyperparameter::real(
    "eps",
    "ε",
    1e-8,
    Range::NON_NEGATIVE,
    "added to the root of the corrected mean square",
);

pub(crate) const EPS_ROOT: Hyperparameter = Hyperparameter::real(
    "eps_root",
    "ε′",
    0.0,
    Range::NON_NEGATIVE,
    "added to the corrected mean square inside the root",
);

/// m/d, and 0 where d = 0: an entry that has no scale does not move.
pub(crate) fn ratio(m: f64, d: f64) -> f64 {
    if d == 0.0 { 0.0 } else { m / d }
}

/// βa + (1 − β)x; what has no weight is not looked at, as it may have overflowed.
pub(crate) fn leaky(beta: f64, a: f64, x: f64) -> f64 {
    if beta == 0.0 {
        x
    } else {
        beta * a + (1.0 - beta) * x
    }
}

#[derive(Debug, Clone, Copy)]
enum Rule {
    Sgd {
        beta: f64,
        nesterov: bool,
    },
    Adam {
        beta1: f64,
        beta2: f64,
        eps: f64,
        eps_root: f64,
    },
}

/// Gradient descent with momentum, `momentum:heavy-ball` or Nesterov's, or Adam, `adam:adam`.
///
/// The wrapper checks the step and knows the learning rate. State per parameter: none for β = 0,
/// one number for momentum, two for Adam.
#[derive(Debug, Clone)]
pub(crate) struct Inner {
    rule: Rule,
    weight_decay: f64,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Inner {
    /// What the settings of a wrapper say of the optimizer inside.
    pub(crate) fn of(settings: &Settings) -> Result<Self, SettingError> {
        let rule = if settings.choice("inner")? == "sgd" {
            Rule::Sgd {
                beta: settings.real("beta")?,
                nesterov: settings.switch("nesterov")?,
            }
        } else {
            Rule::Adam {
                beta1: settings.real("beta1")?,
                beta2: settings.real("beta2")?,
                eps: settings.real("eps")?,
                eps_root: settings.real("eps_root")?,
            }
        };
        Ok(Self {
            rule,
            weight_decay: settings.real("weight_decay")?,
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    pub(crate) fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    /// The buffer of the mean gradient or of the momentum; empty where there is none.
    pub(crate) fn momentum_mut(&mut self) -> &mut [Tensor] {
        &mut self.m
    }

    /// Forgets all gradients, as before the first step.
    pub(crate) fn reset(&mut self) {
        self.steps = 0;
        for buffer in self.m.iter_mut().chain(&mut self.v) {
            buffer.fill(0.0);
        }
    }

    /// One step at the rate `lr`, which the wrapper has checked.
    pub(crate) fn step(&mut self, lr: f64, params: &mut [Tensor], grads: &[Tensor]) {
        self.steps += 1;
        let lambda = self.weight_decay;
        match self.rule {
            Rule::Sgd { beta: 0.0, .. } => {
                for (param, grad) in params.iter_mut().zip(grads) {
                    Zip::from(param)
                        .and(grad)
                        .sweep(|theta, &g| *theta -= lr * (g + lambda * *theta));
                }
            }
            Rule::Sgd { beta, nesterov } => {
                if self.m.is_empty() {
                    self.m = zeros_like(params);
                }
                for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
                    Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                        let g = g + lambda * *theta;
                        *m = beta * *m + g;
                        *theta -= lr * if nesterov { g + beta * *m } else { *m };
                    });
                }
            }
            Rule::Adam {
                beta1,
                beta2,
                eps,
                eps_root,
            } => {
                if self.m.is_empty() {
                    self.m = zeros_like(params);
                    self.v = zeros_like(params);
                }
                let t = self.steps as f64;
                let (first, second) = (1.0 - beta1.powf(t), 1.0 - beta2.powf(t));
                for (((param, grad), m), v) in params
                    .iter_mut()
                    .zip(grads)
                    .zip(&mut self.m)
                    .zip(&mut self.v)
                {
                    let tensors = Zip::from(param).and(grad).and(m).and(v);
                    tensors.sweep(|theta, &g, m, v| {
                        let g = g + lambda * *theta;
                        *m = leaky(beta1, *m, g);
                        *v = leaky(beta2, *v, g * g);
                        let root = (*v / second + eps_root).sqrt() + eps;
                        *theta -= lr * ratio(*m / first, root);
                    });
                }
            }
        }
    }
}
