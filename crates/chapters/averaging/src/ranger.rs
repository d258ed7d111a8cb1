//! Ranger: Lookahead around RAdam, with centred gradients.

use adam_family::RAdam;
use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step, zeros_like,
};
use ndarray::{Axis, Zip};

use crate::average::or_params;
use crate::lookahead::synchronize;

/// `averaging:lookahead` around RAdam, `adam-family:radam`, on gradients of which each row has
/// mean 0: equation `averaging:ranger`.
///
/// The first axis of a tensor with two axes or more counts its rows; vectors are not centred. The
/// optimizer moves the fast weights; the slow ones are [`Ranger::slow`]. Three numbers of state
/// per parameter. Wright 2019, with Yong et al. 2020.
#[derive(Debug, Clone)]
pub struct Ranger {
    settings: Settings,
    k: u64,
    alpha: f64,
    centralize: bool,
    steps: u64,
    inner: RAdam,
    slow: Vec<Tensor>,
    /// The centred gradient, a place to work in.
    centred: Vec<Tensor>,
}

impl Ranger {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "ranger",
        chapter: "averaging",
        equation: "averaging:ranger",
        source: "Wright 2019",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 0.001, Range::NON_NEGATIVE, "learning rate"),
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
                0.999,
                Range::DECAY,
                "decay of the mean square",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-5,
                Range::NON_NEGATIVE,
                "added to the root before its bias correction",
            ),
            Hyperparameter {
                name: "k",
                symbol: "k",
                meaning: "steps of the fast weights between two steps of the slow ones",
                kind: Kind::Integer { default: 6, min: 1 },
            },
            Hyperparameter::real(
                "alpha",
                "α",
                0.5,
                Range::FRACTION,
                "step size of the slow weights",
            ),
            Hyperparameter {
                name: "centralize",
                symbol: "ḡ",
                meaning: "subtracts from each row of a matrix gradient its mean",
                kind: Kind::Switch { default: true },
            },
            Hyperparameter::real(
                "threshold",
                "ρ",
                5.0,
                Range::new(4.0, true, f64::INFINITY, false),
                "RAdam's step is adaptive where ρ_t exceeds it",
            ),
            Hyperparameter {
                name: "below",
                symbol: "m̂",
                meaning: "below the threshold the step is ηm̂, or there is none",
                kind: Kind::Choice {
                    options: &["momentum", "none"],
                },
            },
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "weight decay",
            ),
            Hyperparameter {
                name: "weight_decay_place",
                symbol: "λθ",
                meaning: "θ is multiplied by 1 − ηλ, or λθ is added to the centred gradient",
                kind: Kind::Choice {
                    options: &["decoupled", "l2"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Ranger with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Ranger::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Ranger with `settings` of [`Ranger::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        static INNER: Spec = RAdam::SPEC;
        let mut inner = INNER.settings().with("eps_place", "uncorrected")?;
        for name in ["lr", "beta1", "beta2", "eps", "threshold", "weight_decay"] {
            inner.set(name, settings.real(name)?)?;
        }
        inner.set("below", settings.choice("below")?)?;
        inner.set("decay", settings.choice("weight_decay_place")?)?;
        Ok(Self {
            k: settings.integer("k")?,
            alpha: settings.real("alpha")?,
            centralize: settings.switch("centralize")?,
            inner: RAdam::from_settings(&inner)?,
            settings: settings.clone(),
            steps: 0,
            slow: Vec::new(),
            centred: Vec::new(),
        })
    }

    /// The slow weights of the last synchronization; `params` before the first step.
    pub fn slow<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.slow, params)
    }
}

impl Configured for Ranger {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.inner.state_len() + self.slow.iter().map(Tensor::len).sum::<usize>()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.slow.is_empty()).then_some(&self.slow)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.inner.set_learning_rate(lr)
    }
}

impl Optimizer for Ranger {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.slow)?;
        if self.slow.is_empty() {
            self.slow = params.to_vec();
        }
        if self.centralize {
            if self.centred.is_empty() {
                self.centred = zeros_like(grads);
            }
            for (centred, grad) in self.centred.iter_mut().zip(grads) {
                centralize(centred, grad);
            }
            self.inner.step(params, &self.centred)?;
        } else {
            self.inner.step(params, grads)?;
        }
        self.steps += 1;
        if self.steps.is_multiple_of(self.k) {
            synchronize(&mut self.slow, params, self.alpha);
        }
        Ok(())
    }
    // ANCHOR_END: step
}

/// Writes the gradient into `centred`, each row of a matrix less its mean.
fn centralize(centred: &mut Tensor, grad: &Tensor) {
    if grad.ndim() < 2 {
        centred.assign(grad);
        return;
    }
    for (mut centred, row) in centred.axis_iter_mut(Axis(0)).zip(grad.axis_iter(Axis(0))) {
        let share = 1.0 / row.len() as f64;
        // Each entry is divided before the sum, which so cannot overflow.
        let mean = row.fold(0.0, |sum, g| sum + share * g);
        Zip::from(&mut centred)
            .and(row)
            .for_each(|c, &g| *c = g - mean);
    }
}
