//! AdaGrad with full matrices: the root of the sum of g gᵀ in place of its diagonal.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_params, check_step,
};

use crate::root::{absorb, column, inner, norm, orthogonalize};

/// G ← G + g gᵀ, θ ← θ − η(G^{1/2} + εI)⁻¹g: equation `adagrad:full`.
///
/// A tensor is flattened and cut into blocks of at most `block` entries (the last one may be
/// shorter); each block has a matrix of its own. So a tensor of n ≤ `block` entries keeps n²
/// numbers of state, a longer one about n·`block`, and a step costs O(n·`block`²). With `block` = 1 it is
/// AdaGrad. In directions without any gradient so far nothing moves. Duchi, Hazan and Singer 2011.
#[derive(Debug, Clone)]
pub struct FullAdaGrad {
    settings: Settings,
    lr: f64,
    eps: f64,
    weight_decay: f64,
    block: usize,
    shapes: Vec<Vec<usize>>,
    /// For each block of each tensor in turn, the triangular R with RᵀR = G.
    factors: Vec<Vec<f64>>,
    /// The gradient of one tensor, which becomes its step.
    g: Vec<f64>,
    scratch: Scratch,
}

/// Room for one block: what a step computes and forgets.
#[derive(Debug, Clone, Default)]
struct Scratch {
    row: Vec<f64>,
    w: Vec<f64>,
    v: Vec<f64>,
}

impl FullAdaGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "full-adagrad",
        chapter: "adagrad",
        equation: "adagrad:full",
        source: "Duchi, Hazan and Singer 2011",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-10,
                Range::NON_NEGATIVE,
                "added to the eigenvalues of the root",
            ),
            Hyperparameter {
                name: "block",
                symbol: "k",
                meaning: "tensors of more entries are cut into blocks of this many",
                kind: Kind::Integer {
                    default: 16,
                    min: 1,
                },
            },
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Full AdaGrad with learning rate η = `lr`, ε = 0 and blocks of `block` entries.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `block` is 0.
    pub fn new(lr: f64, block: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = FullAdaGrad::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("eps", 0.0)?;
        Self::from_settings(&settings.with("block", block)?)
    }

    /// Full AdaGrad with `settings` of [`FullAdaGrad::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            weight_decay: settings.real("weight_decay")?,
            // A block longer than any tensor is as good as a larger one.
            block: usize::try_from(settings.integer("block")?).unwrap_or(usize::MAX),
            settings: settings.clone(),
            shapes: Vec::new(),
            factors: Vec::new(),
            g: Vec::new(),
            scratch: Scratch::default(),
        })
    }

    /// What every step checks, and buffers at the first one.
    fn prepare(&mut self, params: &[Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_params(params, &[])?;
        let same = params.iter().map(Tensor::shape).eq(&self.shapes);
        if !self.shapes.is_empty() && !same {
            return Err(StepError::Changed {
                before: self.shapes.clone(),
                now: params.iter().map(|p| p.shape().to_vec()).collect(),
            });
        }
        check_step(params, grads, &[])?;
        if self.shapes.is_empty() {
            self.shapes = params.iter().map(|p| p.shape().to_vec()).collect();
            let sizes = params.iter().flat_map(|p| block_sizes(p.len(), self.block));
            self.factors = sizes.map(|size| vec![0.0; size * size]).collect();
            let longest = params.iter().map(Tensor::len).max().unwrap_or(0);
            self.g = vec![0.0; longest];
            let n = longest.min(self.block);
            self.scratch = Scratch {
                row: vec![0.0; n],
                w: vec![0.0; n * n],
                v: vec![0.0; n * n],
            };
        }
        Ok(())
    }
}

/// The lengths of the blocks of a tensor of `len` entries.
fn block_sizes(len: usize, block: usize) -> impl Iterator<Item = usize> {
    (0..len.div_ceil(block)).map(move |k| block.min(len - k * block))
}

impl Scratch {
    // ANCHOR: precondition
    /// R ← the factor of G + g gᵀ, g ← (G^{1/2} + εI)⁻¹g with the new G = RᵀR = VΣ²Vᵀ.
    fn precondition(&mut self, r: &mut [f64], g: &mut [f64], eps: f64) {
        let n = g.len();
        let (row, w, v) = (
            &mut self.row[..n],
            &mut self.w[..n * n],
            &mut self.v[..n * n],
        );
        row.copy_from_slice(g);
        absorb(r, row);
        let scale = r.iter().fold(0.0, |max: f64, entry| max.max(entry.abs()));
        if scale == 0.0 {
            return;
        }
        for (k, entry) in w.iter_mut().enumerate() {
            *entry = r[k % n * n + k / n] / scale;
        }
        orthogonalize(w, v, n);
        let sigma = |k| scale * norm(column(w, k, n));
        let largest = (0..n).map(sigma).fold(0.0, f64::max);
        row.copy_from_slice(g);
        g.fill(0.0);
        // What is smaller is rounding error: no gradient has pointed there.
        let least = 4.0 * n as f64 * f64::EPSILON * largest;
        for k in (0..n).filter(|&k| sigma(k) > least) {
            let along = inner(column(v, k, n), row) / (sigma(k) + eps);
            for (g, v) in g.iter_mut().zip(column(v, k, n)) {
                *g += along * v;
            }
        }
    }
    // ANCHOR_END: precondition
}

impl Configured for FullAdaGrad {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.factors.iter().map(Vec::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for FullAdaGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.prepare(params, grads)?;
        let mut factors = self.factors.iter_mut();
        for (param, grad) in params.iter_mut().zip(grads) {
            let g = &mut self.g[..param.len()];
            for ((g, &grad), &theta) in g.iter_mut().zip(grad).zip(&*param) {
                *g = grad + self.weight_decay * theta;
            }
            for (block, factor) in g.chunks_mut(self.block).zip(factors.by_ref()) {
                self.scratch.precondition(factor, block, self.eps);
            }
            for (theta, step) in param.iter_mut().zip(g) {
                *theta -= self.lr * *step;
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
