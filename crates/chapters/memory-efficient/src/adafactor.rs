//! Adafactor: the second moment of a matrix by the sums of its rows and columns.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, zeros_like,
};
use ndarray::Zip;

use crate::second_moment::{SecondMoment, rms};
use crate::shapes::Shapes;

/// V̂ from row and column means of g² + ε₁, U = g/√V̂, θ ← θ − α U/max(1, RMS(U)/d): equation
/// `memory-efficient:adafactor`.
///
/// State of an m × n matrix: m + n numbers, and mn more with β₁ > 0; of any other tensor one number
/// per parameter. Where V̂ = 0, which takes ε₁ = 0 and gradients of zero, U is 0. Shazeer & Stern
/// 2018.
#[derive(Debug, Clone)]
pub struct Adafactor {
    settings: Settings,
    lr: f64,
    pace: Pace,
    scale_parameter: bool,
    clip_threshold: f64,
    decay_rate: f64,
    max_beta2: f64,
    eps: f64,
    eps_clamps: bool,
    eps2: f64,
    beta1: f64,
    weight_decay: f64,
    decay_by: DecayBy,
    smallest: usize,
    single: bool,
    steps: u64,
    shapes: Shapes,
    second: Vec<SecondMoment>,
    m: Vec<Tensor>,
}

/// ρ at step t.
#[derive(Debug, Clone, Copy)]
enum Pace {
    /// η.
    Constant,
    /// min(η, 1/√t).
    Relative,
    /// min(η, 10⁻⁶t, 1/√t).
    Warmup,
}

/// What weight decay is multiplied by.
#[derive(Debug, Clone, Copy)]
enum DecayBy {
    Rate,
    Step,
    Nothing,
}

impl DecayBy {
    /// η, α or 1.
    fn factor(self, lr: f64, alpha: f64) -> f64 {
        match self {
            Self::Rate => lr,
            Self::Step => alpha,
            Self::Nothing => 1.0,
        }
    }
}

impl Adafactor {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "adafactor",
        chapter: "memory-efficient",
        equation: "memory-efficient:adafactor",
        source: "Shazeer & Stern 2018",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                0.01,
                Range::NON_NEGATIVE,
                "learning rate; the largest relative step where relative_step is on",
            ),
            switch(
                "relative_step",
                "ρₜ",
                true,
                "ρₜ = min(η, 1/√t) instead of η",
            ),
            switch(
                "warmup_init",
                "ρₜ",
                false,
                "ρₜ ≤ 10⁻⁶t as well, if relative_step is on",
            ),
            switch(
                "scale_parameter",
                "RMS(θ)",
                true,
                "steps are multiplied by max(ε₂, RMS(θ))",
            ),
            Hyperparameter::real(
                "clip_threshold",
                "d",
                1.0,
                Range::POSITIVE,
                "largest root mean square of the scaled gradient",
            ),
            Hyperparameter::real(
                "decay_rate",
                "c",
                0.8,
                Range::NON_NEGATIVE,
                "β₂ at step t is 1 − t⁻ᶜ",
            ),
            Hyperparameter::real(
                "max_beta2",
                "β₂",
                1.0,
                Range::FRACTION,
                "β₂ at step t is at most this",
            ),
            Hyperparameter::real(
                "eps",
                "ε₁",
                1e-30,
                Range::NON_NEGATIVE,
                "keeps the second moment from zero",
            ),
            Hyperparameter {
                name: "eps_use",
                symbol: "ε₁",
                meaning: "ε₁ is added to g², or mean(R) is at least ε₁ and √V̂ too, as in PyTorch",
                kind: Kind::Choice {
                    options: &["add", "clamp"],
                },
            },
            Hyperparameter::real(
                "eps2",
                "ε₂",
                1e-3,
                Range::NON_NEGATIVE,
                "smallest scale of the parameters",
            ),
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.0,
                Range::DECAY,
                "decay of the mean of the steps; 0 keeps none",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "shrinks θ by 1 − λ times what decay_by says",
            ),
            Hyperparameter {
                name: "decay_by",
                symbol: "λ",
                meaning: "λ is multiplied by η (PyTorch), by the step α, or by nothing (Optax)",
                kind: Kind::Choice {
                    options: &["rate", "step", "nothing"],
                },
            },
            Hyperparameter {
                name: "min_dim_size_to_factor",
                symbol: "min(m, n)",
                meaning: "matrices with a smaller side keep their whole second moment",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "precision",
                symbol: "β₂, m",
                meaning: "β₂ at step t and the stored mean m in 64 bits, or in 32 as in Optax",
                kind: Kind::Choice {
                    options: &["double", "single"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The paper's Adafactor, with the largest relative step η = `lr`; the paper has 0.01.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        Self::from_settings(&Self::settings_with(lr)?)
    }

    /// Adafactor with steps of the constant rate η = `lr`, without parameter scale.
    ///
    /// # Errors
    /// As [`Adafactor::new`].
    pub fn constant(lr: f64) -> Result<Self, SettingError> {
        let settings = Self::settings_with(lr)?.with("relative_step", false)?;
        Self::from_settings(&settings.with("scale_parameter", false)?)
    }

    /// Adafactor with `settings` of [`Adafactor::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let smallest = settings.integer("min_dim_size_to_factor")?;
        Ok(Self {
            lr: settings.real("lr")?,
            pace: match (
                settings.switch("relative_step")?,
                settings.switch("warmup_init")?,
            ) {
                (false, _) => Pace::Constant,
                (true, false) => Pace::Relative,
                (true, true) => Pace::Warmup,
            },
            scale_parameter: settings.switch("scale_parameter")?,
            clip_threshold: settings.real("clip_threshold")?,
            decay_rate: settings.real("decay_rate")?,
            max_beta2: settings.real("max_beta2")?,
            eps: settings.real("eps")?,
            eps_clamps: settings.choice("eps_use")? == "clamp",
            eps2: settings.real("eps2")?,
            beta1: settings.real("beta1")?,
            weight_decay: settings.real("weight_decay")?,
            decay_by: match settings.choice("decay_by")? {
                "rate" => DecayBy::Rate,
                "step" => DecayBy::Step,
                _ => DecayBy::Nothing,
            },
            smallest: usize::try_from(smallest).unwrap_or(usize::MAX),
            single: settings.choice("precision")? == "single",
            settings: settings.clone(),
            steps: 0,
            shapes: Shapes::default(),
            second: Vec::new(),
            m: Vec::new(),
        })
    }

    /// V̂, the estimate of the mean of the squares, tensor by tensor; empty before the first step.
    pub fn second_moment(&self) -> Vec<Tensor> {
        self.second.iter().map(SecondMoment::estimate).collect()
    }

    fn settings_with(lr: f64) -> Result<Settings, SettingError> {
        static SPEC: Spec = Adafactor::SPEC;
        SPEC.settings().with("lr", lr)
    }

    fn start(&mut self, params: &[Tensor]) {
        let empty = |param| SecondMoment::zeros(param, self.smallest);
        self.second = params.iter().map(empty).collect();
        if self.beta1 > 0.0 {
            self.m = zeros_like(params);
        }
        self.shapes = Shapes::of(params);
    }

    /// ρ at step t.
    fn relative_step(&self, t: f64) -> f64 {
        match self.pace {
            Pace::Constant => self.lr,
            Pace::Relative => self.lr.min(1.0 / t.sqrt()),
            Pace::Warmup => self.lr.min(1e-6 * t).min(1.0 / t.sqrt()),
        }
    }

    /// β₂ and 1 − β₂ at step t.
    fn decay(&self, t: f64) -> (f64, f64) {
        if self.single {
            #[allow(clippy::cast_possible_truncation)]
            let (t, c, most) = (t as f32, self.decay_rate as f32, self.max_beta2 as f32);
            let beta2 = (1.0 - t.powf(-c)).min(most);
            (f64::from(beta2), f64::from(1.0 - beta2))
        } else {
            let weight = t.powf(-self.decay_rate).max(1.0 - self.max_beta2);
            (1.0 - weight, weight)
        }
    }
}

