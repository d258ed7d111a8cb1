//! Lookahead: k steps forward, one step back.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step, zeros_like,
};

use crate::average::{move_towards, or_params};
use crate::inner::{BETA, BETA1, BETA2, EPS, EPS_ROOT, INNER, Inner, NESTEROV};

/// After every k-th step of an inner optimizer, φ ← φ + α(θ − φ) and θ ← φ: equation
/// `averaging:lookahead`.
///
/// The optimizer moves the fast weights θ; the slow weights φ are [`Lookahead::slow`]. The inner
/// optimizer's momentum is kept at the synchronization, set to zero with all its state, or
/// interpolated as the weights are. One number of state per parameter besides the inner
/// optimizer's, two where the momentum is interpolated. Zhang et al. 2019.
#[derive(Debug, Clone)]
pub struct Lookahead {
    settings: Settings,
    lr: f64,
    k: u64,
    alpha: f64,
    at_sync: AtSync,
    steps: u64,
    inner: Inner,
    slow: Vec<Tensor>,
    slow_momentum: Vec<Tensor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtSync {
    Kept,
    Reset,
    Interpolated,
}

impl Lookahead {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "lookahead",
        chapter: "averaging",
        equation: "averaging:lookahead",
        source: "Zhang et al. 2019",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter {
                name: "k",
                symbol: "k",
                meaning: "steps of the fast weights between two steps of the slow ones",
                kind: Kind::Integer { default: 5, min: 1 },
            },
            Hyperparameter::real(
                "alpha",
                "α",
                0.5,
                Range::FRACTION,
                "step size of the slow weights",
            ),
            Hyperparameter {
                name: "inner_state",
                symbol: "m",
                meaning: "at a synchronization the inner state is kept, reset, or m interpolated",
                kind: Kind::Choice {
                    options: &["kept", "reset", "interpolated"],
                },
            },
            INNER,
            BETA,
            NESTEROV,
            BETA1,
            BETA2,
            EPS,
            EPS_ROOT,
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Lookahead around gradient descent at the rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞), `k` is 0 or `alpha` is not in [0, 1].
    pub fn new(lr: f64, k: u64, alpha: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Lookahead::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("k", k)?;
        Self::from_settings(&settings.with("alpha", alpha)?)
    }

    /// Lookahead with `settings` of [`Lookahead::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            k: settings.integer("k")?,
            alpha: settings.real("alpha")?,
            at_sync: match settings.choice("inner_state")? {
                "kept" => AtSync::Kept,
                "reset" => AtSync::Reset,
                _ => AtSync::Interpolated,
            },
            inner: Inner::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            slow: Vec::new(),
            slow_momentum: Vec::new(),
        })
    }

    /// The slow weights φ of the last synchronization; `params` before the first step.
    pub fn slow<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.slow, params)
    }
}

impl Configured for Lookahead {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let own = self.slow.iter().chain(&self.slow_momentum).map(Tensor::len);
        self.inner.state_len() + own.sum::<usize>()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.slow.is_empty()).then_some(&self.slow)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Lookahead {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.slow)?;
        if self.slow.is_empty() {
            self.slow = params.to_vec();
        }
        self.inner.step(self.lr, params, grads);
        self.steps += 1;
        if self.steps.is_multiple_of(self.k) {
            synchronize(&mut self.slow, params, self.alpha);
            self.synchronize_momentum();
        }
        Ok(())
    }
    // ANCHOR_END: step
}

// ANCHOR: synchronize
/// φ ← φ + α(θ − φ), then θ ← φ.
pub(crate) fn synchronize(slow: &mut [Tensor], fast: &mut [Tensor], alpha: f64) {
    move_towards(slow, fast, alpha);
    for (fast, slow) in fast.iter_mut().zip(slow) {
        fast.assign(slow);
    }
}
// ANCHOR_END: synchronize

impl Lookahead {
    fn synchronize_momentum(&mut self) {
        match self.at_sync {
            AtSync::Kept => {}
            AtSync::Reset => self.inner.reset(),
            AtSync::Interpolated => {
                let momentum = self.inner.momentum_mut();
                if self.slow_momentum.is_empty() {
                    self.slow_momentum = zeros_like(momentum);
                }
                synchronize(&mut self.slow_momentum, momentum, self.alpha);
            }
        }
    }
}
