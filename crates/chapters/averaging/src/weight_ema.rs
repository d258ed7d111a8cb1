//! EMA of weights: an average of the iterates that forgets.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Tensor, check_step,
};

use crate::average::{move_towards, or_params};
use crate::inner::{BETA, BETA1, BETA2, EPS, EPS_ROOT, INNER, Inner, NESTEROV};

/// φ ← φ + w_t(θ − φ) beside another optimizer's path θ: equation `averaging:ema`.
///
/// w_t = 1 − δ, from φ₀ = θ₀ or from φ₁ = θ₁, or (1 − δ)/(1 − δᵗ), which corrects the bias. The
/// optimizer moves θ; φ is [`WeightEma::average`]. One number of state per parameter besides the
/// inner optimizer's. Ruppert 1988 averages; the leaky form is customary since Szegedy et al. 2016.
#[derive(Debug, Clone)]
pub struct WeightEma {
    settings: Settings,
    lr: f64,
    decay: f64,
    first: First,
    steps: u64,
    inner: Inner,
    average: Vec<Tensor>,
}

#[derive(Debug, Clone, Copy)]
enum First {
    Start,
    Step,
    Corrected,
}

impl WeightEma {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "weight-ema",
        chapter: "averaging",
        equation: "averaging:ema",
        source: "Ruppert 1988; Szegedy et al. 2016",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "decay",
                "δ",
                0.999,
                Range::DECAY,
                "decay of the average of the weights",
            ),
            Hyperparameter {
                name: "first",
                symbol: "φ",
                meaning: "the average begins with θ₀, with θ₁, or has its bias corrected",
                kind: Kind::Choice {
                    options: &["start", "step", "corrected"],
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

    /// Gradient descent at the rate η = `lr`, with an average of decay δ = `decay` from θ₀.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `decay` not in [0, 1).
    pub fn new(lr: f64, decay: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = WeightEma::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("decay", decay)?)
    }

    /// The wrapper with `settings` of [`WeightEma::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            decay: settings.real("decay")?,
            first: match settings.choice("first")? {
                "start" => First::Start,
                "step" => First::Step,
                _ => First::Corrected,
            },
            inner: Inner::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            average: Vec::new(),
        })
    }

    /// The average φ, at which to evaluate; `params` before the first step.
    pub fn average<'a>(&'a self, params: &'a [Tensor]) -> &'a [Tensor] {
        or_params(&self.average, params)
    }
}

impl Configured for WeightEma {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.inner.state_len() + self.average.iter().map(Tensor::len).sum::<usize>()
    }

    fn second_point(&self) -> Option<&[Tensor]> {
        (!self.average.is_empty()).then_some(&self.average)
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for WeightEma {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.average)?;
        if self.average.is_empty() {
            self.average = params.to_vec();
        }
        self.inner.step(self.lr, params, grads);
        self.steps += 1;
        let keep = 1.0 - self.decay;
        let share = match self.first {
            First::Step if self.steps == 1 => 1.0,
            First::Start | First::Step => keep,
            First::Corrected => keep / (1.0 - self.decay.powf(self.steps as f64)),
        };
        move_towards(&mut self.average, params, share);
        Ok(())
    }
    // ANCHOR_END: step
}
