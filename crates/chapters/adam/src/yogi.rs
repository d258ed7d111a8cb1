//! Yogi: a second moment that moves by (1 − β₂)g², whatever its distance from g².

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::bias::{Correction, ratio};
use crate::common;

/// v ← v − (1 − β₂) sign(v − g²) g², θ ← θ − ηm̂/(√v̂ + ε): equation `adam:yogi`.
///
/// v starts at `initial_accumulator`, and m at zero, as in the paper, or there too, as in Optax,
/// pytorch_optimizer and torch-optimizer. Weight decay is L2, or decoupled, θ ← (1 − ηλ)θ − …, as
/// pytorch_optimizer has it. Two numbers of state per parameter. Where the denominator is zero the
/// entry moves by decoupled decay alone. Zaheer et al. 2018.
#[derive(Debug, Clone)]
pub struct Yogi {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    decoupled: bool,
    initial_accumulator: f64,
    m_at_accumulator: bool,
    correction: Correction,
    steps: u64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Yogi {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "yogi",
        chapter: "adam",
        equation: "adam:yogi",
        source: "Zaheer, Reddi, Sachan, Kale & Kumar 2018",
        hyperparameters: &[
            common::lr(0.01),
            common::BETA1,
            common::BETA2,
            common::eps(1e-3),
            common::EPS_ROOT,
            Hyperparameter::real(
                "initial_accumulator",
                "v₀",
                1e-6,
                Range::NON_NEGATIVE,
                "where the second moment starts",
            ),
            Hyperparameter {
                name: "first",
                symbol: "m₀",
                meaning: "the first moment starts at zero, or at v₀ as in the libraries",
                kind: Kind::Choice {
                    options: &["zero", "accumulator"],
                },
            },
            common::BIAS_CORRECTION,
            Hyperparameter::L2,
            Hyperparameter {
                name: "decay",
                symbol: "λθ",
                meaning: "λθ is added to the gradient (L2), or θ is multiplied by 1 − ηλ",
                kind: Kind::Choice {
                    options: &["l2", "decoupled"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Yogi with learning rate η = `lr`, β₁ = 0.9, β₂ = 0.999, ε = 10⁻³, v₀ = 10⁻⁶ and m₀ = 0.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Yogi::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Yogi with `settings` of [`Yogi::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            weight_decay: settings.real("weight_decay")?,
            decoupled: settings.choice("decay")? == "decoupled",
            initial_accumulator: settings.real("initial_accumulator")?,
            m_at_accumulator: settings.choice("first")? == "accumulator",
            correction: Correction::of(settings)?,
            settings: settings.clone(),
            steps: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// The second moment v, uncorrected; empty before the first step.
    pub fn second_moment(&self) -> &[Tensor] {
        &self.v
    }
}

impl Configured for Yogi {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().chain(&self.v).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for Yogi {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
            for (m, v) in self.m.iter_mut().zip(&mut self.v) {
                v.fill(self.initial_accumulator);
                if self.m_at_accumulator {
                    m.fill(self.initial_accumulator);
                }
            }
        }
        self.steps += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (first, second) = self.correction.factors(beta1, beta2, self.steps);
        let lr = self.lr * first;
        let (eps, eps_root) = (self.eps, self.eps_root);
        let (lambda, keep) = if self.decoupled {
            (0.0, 1.0 - self.lr * self.weight_decay)
        } else {
            (self.weight_decay, 1.0)
        };
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            let tensors = Zip::from(param).and(grad).and(m).and(v);
            // ANCHOR: rule
            tensors.sweep(|theta, &g, m, v| {
                let g = g + lambda * *theta;
                *m = beta1 * *m + (1.0 - beta1) * g;
                *v -= (1.0 - beta2) * signed(g * g, *v);
                let step = lr * ratio(*m, (second * *v + eps_root).sqrt() + eps);
                *theta = keep * *theta - step;
            });
            // ANCHOR_END: rule
        }
        Ok(())
    }
}

/// sign(v − g²) g², and 0 where the two are equal, even if both are infinite.
fn signed(square: f64, v: f64) -> f64 {
    if v > square {
        square
    } else if v < square {
        -square
    } else {
        0.0
    }
}
