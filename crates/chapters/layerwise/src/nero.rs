//! Nero: every neuron turns by the same small angle, on the sphere of balanced weights.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_params, check_step,
};
use ndarray::{ArrayBase, ArrayViewMutD, Axis, IxDyn, RawData, Zip};

use crate::norm;
use crate::norms::quotient;

/// v ← βv + (1 − β)‖g‖², w ← w − ησ g/(√v̂ + ε) for the weights w of each neuron, which are then
/// centred and scaled to norm 1: equation `layerwise:nero`.
///
/// A neuron is a slice of its tensor along the first axis, or the last; an entry of a vector is a
/// neuron of its own and is not projected. σ is the mean norm of the layer's neurons at the start,
/// 0.01 if that is 0. 0/0 counts as 0. State: one number per neuron and one per layer.
/// Liu, Bernstein, Meister & Yue 2021.
#[derive(Debug, Clone)]
pub struct Nero {
    settings: Settings,
    lr: f64,
    beta: f64,
    eps: f64,
    constraints: bool,
    columns: bool,
    t: i32,
    shapes: Vec<Vec<usize>>,
    roots: Vec<Vec<f64>>,
    scales: Vec<f64>,
}

/// σ of a layer that starts at zero, as in the authors' program.
const SCALE_OF_ZERO: f64 = 0.01;

impl Nero {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nero",
        chapter: "layerwise",
        equation: "layerwise:nero",
        source: "Liu, Bernstein, Meister & Yue 2021",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.999,
                Range::DECAY,
                "decay of the squared norms",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                0.0,
                Range::NON_NEGATIVE,
                "added to √v̂ and to the norm of a neuron",
            ),
            Hyperparameter {
                name: "constraints",
                symbol: "Π",
                meaning: "keeps each neuron's weights at mean 0 and norm 1",
                kind: Kind::Switch { default: true },
            },
            Hyperparameter {
                name: "neurons",
                symbol: "w",
                meaning: "a neuron is a slice along the first axis of its tensor, or the last",
                kind: Kind::Choice {
                    options: &["rows", "columns"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Nero with learning rate η = `lr`; the paper uses 0.01. Neurons are rows.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Nero::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Nero with `settings` of [`Nero::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            eps: settings.real("eps")?,
            constraints: settings.switch("constraints")?,
            columns: settings.choice("neurons")? == "columns",
            settings: settings.clone(),
            t: 0,
            shapes: Vec::new(),
            roots: Vec::new(),
            scales: Vec::new(),
        })
    }

    /// The axis along which a tensor of `ndim` axes is cut into neurons.
    fn axis(&self, ndim: usize) -> Axis {
        Axis(if self.columns { ndim - 1 } else { 0 })
    }

    /// σ for each layer and v = 0 for each neuron, after the first projection.
    fn start(&mut self, params: &mut [Tensor]) {
        for param in params {
            self.shapes.push(param.shape().to_vec());
            let mut param = with_axis(param.view_mut());
            let axis = self.axis(param.ndim());
            let project = self.constraints && param.ndim() > 1;
            let mut sum = 0.0;
            for mut neuron in param.axis_iter_mut(axis) {
                if project {
                    balance(&mut neuron, self.eps);
                }
                sum += norm(&neuron);
            }
            let neurons = param.len_of(axis);
            let mean = sum / neurons as f64;
            self.scales
                .push(if mean == 0.0 { SCALE_OF_ZERO } else { mean });
            self.roots.push(vec![0.0; neurons]);
        }
    }

    /// As [`check_step`]; the state has other shapes than the parameters, so theirs are kept.
    fn check(&self, params: &[Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_params(params, &[])?;
        let same = params.len() == self.shapes.len()
            && params
                .iter()
                .zip(&self.shapes)
                .all(|(p, shape)| p.shape() == shape);
        if !self.shapes.is_empty() && !same {
            return Err(StepError::Changed {
                before: self.shapes.clone(),
                now: params.iter().map(|p| p.shape().to_vec()).collect(),
            });
        }
        check_step(params, grads, &[])
    }
}

/// The same entries; a tensor without axes, one number, becomes a vector.
fn with_axis<S: RawData>(tensor: ArrayBase<S, IxDyn>) -> ArrayBase<S, IxDyn> {
    if tensor.ndim() == 0 {
        tensor.insert_axis(Axis(0))
    } else {
        tensor
    }
}

/// Subtracts the mean and divides by the norm; weights that are all equal become 0.
fn balance(neuron: &mut ArrayViewMutD<'_, f64>, eps: f64) {
    let mean = neuron.sum() / neuron.len() as f64;
    neuron.map_inplace(|w| *w -= mean);
    let norm = norm(neuron) + eps;
    neuron.map_inplace(|w| *w = quotient(*w, norm));
}

impl Configured for Nero {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.roots.iter().map(Vec::len).sum::<usize>() + self.scales.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Nero {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.check(params, grads)?;
        if self.scales.is_empty() {
            self.start(params);
        }
        self.t = self.t.saturating_add(1);
        let (beta, correction) = (self.beta, 1.0 - self.beta.powi(self.t));
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (mut param, grad) = (with_axis(param.view_mut()), with_axis(grad.view()));
            let axis = self.axis(param.ndim());
            let project = self.constraints && param.ndim() > 1;
            let neurons = param.axis_iter_mut(axis).zip(grad.axis_iter(axis));
            for ((mut w, g), root) in neurons.zip(&mut self.roots[l]) {
                // √v is kept in the place of v, whose squares could overflow.
                *root = (beta.sqrt() * *root).hypot((1.0 - beta).sqrt() * norm(&g));
                let scale = *root / correction.sqrt() + self.eps;
                let rate = self.lr * self.scales[l];
                Zip::from(&mut w)
                    .and(&g)
                    .sweep(|w, &g| *w -= rate * quotient(g, scale));
                if project {
                    balance(&mut w, self.eps);
                }
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
