//! LazyAdam: Adam that leaves the rows alone whose gradient is zero.

use descent::{
    Configured, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep, Tensor,
    check_params, check_step, zeros_like,
};
use ndarray::{
    ArrayView, ArrayView2, ArrayViewMut, ArrayViewMut2, Axis, Dimension, RemoveAxis, Zip,
};

use crate::bias::{ratio, weight_sum};
use crate::common;

/// Adam on the rows with a gradient, and nothing on the others: equation `adam:lazy`.
///
/// A row is what one index of the first axis selects; of a vector, one entry. A row whose gradient
/// is zero keeps its values and both moments; the step count in the bias correction goes on. ε is
/// added to √v before the correction, as in PyTorch's `SparseAdam`, or after. Two numbers of state
/// per parameter. Where the denominator is zero the entry does not move. TensorFlow Addons and
/// PyTorch; both moments are from Kingma & Ba 2015.
#[derive(Debug, Clone)]
pub struct LazyAdam {
    settings: Settings,
    rule: Rule,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

/// The constants of a step.
#[derive(Debug, Clone, Copy)]
struct Rule {
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_before: bool,
}

/// The gradient of a tensor of which few rows were used: those rows and their gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct RowGradient {
    /// The rows, by their index in the first axis, each larger than the one before.
    pub rows: Vec<usize>,
    /// Their gradients, in the same order along the first axis.
    pub values: Tensor,
}

/// Why a step on rows was refused. Nothing has moved when it is returned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// What any step refuses.
    #[error(transparent)]
    Step(#[from] StepError),
    /// A row does not exist.
    #[error("tensor {tensor}: there is no row {row} among {rows}")]
    NoSuchRow {
        /// Its place in the list.
        tensor: usize,
        /// The row that was named.
        row: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// A row is named twice, or out of order.
    #[error("tensor {tensor}: row {row} comes after row {before}; rows must increase")]
    Order {
        /// Its place in the list.
        tensor: usize,
        /// The row before.
        before: usize,
        /// The row that is not larger.
        row: usize,
    },
}

impl LazyAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "lazy-adam",
        chapter: "adam",
        equation: "adam:lazy",
        source: "Kingma & Ba 2015, PyTorch SparseAdam",
        hyperparameters: &[
            common::LR,
            common::BETA1,
            common::BETA2,
            common::EPS,
            common::eps_place(&["uncorrected", "corrected"]),
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// LazyAdam with learning rate η = `lr`, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = LazyAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// LazyAdam with `settings` of [`LazyAdam::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            rule: Rule {
                lr: settings.real("lr")?,
                beta1: settings.real("beta1")?,
                beta2: settings.real("beta2")?,
                eps: settings.real("eps")?,
                eps_before: settings.choice("eps_place")? == "uncorrected",
            },
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// The leaky mean m of the gradients, uncorrected; empty before the first step.
    pub fn first_moment(&self) -> &[Tensor] {
        &self.m
    }

    /// The leaky mean v of the squared gradients, uncorrected; empty before the first step.
    pub fn second_moment(&self) -> &[Tensor] {
        &self.v
    }

    /// The same step from the touched rows alone: after the first step its cost depends on how many
    /// rows are touched, not on how many there are. `grads` holds one entry for each tensor.
    ///
    /// A row that is named with a gradient of zeros counts as touched, as in PyTorch.
    ///
    /// # Errors
    /// As [`Optimizer::step`], or if a row does not exist or the rows do not increase. Parameters
    /// and state are then untouched.
    // ANCHOR: rows
    pub fn step_rows(
        &mut self,
        params: &mut [Tensor],
        grads: &[RowGradient],
    ) -> Result<(), RowError> {
        check_rows(params, grads, &self.m)?;
        self.begin(params);
        let rule = self.rule.at(self.steps);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            for (&row, g) in grad.rows.iter().zip(grad.values.axis_iter(Axis(0))) {
                let theta = param.index_axis_mut(Axis(0), row);
                let m = m.index_axis_mut(Axis(0), row);
                let v = v.index_axis_mut(Axis(0), row);
                rule.row(theta, &g, m, v);
            }
        }
        Ok(())
    }
    // ANCHOR_END: rows

    /// Counts the step; before the first the moments are zero.
    fn begin(&mut self, params: &[Tensor]) {
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.steps += 1;
    }
}

impl Configured for LazyAdam {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.rule.lr = lr;
        Ok(())
    }
}

impl Optimizer for LazyAdam {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        self.begin(params);
        let rule = self.rule.at(self.steps);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            match (
                matrix_mut(param),
                matrix(grad),
                matrix_mut(m),
                matrix_mut(v),
            ) {
                (Some(param), Some(grad), Some(m), Some(v)) => rule.touched(param, &grad, m, v),
                _ => rule.touched(param.view_mut(), &grad.view(), m.view_mut(), v.view_mut()),
            }
        }
        Ok(())
    }
}

