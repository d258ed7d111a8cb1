//! CAME: Adafactor whose momentum is divided by how far it strays.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, as_matrix, zeros_like,
};
use ndarray::Zip;

use crate::second_moment::{Factors, SecondMoment};
use crate::shapes::Shapes;

/// Û as in Adafactor, m ← β₁m + (1 − β₁)Û, S from row and column means of (Û − m)² + ε₂,
/// θ ← θ − ηm/√S: equation `memory-efficient:came`.
///
/// State of an m × n matrix: mn + 2(m + n) numbers. Other tensors keep m and a whole second moment,
/// two numbers per parameter, and move by ηm, as in the libraries. Luo et al. 2023.
#[derive(Debug, Clone)]
pub struct Came {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    clip_threshold: f64,
    eps: f64,
    eps2: f64,
    weight_decay: f64,
    decay_fixed: bool,
    shapes: Shapes,
    m: Vec<Tensor>,
    second: Vec<SecondMoment>,
    strays: Vec<Option<Factors>>,
}

impl Came {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "came",
        chapter: "memory-efficient",
        equation: "memory-efficient:came",
        source: "Luo et al. 2023",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 2e-4, Range::NON_NEGATIVE, "learning rate"),
            Hyperparameter::real("beta1", "β₁", 0.9, Range::DECAY, "decay of the mean step"),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.9999,
                Range::DECAY,
                "decay of the mean square deviation",
            ),
            Hyperparameter::real(
                "clip_threshold",
                "d",
                1.0,
                Range::POSITIVE,
                "largest root mean square of the scaled gradient",
            ),
            Hyperparameter::real("eps", "ε₁", 1e-30, Range::NON_NEGATIVE, "added to g²"),
            Hyperparameter::real(
                "eps2",
                "ε₂",
                1e-16,
                Range::NON_NEGATIVE,
                "added to the square deviation",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "shrinks θ by 1 − ηλ, or by 1 − λ with fixed_decay",
            ),
            Hyperparameter {
                name: "fixed_decay",
                symbol: "λ",
                meaning: "weight decay is not multiplied by η",
                kind: descent::Kind::Switch { default: false },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// CAME with learning rate η = `lr` and the paper's other constants.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Came::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// CAME with `settings` of [`Came::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            beta3: settings.real("beta3")?,
            clip_threshold: settings.real("clip_threshold")?,
            eps: settings.real("eps")?,
            eps2: settings.real("eps2")?,
            weight_decay: settings.real("weight_decay")?,
            decay_fixed: settings.switch("fixed_decay")?,
            settings: settings.clone(),
            shapes: Shapes::default(),
            m: Vec::new(),
            second: Vec::new(),
            strays: Vec::new(),
        })
    }

    fn start(&mut self, params: &[Tensor]) {
        self.m = zeros_like(params);
        self.second = params.iter().map(|p| SecondMoment::zeros(p, 1)).collect();
        let strays = |param: &Tensor| match *param.shape() {
            [m, n] => Some(Factors::zeros(m, n)),
            _ => None,
        };
        self.strays = params.iter().map(strays).collect();
        self.shapes = Shapes::of(params);
    }
}

impl Configured for Came {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let means: usize = self.second.iter().map(SecondMoment::len).sum();
        let strays: usize = self.strays.iter().flatten().map(Factors::len).sum();
        means + strays + self.m.iter().map(Tensor::len).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Came {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.m.is_empty() {
            self.start(params);
        }
        let (lr, beta1, beta2, beta3) = (self.lr, self.beta1, self.beta2, self.beta3);
        let keep = 1.0 - self.weight_decay * if self.decay_fixed { 1.0 } else { lr };
        let tensors = params.iter_mut().zip(grads).zip(&mut self.m);
        let means = self.second.iter_mut().zip(&mut self.strays);
        for (((param, grad), m), (second, strays)) in tensors.zip(means) {
            second.average(grad, (beta2, 1.0 - beta2), self.eps, 0.0);
            let rms_u = second.rms_scaled(grad, 0.0);
            let clip = 1.0 / (rms_u / self.clip_threshold).max(1.0);
            second.sweep_scaled(m, grad, 0.0, |m, u| {
                *m = beta1 * *m + (1.0 - beta1) * clip * u;
            });
            if let (SecondMoment::Factored(second), Some(strays)) = (second, strays) {
                let means = as_matrix(m).into_outer_iter();
                let squares = second.scaled(grad, 0.0).zip(means).map(|(row, m)| {
                    let stray = |(u, m)| clip * u - m;
                    row.zip(m).map(stray).map(|x| x * x + self.eps2)
                });
                strays.average(squares, (beta3, 1.0 - beta3));
                strays.find_roots(0.0);
                // m is divided by √S as the gradient was by √V̂.
                strays.sweep_scaled(param, m, 0.0, |theta, u| {
                    *theta = keep * *theta - lr * u;
                });
            } else {
                let tensors = Zip::from(param).and(&*m);
                tensors.sweep(|theta, &m| *theta = keep * *theta - lr * m);
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
