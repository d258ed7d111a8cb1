//! GaLore: Adam on the part of a gradient that lies in a few directions.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, as_matrix,
};
use nalgebra::DMatrix;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayD, ArrayView2, ArrayViewMut2, Ix2, IxDyn, Zip};

use crate::second_moment::ratio;
use crate::shapes::Shapes;

/// R = PᵀG, Adam's direction N from R, θ ← θ − ηα PN, and every T steps P ← the first r left singular
/// vectors of G: equation `memory-efficient:galore`.
///
/// A matrix with more rows than columns is projected from the right instead, R = GP. State of an
/// m × n matrix with m ≤ n: mr + 2rn numbers, r at most m. Other tensors take Adam's step, without
/// α, with two numbers per parameter. Where a denominator is zero, which takes ε = 0, N is 0.
/// Zhao et al. 2024.
#[derive(Debug, Clone)]
pub struct Galore {
    settings: Settings,
    lr: f64,
    rank: usize,
    gap: u64,
    scale: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    steps: u64,
    shapes: Shapes,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    projections: Vec<Option<Projection>>,
}

/// The directions that a matrix is projected to.
#[derive(Debug, Clone)]
struct Projection {
    /// P: r orthonormal columns.
    basis: Array2<f64>,
    /// Whether P multiplies the gradient from the left, PᵀG, or from the right, GP.
    left: bool,
    /// The projected gradient, then the direction; holds nothing from step to step.
    inner: Tensor,
}

impl Galore {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "galore",
        chapter: "memory-efficient",
        equation: "memory-efficient:galore",
        source: "Zhao et al. 2024",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter {
                name: "rank",
                symbol: "r",
                meaning: "number of directions, at most the smaller side of the matrix",
                kind: Kind::Integer {
                    default: 128,
                    min: 1,
                },
            },
            Hyperparameter {
                name: "gap",
                symbol: "T",
                meaning: "number of steps from one choice of the directions to the next",
                kind: Kind::Integer {
                    default: 200,
                    min: 1,
                },
            },
            Hyperparameter::real(
                "scale",
                "α",
                0.25,
                Range::NON_NEGATIVE,
                "multiplies the learning rate of projected matrices",
            ),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean gradient",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root in the denominator",
            ),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// GaLore with learning rate η = `lr`, r = `rank` directions that are chosen anew every `gap`
    /// steps, and the paper's α = 0.25.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), or `rank` or `gap` is 0.
    pub fn new(lr: f64, rank: u64, gap: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Galore::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("rank", rank)?;
        Self::from_settings(&settings.with("gap", gap)?)
    }

    /// GaLore with `settings` of [`Galore::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            rank: usize::try_from(settings.integer("rank")?).unwrap_or(usize::MAX),
            gap: settings.integer("gap")?,
            scale: settings.real("scale")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            settings: settings.clone(),
            steps: 0,
            shapes: Shapes::default(),
            m: Vec::new(),
            v: Vec::new(),
            projections: Vec::new(),
        })
    }

    /// P, the directions to which tensor `k` is projected; `None` if it is no matrix, or before the
    /// first step.
    pub fn basis(&self, k: usize) -> Option<&Array2<f64>> {
        self.projections.get(k)?.as_ref().map(|p| &p.basis)
    }

    fn start(&mut self, params: &[Tensor]) {
        let project = |param: &Tensor| match *param.shape() {
            [m, n] => Some(Projection::new(m, n, self.rank)),
            _ => None,
        };
        self.projections = params.iter().map(project).collect();
        let moment = |(param, projection): (&Tensor, &Option<Projection>)| {
            let shape = projection.as_ref().map(|p| p.inner.raw_dim());
            ArrayD::zeros(shape.unwrap_or_else(|| param.raw_dim()))
        };
        self.m = params.iter().zip(&self.projections).map(moment).collect();
        self.v = self.m.clone();
        self.shapes = Shapes::of(params);
    }
}

