//! Muon: the momentum of a matrix, with its singular values all made about 1.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::matrix::{descend, matrix, ratio, tame};
use crate::newton_schulz::{Coefficients, NewtonSchulz};

/// M ← βM + (1 − β)G, θ ← θ − ηs·NS(βM + (1 − β)G): equation `matrix-preconditioners:muon`.
///
/// NS is k steps of Newton–Schulz from its argument divided by its norm. It is for tensors with two
/// axes; others take Adam's step with the same η. One number of state per entry of a matrix, two of
/// other tensors. Where a gradient is zero, NS is zero. Gradients whose squares would overflow are
/// scaled down first. Jordan et al. 2024.
#[derive(Debug, Clone)]
pub struct Muon {
    settings: Settings,
    lr: f64,
    average: Average,
    coefficients: Coefficients,
    iterations: u64,
    eps: f64,
    eps_added: bool,
    half: bool,
    scale: Scale,
    weight_decay: f64,
    adam: Adam,
    steps: u64,
    m: Vec<Tensor>,
    /// Mean squares, of the tensors that are no matrices; the other tensors here are empty.
    v: Vec<Tensor>,
    directions: Vec<Tensor>,
    iterates: Vec<Option<NewtonSchulz>>,
}

/// The mean gradient and what is made of it.
#[derive(Debug, Clone, Copy)]
struct Average {
    beta: f64,
    nesterov: bool,
    corrected: bool,
}

/// Adam's constants, for the tensors that are no matrices.
#[derive(Debug, Clone, Copy)]
struct Adam {
    beta1: f64,
    beta2: f64,
}

/// s, from the sides of the matrix.
#[derive(Debug, Clone, Copy)]
enum Scale {
    Rows,
    Columns,
    Rms,
    Off,
}

impl Average {
    /// The weights of m and g in the direction, at step `t` ≥ 1.
    fn weights(self, t: u64) -> (f64, f64) {
        let weight = |share: f64, t: f64| {
            let missing = self.beta.powf(t);
            share / if self.corrected { 1.0 - missing } else { 1.0 }
        };
        let t = t as f64;
        if self.nesterov {
            (weight(self.beta, t + 1.0), weight(1.0 - self.beta, t))
        } else {
            (weight(1.0, t), 0.0)
        }
    }
}

impl Scale {
    fn of(self, m: usize, n: usize) -> f64 {
        let (m, n) = (m as f64, n as f64);
        match self {
            Self::Rows => (m / n).max(1.0).sqrt(),
            Self::Columns => (n / m).max(1.0).sqrt(),
            Self::Rms => 0.2 * m.max(n).sqrt(),
            Self::Off => 1.0,
        }
    }
}

/// Any finite number.
const ANY: Range = Range::new(f64::NEG_INFINITY, false, f64::INFINITY, false);