/// The constants of one step, after `steps` steps.
#[derive(Debug, Clone, Copy)]
struct Step {
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
}

impl Rule {
    /// η√(1 − β₂ᵗ)/(1 − β₁ᵗ) multiplies m/(√v + ε); an ε after the correction is ε√(1 − β₂ᵗ) there.
    fn at(self, steps: u64) -> Step {
        let (first, second) = (weight_sum(self.beta1, steps), weight_sum(self.beta2, steps));
        let root = second.sqrt();
        Step {
            lr: self.lr * root / first,
            beta1: self.beta1,
            beta2: self.beta2,
            eps: if self.eps_before {
                self.eps
            } else {
                self.eps * root
            },
        }
    }
}

impl Step {
    /// The step of the rows whose gradient is not zero.
    fn touched<D: RemoveAxis>(
        self,
        mut theta: ArrayViewMut<'_, f64, D>,
        g: &ArrayView<'_, f64, D>,
        mut m: ArrayViewMut<'_, f64, D>,
        mut v: ArrayViewMut<'_, f64, D>,
    ) {
        Zip::from(theta.axis_iter_mut(Axis(0)))
            .and(g.axis_iter(Axis(0)))
            .and(m.axis_iter_mut(Axis(0)))
            .and(v.axis_iter_mut(Axis(0)))
            .sweep(|theta, g, m, v| {
                if g.iter().any(|&g| g != 0.0) {
                    self.row(theta, &g, m, v);
                }
            });
    }

    fn row<D: Dimension>(
        self,
        theta: ArrayViewMut<'_, f64, D>,
        g: &ArrayView<'_, f64, D>,
        m: ArrayViewMut<'_, f64, D>,
        v: ArrayViewMut<'_, f64, D>,
    ) {
        let entries = Zip::from(theta).and(g).and(m).and(v);
        entries.for_each(|theta, &g, m, v| self.entry(theta, g, m, v));
    }

    // ANCHOR: entry
    fn entry(self, theta: &mut f64, g: f64, m: &mut f64, v: &mut f64) {
        *m = self.beta1 * *m + (1.0 - self.beta1) * g;
        *v = self.beta2 * *v + (1.0 - self.beta2) * g * g;
        *theta -= self.lr * ratio(*m, v.sqrt() + self.eps);
    }
    // ANCHOR_END: entry
}

/// A tensor as a matrix of its rows, if its memory is in that order: rows of known dimension are
/// much faster to go through. A vector's rows are its entries; a single number is one row.
fn matrix(tensor: &Tensor) -> Option<ArrayView2<'_, f64>> {
    let shape = rows_and_width(tensor);
    tensor.view().into_shape_with_order(shape).ok()
}

/// [`matrix`], to be changed.
fn matrix_mut(tensor: &mut Tensor) -> Option<ArrayViewMut2<'_, f64>> {
    let shape = rows_and_width(tensor);
    tensor.view_mut().into_shape_with_order(shape).ok()
}

/// How many rows a tensor has, and how many entries a row. `check_step` refused tensors without.
fn rows_and_width(tensor: &Tensor) -> (usize, usize) {
    let rows = tensor.shape().first().copied().unwrap_or(1);
    (rows, tensor.len() / rows)
}

/// What a step on rows checks before it moves anything, at a cost that does not depend on how many
/// rows there are.
fn check_rows(params: &[Tensor], grads: &[RowGradient], state: &[Tensor]) -> Result<(), RowError> {
    check_params(params, state)?;
    if params.len() != grads.len() {
        return Err(RowError::Step(StepError::Count {
            params: params.len(),
            grads: grads.len(),
        }));
    }
    for (tensor, (param, grad)) in params.iter().zip(grads).enumerate() {
        let mut wanted = param.shape().to_vec();
        if let Some(rows) = wanted.first_mut() {
            *rows = grad.rows.len();
        }
        if wanted.is_empty() || wanted != grad.values.shape() {
            let (params, grads) = (wanted, grad.values.shape().to_vec());
            return Err(RowError::Step(StepError::Shape {
                tensor,
                params,
                grads,
            }));
        }
        if let Some(pair) = grad.rows.windows(2).find(|pair| pair[0] >= pair[1]) {
            let (before, row) = (pair[0], pair[1]);
            return Err(RowError::Order {
                tensor,
                before,
                row,
            });
        }
        let rows = param.shape()[0];
        if let Some(&row) = grad.rows.iter().find(|&&row| row >= rows) {
            return Err(RowError::NoSuchRow { tensor, row, rows });
        }
        if let Some((entry, &value)) = grad.values.iter().enumerate().find(|(_, g)| !g.is_finite())
        {
            return Err(RowError::Step(StepError::NotFinite {
                tensor,
                entry,
                value,
            }));
        }
    }
    Ok(())
}