impl Projection {
    fn new(m: usize, n: usize, rank: usize) -> Self {
        let (short, r) = (m.min(n), rank.min(m).min(n));
        let left = m <= n;
        let inner = if left { [r, n] } else { [m, r] };
        Self {
            basis: Array2::zeros((short, r)),
            left,
            inner: ArrayD::zeros(IxDyn(&inner)),
        }
    }

    /// P ← the singular vectors of `grad` that belong to its r largest singular values, on its
    /// shorter side. Each is given the sign that makes its largest entry positive.
    fn choose(&mut self, grad: &ArrayView2<f64>) {
        let view = if self.left { grad.view() } else { grad.t() };
        let (m, n) = view.dim();
        // It divides by the largest entry first, so that squares cannot overflow.
        let svd = DMatrix::from_fn(m, n, |i, j| view[[i, j]]).svd(true, false);
        let Some(vectors) = svd.u else { return };
        for (k, mut column) in self.basis.columns_mut().into_iter().enumerate() {
            let vector = vectors.column(k);
            let sign = vector[vector.iamax()].signum();
            column.assign(&ndarray::Array1::from_iter(vector.iter().map(|x| sign * x)));
        }
    }

    /// inner ← PᵀG, or GP.
    fn project(&mut self, grad: &ArrayView2<f64>) {
        let mut inner = matrix_mut(&mut self.inner);
        if self.left {
            general_mat_mul(1.0, &self.basis.t(), grad, 0.0, &mut inner);
        } else {
            general_mat_mul(1.0, grad, &self.basis, 0.0, &mut inner);
        }
    }

    /// θ ← θ − `rate`·P·inner, or θ − `rate`·inner·Pᵀ.
    fn descend(&self, rate: f64, param: &mut Tensor) {
        let (mut param, inner) = (matrix_mut(param), as_matrix(&self.inner));
        if self.left {
            general_mat_mul(-rate, &self.basis, &inner, 1.0, &mut param);
        } else {
            general_mat_mul(-rate, &inner, &self.basis.t(), 1.0, &mut param);
        }
    }
}

/// A tensor with two axes as a matrix that can be written.
fn matrix_mut(tensor: &mut Tensor) -> ArrayViewMut2<'_, f64> {
    tensor
        .view_mut()
        .into_dimensionality::<Ix2>()
        .expect("only matrices are projected")
}

impl Configured for Galore {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let moments: usize = self.m.iter().chain(&self.v).map(Tensor::len).sum();
        let bases = self.projections.iter().flatten();
        moments + bases.map(|p| p.basis.len()).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Galore {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.m.is_empty() {
            self.start(params);
        }
        let choose = self.steps.is_multiple_of(self.gap);
        self.steps += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let correction = |beta: f64| 1.0 / (1.0 - beta.powf(self.steps as f64));
        let (first, second) = (correction(beta1), correction(beta2));
        // Adam's direction from a gradient or a projected gradient.
        let adam = |g: f64, m: &mut f64, v: &mut f64| {
            *m = beta1 * *m + (1.0 - beta1) * g;
            *v = beta2 * *v + (1.0 - beta2) * g * g;
            ratio(first * *m, (second * *v).sqrt() + eps)
        };
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (m, v) = (&mut self.m[k], &mut self.v[k]);
            if let Some(projection) = &mut self.projections[k] {
                if choose {
                    projection.choose(&as_matrix(grad));
                }
                projection.project(&as_matrix(grad));
                let tensors = Zip::from(&mut projection.inner).and(m).and(v);
                tensors.sweep(|r, m, v| *r = adam(*r, m, v));
                projection.descend(self.lr * self.scale, param);
            } else {
                let lr = self.lr;
                let tensors = Zip::from(param).and(grad).and(m).and(v);
                tensors.sweep(|theta, &g, m, v| *theta -= lr * adam(g, m, v));
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