impl Muon {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "muon",
        chapter: "matrix-preconditioners",
        equation: "matrix-preconditioners:muon",
        source: "Jordan et al. 2024",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.02, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta",
                "β",
                0.95,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter {
                name: "nesterov",
                symbol: "β",
                meaning: "whether the new gradient is averaged into the mean once more",
                kind: Kind::Switch { default: true },
            },
            Hyperparameter {
                name: "iterations",
                symbol: "k",
                meaning: "steps of Newton–Schulz",
                kind: Kind::Integer { default: 5, min: 0 },
            },
            Hyperparameter::real("a", "a", 3.4445, ANY, "coefficient of X"),
            Hyperparameter::real("b", "b", -4.775, ANY, "coefficient of (XXᵀ)X"),
            Hyperparameter::real("c", "c", 2.0315, ANY, "coefficient of (XXᵀ)²X"),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-7,
                Range::NON_NEGATIVE,
                "least norm that a matrix is divided by; added to Adam's denominator",
            ),
            Hyperparameter {
                name: "eps_place",
                symbol: "ε",
                meaning: "divide by max(‖M‖, ε), or by ‖M‖ + ε",
                kind: Kind::Choice {
                    options: &["floor", "added"],
                },
            },
            Hyperparameter {
                name: "scale",
                symbol: "s",
                meaning: "√max(1, rows/columns), √max(1, columns/rows), 0.2√max(rows, columns), or 1",
                kind: Kind::Choice {
                    options: &["rows", "columns", "rms", "off"],
                },
            },
            Hyperparameter {
                name: "correction",
                symbol: "β",
                meaning: "whether the means are divided by 1 − βᵗ",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter {
                name: "precision",
                symbol: "k",
                meaning: "Newton–Schulz in 64 bits, or in 16 as on a graphics processor",
                kind: Kind::Choice {
                    options: &["double", "bfloat16"],
                },
            },
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "matrices shrink by 1 − ηλ",
            ),
            Hyperparameter::real(
                "adam_beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean gradient where the tensor is no matrix",
            ),
            Hyperparameter::real(
                "adam_beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square where the tensor is no matrix",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Muon with learning rate η = `lr`, β = `beta` and the other defaults.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Muon::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// Muon with `settings` of [`Muon::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            average: Average {
                beta: settings.real("beta")?,
                nesterov: settings.switch("nesterov")?,
                corrected: settings.switch("correction")?,
            },
            coefficients: (
                settings.real("a")?,
                settings.real("b")?,
                settings.real("c")?,
            ),
            iterations: settings.integer("iterations")?,
            eps: settings.real("eps")?,
            eps_added: settings.choice("eps_place")? == "added",
            half: settings.choice("precision")? == "bfloat16",
            scale: match settings.choice("scale")? {
                "columns" => Scale::Columns,
                "rms" => Scale::Rms,
                "off" => Scale::Off,
                _ => Scale::Rows,
            },
            weight_decay: settings.real("weight_decay")?,
            adam: Adam {
                beta1: settings.real("adam_beta1")?,
                beta2: settings.real("adam_beta2")?,
            },
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            directions: Vec::new(),
            iterates: Vec::new(),
        })
    }

    fn start(&mut self, params: &[Tensor]) {
        self.m = zeros_like(params);
        self.directions = zeros_like(params);
        let sides = |param: &Tensor| match *param.shape() {
            [m, n] => Some((m, n)),
            _ => None,
        };
        let squares = |param: &Tensor| match sides(param) {
            Some(_) => Tensor::zeros(vec![0]),
            None => Tensor::zeros(param.raw_dim()),
        };
        self.v = params.iter().map(squares).collect();
        let iterate = |param| sides(param).map(|(m, n)| NewtonSchulz::new(m, n));
        self.iterates = params.iter().map(iterate).collect();
    }

    // ANCHOR: orthogonal
    /// θ ← (1 − ηλ)θ − ηs·NS(U) for the matrix U in `directions`.
    fn descend(&mut self, k: usize, param: &mut Tensor) {
        let Some(iterate) = &mut self.iterates[k] else {
            return;
        };
        let sides = (param.shape()[0], param.shape()[1]);
        let u = matrix(&self.directions[k], sides);
        let (eps, added) = (self.eps, self.eps_added);
        let divisor = |norm: f64| if added { norm + eps } else { norm.max(eps) };
        let polar = if self.half {
            iterate.run_rounded(&u, divisor, self.iterations, self.coefficients)
        } else {
            let norm = divisor(u.fold(0.0, |sum, u| sum + u * u).sqrt());
            let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
            iterate.run(&u, scale, self.iterations, self.coefficients)
        };
        let keep = 1.0 - self.lr * self.weight_decay;
        let rate = self.lr * self.scale.of(sides.0, sides.1);
        descend(param, &polar, |theta, step| keep * theta - rate * step);
    }
    // ANCHOR_END: orthogonal

    /// Adam's step, for a tensor that is no matrix.
    fn adam(&mut self, k: usize, scale: f64, param: &mut Tensor, grad: &Tensor) {
        let (lr, eps, Adam { beta1, beta2 }) = (self.lr, self.eps, self.adam);
        let mean = Average {
            beta: beta1,
            corrected: true,
            ..self.average
        };
        let (from_m, from_g) = mean.weights(self.steps);
        let second = 1.0 / (1.0 - beta2.powf(self.steps as f64));
        Zip::from(param)
            .and(grad)
            .and(&mut self.m[k])
            .and(&mut self.v[k])
            .sweep(|theta, &g, m, v| {
                let g = scale * g;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v = beta2 * *v + (1.0 - beta2) * g * g;
                *theta -= lr * ratio(from_m * *m + from_g * g, (second * *v).sqrt() + eps);
            });
    }
}

impl Configured for Muon {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Muon {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.start(params);
        }
        self.steps += 1;
        let beta = self.average.beta;
        let (from_m, from_g) = self.average.weights(self.steps);
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let scale = tame(grad);
            if self.iterates[k].is_none() {
                self.adam(k, scale, param, grad);
                continue;
            }
            Zip::from(grad)
                .and(&mut self.m[k])
                .and(&mut self.directions[k])
                .sweep(|&g, m, direction| {
                    let g = scale * g;
                    *m = beta * *m + (1.0 - beta) * g;
                    *direction = from_m * *m + from_g * g;
                });
            self.descend(k, param);
        }
        Ok(())
    }
    // ANCHOR_END: step
}
