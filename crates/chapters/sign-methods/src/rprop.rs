//! RProp: the sign says where to, and a step size of its own for each parameter how far.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::sign;

/// How the steps Δ grow and shrink, in all variants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) shrink: f64,
    pub(crate) grow: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Sizes {
    /// Δ at the start; also called the learning rate.
    pub(crate) const FIRST: Hyperparameter =
        Hyperparameter::real("lr", "Δ₀", 0.1, Range::NON_NEGATIVE, "first step");

    pub(crate) const SHRINK: Hyperparameter = Hyperparameter::real(
        "eta_minus",
        "η₋",
        0.5,
        Range::new(0.0, false, 1.0, true),
        "factor of a step when its gradient changes its sign",
    );

    pub(crate) const GROW: Hyperparameter = Hyperparameter::real(
        "eta_plus",
        "η₊",
        1.2,
        Range::new(1.0, true, f64::INFINITY, false),
        "factor of a step while its gradient keeps its sign",
    );

    pub(crate) const MIN: Hyperparameter = Hyperparameter::real(
        "min_step",
        "Δmin",
        1e-6,
        Range::NON_NEGATIVE,
        "smallest step",
    );

    pub(crate) const MAX: Hyperparameter =
        Hyperparameter::real("max_step", "Δmax", 50.0, Range::POSITIVE, "largest step");

    /// What `settings` say of them.
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let (min, max) = (settings.real("min_step")?, settings.real("max_step")?);
        if min > max {
            return Err(SettingError::Conflict {
                optimizer: settings.spec().name,
                what: format!("min_step = {min} is larger than max_step = {max}"),
            });
        }
        Ok(Self {
            shrink: settings.real("eta_minus")?,
            grow: settings.real("eta_plus")?,
            min,
            max,
        })
    }

    // ANCHOR: size
    /// The next Δ; `agreement` is the product of two successive signs.
    #[inline]
    pub(crate) fn next(&self, size: f64, agreement: f64) -> f64 {
        let factor = if agreement > 0.0 {
            self.grow
        } else if agreement < 0.0 {
            self.shrink
        } else {
            1.0
        };
        (size * factor).clamp(self.min, self.max)
    }
    // ANCHOR_END: size
}

/// What happens at a change of sign, besides a smaller step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reversal {
    /// A step as usual, in the new direction.
    Step,
    /// The last step is taken back.
    TakeBack,
    /// No step.
    Stay,
}

/// θ ← θ − Δ sign g, with steps Δ that grow by η₊ while the sign stays and shrink by η₋ when it
/// changes: equations `sign-methods:rprop-minus`, `rprop-plus` and `irprop-minus`.
///
/// Two numbers of state per parameter: Δ and the last sign. Where g = 0 nothing moves. The variant
/// that needs values of f is [`crate::IrpropPlus`]. Riedmiller & Braun 1993; Igel & Hüsken 2003.
#[derive(Debug, Clone)]
pub struct Rprop {
    settings: Settings,
    lr: f64,
    sizes: Sizes,
    reversal: Reversal,
    size: Vec<Tensor>,
    before: Vec<Tensor>,
}

impl Rprop {
    /// What the registry knows of it. The first variant is the commonest: PyTorch's.
    pub const SPEC: Spec = Spec {
        name: "rprop",
        chapter: "sign-methods",
        equation: "sign-methods:rprop-minus",
        source: "Riedmiller & Braun 1993; Igel & Hüsken 2003",
        hyperparameters: &[
            Sizes::FIRST,
            Sizes::SHRINK,
            Sizes::GROW,
            Sizes::MIN,
            Sizes::MAX,
            Hyperparameter {
                name: "variant",
                symbol: "±",
                meaning: "at a change of sign: no step, a step as usual, or the last one taken back",
                kind: Kind::Choice {
                    options: &["irprop-minus", "rprop-minus", "rprop-plus"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// A `variant` of RProp with the first step Δ₀ = `lr` and the paper's factors and limits.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), or there is no such variant.
    pub fn new(lr: f64, variant: &str) -> Result<Self, SettingError> {
        static SPEC: Spec = Rprop::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("variant", variant)?)
    }

    /// RProp with `settings` of [`Rprop::SPEC`].
    ///
    /// # Errors
    /// If the smallest step is larger than the largest.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            sizes: Sizes::from_settings(settings)?,
            reversal: match settings.choice("variant")? {
                "rprop-minus" => Reversal::Step,
                "rprop-plus" => Reversal::TakeBack,
                _ => Reversal::Stay,
            },
            settings: settings.clone(),
            size: Vec::new(),
            before: Vec::new(),
        })
    }

    /// The steps Δ, empty before the first step.
    pub fn sizes(&self) -> &[Tensor] {
        &self.size
    }
}

impl Configured for Rprop {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.size.iter().chain(&self.before).map(Tensor::len).sum()
    }

    /// Before the first step, Δ₀; afterwards the steps in force stay as they are.
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Rprop {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.size)?;
        if self.size.is_empty() {
            self.before = zeros_like(params);
            self.size = zeros_like(params);
            self.size.iter_mut().for_each(|size| size.fill(self.lr));
        }
        let (sizes, reversal) = (self.sizes, self.reversal);
        let state = self.size.iter_mut().zip(&mut self.before);
        for ((param, grad), (size, before)) in params.iter_mut().zip(grads).zip(state) {
            Zip::from(param)
                .and(grad)
                .and(size)
                .and(before)
                .sweep(|theta, &g, size, before| {
                    let (last_step, s) = (*size * *before, sign(g));
                    *size = sizes.next(*size, s * *before);
                    if s * *before < 0.0 && reversal != Reversal::Step {
                        if reversal == Reversal::TakeBack {
                            *theta += last_step;
                        }
                        // Forget the sign: the next step neither grows nor shrinks.
                        *before = 0.0;
                    } else {
                        *theta -= *size * s;
                        *before = s;
                    }
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
