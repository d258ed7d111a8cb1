//! SOAP: Adam in the coordinates in which Shampoo's factors are diagonal.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step, zeros_like,
};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

use crate::basis::Basis;
use crate::matrix::{descend, matrix_mut, ratio, read, sides, tame};

/// L ← β₃L + (1 − β₃)GGᵀ, R likewise; with their eigenvectors P and Q, Adam's direction N of PᵀGQ,
/// θ ← θ − ηPNQᵀ: equation `matrix-preconditioners:soap`.
///
/// The eigenvectors are computed at the first step, then followed by one step of orthogonal
/// iteration every T steps. A side longer than `max_dim` is not rotated, nor is a vector, so that
/// such tensors take Adam's step. State of an m × n matrix: 2mn + 2m² + 2n² numbers. Where a
/// denominator is zero, which takes ε = 0, N is 0. Gradients whose squares would overflow are scaled
/// down first. Vyas et al. 2025.
#[derive(Debug, Clone)]
pub struct Soap {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    shampoo_beta: f64,
    eps: f64,
    weight_decay: f64,
    correction: bool,
    skip_first: bool,
    period: u64,
    max_dim: usize,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    layers: Vec<Layer>,
}

/// The bases of one tensor and room for a step.
#[derive(Debug, Clone)]
struct Layer {
    sides: (usize, usize),
    left: Option<Basis>,
    right: Option<Basis>,
    grad: Array2<f64>,
    work: Array2<f64>,
    rotated: Array2<f64>,
}

impl Soap {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "soap",
        chapter: "matrix-preconditioners",
        equation: "matrix-preconditioners:soap",
        source: "Vyas et al. 2025",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.003, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.95,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.95,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "shampoo_beta",
                "β₃",
                0.95,
                Range::DECAY,
                "decay of the factors L and R",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root of the mean square, before the correction",
            ),
            Hyperparameter {
                name: "period",
                symbol: "T",
                meaning: "the eigenvectors follow the factors every T steps",
                kind: Kind::Integer {
                    default: 10,
                    min: 1,
                },
            },
            Hyperparameter {
                name: "first",
                symbol: "t",
                meaning: "the first gradient only starts the factors, or is used for a step too",
                kind: Kind::Choice {
                    options: &["skip", "step"],
                },
            },
            Hyperparameter {
                name: "correction",
                symbol: "β",
                meaning: "whether the means are divided by 1 − βᵗ",
                kind: Kind::Switch { default: true },
            },
            Hyperparameter {
                name: "max_dim",
                symbol: "d",
                meaning: "a longer side is not rotated",
                kind: Kind::Integer {
                    default: 256,
                    min: 0,
                },
            },
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "θ shrinks by 1 − ηλ after the step",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// SOAP with learning rate η = `lr`, eigenvectors that follow every `period` steps, and the
    /// other defaults.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `period` is 0.
    pub fn new(lr: f64, period: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Soap::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("period", period)?)
    }

    /// SOAP with `settings` of [`Soap::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            shampoo_beta: settings.real("shampoo_beta")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            correction: settings.switch("correction")?,
            skip_first: settings.choice("first")? == "skip",
            period: settings.integer("period")?,
            max_dim: usize::try_from(settings.integer("max_dim")?).unwrap_or(usize::MAX),
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
            layers: Vec::new(),
        })
    }

    /// Takes the first gradient into the factors, and their eigenvectors for bases.
    fn start(&mut self, params: &[Tensor], grads: &[Tensor]) {
        (self.m, self.v) = (zeros_like(params), zeros_like(params));
        let layer = |param: &Tensor| Layer::new(param, self.max_dim);
        self.layers = params.iter().map(layer).collect();
        for (layer, grad) in self.layers.iter_mut().zip(grads) {
            layer.read(grad);
            layer.absorb(self.shampoo_beta);
            for basis in [&mut layer.left, &mut layer.right].into_iter().flatten() {
                basis.start();
            }
        }
    }

    /// √(1 − β₂ᵗ)/(1 − β₁ᵗ), or 1 without correction.
    fn corrected(&self) -> f64 {
        if !self.correction {
            return 1.0;
        }
        let missing = |beta: f64| 1.0 - beta.powf(self.steps as f64);
        missing(self.beta2).sqrt() / missing(self.beta1)
    }
}

