//! Shampoo: full-matrix `AdaGrad`, with a Kronecker product in the place of the matrix.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, zeros_like,
};
use ndarray::{Array2, Zip};

use crate::decay::{DECAY, Decay, WEIGHT_DECAY};
use crate::factor::Factor;
use crate::matrix::{descend, matrix, sides, tame};
use crate::shapes::Shapes;

/// L ← L + GGᵀ, R ← R + GᵀG, θ ← θ − ηL^(−1/4)GR^(−1/4): equation
/// `matrix-preconditioners:shampoo`.
///
/// A vector has one factor and the exponent −1/2. A tensor with more than two axes is taken as a
/// matrix, its first axis by the others. A side longer than `max_dim` keeps the diagonal of its
/// factor alone. State of an m × n matrix: 2m² + 2n² numbers, the factors and their roots. With
/// ε = 0 nothing moves in directions without any gradient. Gradients whose squares would overflow
/// are scaled down first. Gupta, Koren and Singer 2018.
#[derive(Debug, Clone)]
pub struct Shampoo {
    settings: Settings,
    lr: f64,
    eps: f64,
    period: u64,
    wait: bool,
    max_dim: usize,
    decay: Decay,
    steps: u64,
    shapes: Shapes,
    layers: Vec<Layer>,
    grads: Vec<Tensor>,
}

/// The factors of one tensor. A vector has no right one.
#[derive(Debug, Clone)]
struct Layer {
    left: Factor,
    right: Option<Factor>,
    /// L^p G, then its transpose times R^p; they hold nothing from step to step.
    half: Array2<f64>,
    whole: Array2<f64>,
}

impl Shampoo {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "shampoo",
        chapter: "matrix-preconditioners",
        equation: "matrix-preconditioners:shampoo",
        source: "Gupta, Koren and Singer 2018",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "eps",
                "ε",
                1e-6,
                Range::NON_NEGATIVE,
                "both factors start from εI",
            ),
            Hyperparameter {
                name: "period",
                symbol: "T",
                meaning: "the roots are taken anew every T steps",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "first",
                symbol: "T",
                meaning: "roots at steps 1, T + 1, …, or at T, 2T, … and no move before",
                kind: Kind::Choice {
                    options: &["root", "wait"],
                },
            },
            Hyperparameter {
                name: "max_dim",
                symbol: "d",
                meaning: "a longer side keeps the diagonal of its factor alone",
                kind: Kind::Integer {
                    default: 256,
                    min: 0,
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Shampoo with learning rate η = `lr`, factors that start from `eps`·I and roots taken anew
    /// every `period` steps.
    ///
    /// # Errors
    /// If `lr` or `eps` is not in [0, ∞), or `period` is 0.
    pub fn new(lr: f64, eps: f64, period: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Shampoo::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("eps", eps)?;
        Self::from_settings(&settings.with("period", period)?)
    }

    /// Shampoo with `settings` of [`Shampoo::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            eps: settings.real("eps")?,
            period: settings.integer("period")?,
            wait: settings.choice("first")? == "wait",
            max_dim: usize::try_from(settings.integer("max_dim")?).unwrap_or(usize::MAX),
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            shapes: Shapes::default(),
            layers: Vec::new(),
            grads: Vec::new(),
        })
    }

    fn start(&mut self, params: &[Tensor]) {
        self.shapes = Shapes::of(params);
        self.grads = zeros_like(params);
        let layer = |param: &Tensor| {
            let (m, n) = sides(param.shape());
            let right = param.ndim() > 1;
            Layer {
                left: Factor::new(m, self.eps, self.max_dim),
                right: right.then(|| Factor::new(n, self.eps, self.max_dim)),
                half: Array2::zeros((m, n)),
                whole: Array2::zeros((n, m)),
            }
        };
        self.layers = params.iter().map(layer).collect();
    }

    /// Whether the roots are due at this step.
    fn due(&self) -> bool {
        let phase = if self.wait { 0 } else { 1 % self.period };
        self.steps % self.period == phase
    }
}

impl Configured for Shampoo {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let right = |layer: &Layer| layer.right.as_ref().map_or(0, Factor::len);
        let count = |layer: &Layer| layer.left.len() + right(layer);
        self.layers.iter().map(count).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Shampoo {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.shapes.is_empty() {
            self.start(params);
        }
        self.steps += 1;
        let (due, eps, lr) = (self.due(), self.eps, self.lr);
        let (keep, l2) = self.decay.at(lr);
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (layer, g) = (&mut self.layers[k], &mut self.grads[k]);
            let scale = tame(grad);
            Zip::from(&mut *g)
                .and(grad)
                .and(&*param)
                .for_each(|g, &grad, &theta| *g = scale * (grad + l2 * theta));
            let sides = sides(param.shape());
            let g = matrix(g, sides);
            // The exponent is −1/(2k), k the number of factors.
            let p = if layer.right.is_some() { -0.25 } else { -0.5 };
            for (factor, g) in [(Some(&mut layer.left), g), (layer.right.as_mut(), g.t())] {
                let Some(factor) = factor else { continue };
                factor.absorb(&g);
                if due {
                    factor.take_root(p, eps);
                }
            }
            layer.left.apply(&g, &mut layer.half);
            match &layer.right {
                Some(right) => right.apply(&layer.half.t(), &mut layer.whole),
                None => layer.whole.assign(&layer.half.t()),
            }
            descend(param, &layer.whole.t(), |theta, step| {
                keep * theta - lr * step
            });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
