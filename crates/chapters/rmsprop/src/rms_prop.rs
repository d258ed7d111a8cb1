//! RMSProp: each gradient divided by the root of a leaky mean of its squares.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

/// v ← γv + (1 − γ)g², θ ← θ − ηg/(√(v + ε₂) + ε): equation `rmsprop:rmsprop`.
///
/// Optional are the centred form (equation `rmsprop:centered`), momentum (`rmsprop:momentum`) and
/// bias correction (`rmsprop:bias-correction`). Where the divisor is 0 the quotient counts as 0,
/// so ε = 0 is allowed; an entry whose g² overflows is left as it is. One number of state per parameter, one more for the centred form and one
/// more for momentum. Tieleman & Hinton 2012.
#[derive(Debug, Clone)]
pub struct RmsProp {
    settings: Settings,
    rule: Rule,
    initial: f64,
    centered: bool,
    bias_correction: bool,
    inside: bool,
    steps: f64,
    v: Vec<Tensor>,
    m: Vec<Tensor>,
    b: Vec<Tensor>,
}

/// What happens to one entry of the parameters.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// η where it multiplies each quotient; 1 where it stands outside the sum.
    lr_inside: f64,
    /// η where it multiplies the sum; 1 where it stands inside.
    lr_outside: f64,
    gamma: f64,
    eps: f64,
    eps_root: f64,
    momentum: f64,
    nesterov: bool,
    weight_decay: f64,
    /// 1 − γᵗ with bias correction, 1 without.
    weight: f64,
}

// ANCHOR: step
impl Rule {
    /// One entry's step; m is there in the centred form, b with momentum.
    fn advance(
        &self,
        theta: &mut f64,
        g: f64,
        v: &mut f64,
        m: Option<&mut f64>,
        b: Option<&mut f64>,
    ) {
        let g = g + self.weight_decay * *theta;
        if !(g * g).is_finite() {
            // An entry whose square overflows is left as it is.
            return;
        }
        *v = self.gamma * *v + (1.0 - self.gamma) * g * g;
        let mut square = *v / self.weight;
        if let Some(m) = m {
            *m = self.gamma * *m + (1.0 - self.gamma) * g;
            let mean = *m / self.weight;
            // A variance; rounding can make the difference negative.
            square = (square - mean * mean).max(0.0);
        }
        let size = (square + self.eps_root).sqrt() + self.eps;
        let u = if size > 0.0 { g / size } else { 0.0 };
        let Some(b) = b else {
            *theta -= self.lr_inside * self.lr_outside * u;
            return;
        };
        *b = self.momentum * *b + self.lr_inside * u;
        let mut sum = *b;
        if self.nesterov {
            sum = self.momentum * sum + self.lr_inside * u;
        }
        *theta -= self.lr_outside * sum;
    }
}

impl Optimizer for RmsProp {
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.v)?;
        let rule = self.prepare(params);
        for (i, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let pass = Zip::from(param).and(grad).and(&mut self.v[i]);
            match (self.m.get_mut(i), self.b.get_mut(i)) {
                (None, None) => pass.sweep(|theta, &g, v| {
                    rule.advance(theta, g, v, None, None);
                }),
                (Some(m), None) => pass.and(m).sweep(|theta, &g, v, m| {
                    rule.advance(theta, g, v, Some(m), None);
                }),
                (None, Some(b)) => pass.and(b).sweep(|theta, &g, v, b| {
                    rule.advance(theta, g, v, None, Some(b));
                }),
                (Some(m), Some(b)) => pass.and(m).and(b).sweep(|theta, &g, v, m, b| {
                    rule.advance(theta, g, v, Some(m), Some(b));
                }),
            }
        }
        Ok(())
    }
}
// ANCHOR_END: step