impl Layer {
    fn new(param: &Tensor, max_dim: usize) -> Self {
        let (m, n) = sides(param.shape());
        let basis = |side: usize| (param.ndim() > 1 && side <= max_dim).then(|| Basis::new(side));
        Self {
            sides: (m, n),
            left: basis(m),
            right: basis(n),
            grad: Array2::zeros((m, n)),
            work: Array2::zeros((m, n)),
            rotated: Array2::zeros((m, n)),
        }
    }

    /// The gradient, scaled down if its squares would overflow.
    fn read(&mut self, grad: &Tensor) {
        let scale = tame(grad);
        read(grad, &mut self.grad, |g| scale * g);
    }

    /// L ← βL + (1 − β)GGᵀ, R ← βR + (1 − β)GᵀG.
    fn absorb(&mut self, beta: f64) {
        if let Some(left) = &mut self.left {
            left.absorb(beta, &self.grad.view());
        }
        if let Some(right) = &mut self.right {
            right.absorb(beta, &self.grad.t());
        }
    }

    /// rotated ← PᵀXQ.
    fn rotate(&mut self, x: &ArrayView2<f64>) {
        product(
            self.left.as_ref().map(|p| p.vectors.t()),
            x,
            &mut self.work.view_mut(),
        );
        let turned = self.work.t();
        let right = self.right.as_ref().map(|q| q.vectors.t());
        product(right, &turned, &mut self.rotated.view_mut().reversed_axes());
    }

    /// rotated ← PXQᵀ for X = rotated.
    fn rotate_back(&mut self) {
        let left = self.left.as_ref().map(|p| p.vectors.view());
        product(left, &self.rotated.view(), &mut self.work.view_mut());
        let right = self.right.as_ref().map(|q| q.vectors.view());
        let turned = self.work.t();
        product(right, &turned, &mut self.rotated.view_mut().reversed_axes());
    }

    /// The bases follow the factors; the mean squares move with the columns that change places.
    fn follow(&mut self, v: &mut Tensor) {
        let mut v = matrix_mut(v, self.sides);
        for (axis, basis) in [(0, &mut self.left), (1, &mut self.right)] {
            if let Some(basis) = basis {
                basis.follow(&mut v, Axis(axis), &mut self.work);
            }
        }
    }
}

/// to ← BX, or X where there is no B.
fn product(b: Option<ArrayView2<f64>>, x: &ArrayView2<f64>, to: &mut ArrayViewMut2<f64>) {
    match b {
        Some(b) => general_mat_mul(1.0, &b, x, 0.0, to),
        None => to.assign(x),
    }
}

impl Configured for Soap {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let bases = self.layers.iter().flat_map(|l| [&l.left, &l.right]);
        let moments: usize = self.m.iter().chain(&self.v).map(Tensor::len).sum();
        moments + bases.flatten().map(Basis::len).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Soap {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.start(params, grads);
            if self.skip_first {
                return Ok(());
            }
        }
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (rate, keep) = (
            self.lr * self.corrected(),
            1.0 - self.lr * self.weight_decay,
        );
        let follow = self.steps.is_multiple_of(self.period);
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let layer = &mut self.layers[k];
            layer.read(grad);
            let mut m = matrix_mut(&mut self.m[k], layer.sides);
            m.zip_mut_with(&layer.grad, |m, g| *m = beta1 * *m + (1.0 - beta1) * g);
            // PᵀGQ goes into the mean square, PᵀMQ is divided by its root.
            let grad = std::mem::take(&mut layer.grad);
            layer.rotate(&grad.view());
            layer.grad = grad;
            let mut v = matrix_mut(&mut self.v[k], layer.sides);
            v.zip_mut_with(&layer.rotated, |v, g| {
                *v = beta2 * *v + (1.0 - beta2) * g * g;
            });
            layer.rotate(&m.view());
            let normalize = |m: &mut f64, v: &f64| *m = ratio(*m, v.sqrt() + eps);
            layer.rotated.zip_mut_with(&v, normalize);
            layer.rotate_back();
            descend(param, &layer.rotated.view(), |theta, n| {
                keep * (theta - rate * n)
            });
            layer.absorb(self.shampoo_beta);
            if follow {
                layer.follow(&mut self.v[k]);
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