/// A switch of the spec.
const fn switch(
    name: &'static str,
    symbol: &'static str,
    default: bool,
    meaning: &'static str,
) -> Hyperparameter {
    Hyperparameter {
        name,
        symbol,
        meaning,
        kind: Kind::Switch { default },
    }
}

impl Configured for Adafactor {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let second: usize = self.second.iter().map(SecondMoment::len).sum();
        second + self.m.iter().map(Tensor::len).sum::<usize>()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Adafactor {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        self.shapes.check(params, grads)?;
        if self.second.is_empty() {
            self.start(params);
        }
        self.steps += 1;
        let t = self.steps as f64;
        let (rho, decay) = (self.relative_step(t), self.decay(t));
        let (added, floor) = if self.eps_clamps {
            (0.0, self.eps)
        } else {
            (self.eps, 0.0)
        };
        for (k, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let second = &mut self.second[k];
            second.average(grad, decay, added, floor);
            // U = g/√V̂, first read for its root mean square, then applied.
            let rms_u = second.rms_scaled(grad, floor);
            let alpha = if self.scale_parameter {
                rms(param).max(self.eps2) * rho
            } else {
                rho
            };
            let step = alpha / (rms_u / self.clip_threshold).max(1.0);
            let keep = 1.0 - self.weight_decay * self.decay_by.factor(self.lr, alpha);
            let Some(m) = self.m.get_mut(k) else {
                second.sweep_scaled(param, grad, floor, |theta, u| {
                    *theta = keep * *theta - step * u;
                });
                continue;
            };
            let beta1 = self.beta1;
            let decayed = decayed(beta1, self.single);
            second.sweep_scaled(m, grad, floor, |m, u| {
                *m = decayed(*m) + (1.0 - beta1) * step * u;
            });
            let tensors = Zip::from(param).and(&*m);
            tensors.sweep(|theta, &m| *theta = keep * *theta - m);
        }
        Ok(())
    }
    // ANCHOR_END: step
}

/// β₁m for a mean m that is stored and multiplied in 64 bits, or in 32.
fn decayed(beta1: f64, single: bool) -> impl Fn(f64) -> f64 {
    #[allow(clippy::cast_possible_truncation)]
    let in_32_bits = move |m: f64| f64::from(beta1 as f32 * m as f32);
    move |m| if single { in_32_bits(m) } else { beta1 * m }
}