impl RmsProp {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "rmsprop",
        chapter: "rmsprop",
        equation: "rmsprop:rmsprop",
        source: "Tieleman & Hinton 2012",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "gamma",
                "γ",
                0.9,
                Range::DECAY,
                "decay of the past squares; 0.9 is the lecture's and Optax's, 0.99 PyTorch's",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root, as PyTorch does",
            ),
            Hyperparameter::real(
                "eps_root",
                "ε₂",
                0.0,
                Range::NON_NEGATIVE,
                "added under the root, as Optax does",
            ),
            Hyperparameter {
                name: "centered",
                symbol: "m",
                meaning: "divide by the standard deviation instead of the root mean square",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter::real(
                "momentum",
                "β",
                0.0,
                Range::DECAY,
                "decay of the sum of past quotients; 0 is no momentum",
            ),
            Hyperparameter {
                name: "lr_place",
                symbol: "η",
                meaning: "η multiplies the sum (PyTorch), or each quotient as it enters (Optax)",
                kind: Kind::Choice {
                    options: &["outside", "inside"],
                },
            },
            Hyperparameter {
                name: "nesterov",
                symbol: "β",
                meaning: "momentum in Nesterov's library form, as Optax offers it",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter {
                name: "bias_correction",
                symbol: "v̂",
                meaning: "divide the leaky means by 1 − γᵗ",
                kind: Kind::Switch { default: false },
            },
            Hyperparameter::real(
                "initial",
                "v₀",
                0.0,
                Range::NON_NEGATIVE,
                "the leaky mean of squares before the first step",
            ),
            Hyperparameter::L2,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The plain form with learning rate η = `lr` and decay γ = `gamma`; ε = 10⁻⁸.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `gamma` not in [0, 1).
    pub fn new(lr: f64, gamma: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = RmsProp::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("gamma", gamma)?)
    }

    /// RMSProp with `settings` of [`RmsProp::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let mut optimizer = Self {
            rule: Rule {
                lr_inside: 1.0,
                lr_outside: 1.0,
                gamma: settings.real("gamma")?,
                eps: settings.real("eps")?,
                eps_root: settings.real("eps_root")?,
                momentum: settings.real("momentum")?,
                nesterov: settings.switch("nesterov")?,
                weight_decay: settings.real("weight_decay")?,
                weight: 1.0,
            },
            initial: settings.real("initial")?,
            centered: settings.switch("centered")?,
            bias_correction: settings.switch("bias_correction")?,
            inside: settings.choice("lr_place")? == "inside",
            steps: 0.0,
            settings: settings.clone(),
            v: Vec::new(),
            m: Vec::new(),
            b: Vec::new(),
        };
        optimizer.place(settings.real("lr")?);
        Ok(optimizer)
    }

    /// The leaky mean of squares v, empty before the first step.
    pub fn mean_square(&self) -> &[Tensor] {
        &self.v
    }

    /// The leaky mean m of the gradients; empty before the first step and unless centred.
    pub fn mean(&self) -> &[Tensor] {
        &self.m
    }

    /// Puts the learning rate where it belongs.
    fn place(&mut self, lr: f64) {
        if self.inside {
            self.rule.lr_inside = lr;
        } else {
            self.rule.lr_outside = lr;
        }
    }

    /// Counts the step, allocates the buffers at the first, and returns the rule of this step.
    fn prepare(&mut self, params: &[Tensor]) -> Rule {
        if self.v.is_empty() {
            self.v = zeros_like(params);
            for v in &mut self.v {
                v.fill(self.initial);
            }
            if self.centered {
                self.m = zeros_like(params);
            }
            if self.rule.momentum > 0.0 {
                self.b = zeros_like(params);
            }
        }
        self.steps += 1.0;
        if self.bias_correction {
            self.rule.weight = 1.0 - self.rule.gamma.powf(self.steps);
        }
        self.rule
    }
}

impl Configured for RmsProp {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let buffers = [&self.v, &self.m, &self.b];
        buffers.into_iter().flatten().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.place(lr);
        Ok(())
    }
}
