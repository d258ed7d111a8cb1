//! D-Adaptation for Adam: Adam whose learning rate is an estimate of a distance.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::distance::{D0, DECAY, DECOUPLED, Decay, GROWTH, LR, grown};
use crate::sums::quotient;

/// Adam with the learning rate dη, where d grows with Σg·s/√v over ‖s‖₁: equation
/// `step-size-adaptation:dadapt-adam`.
///
/// Where √v + ε is 0, so that all gradients were 0, quotients by it are 0. Three numbers of state
/// per parameter: m, v and s. Defazio & Mishchenko 2023.
#[derive(Debug, Clone)]
pub struct DAdaptAdam {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    d: f64,
    growth: f64,
    weight_decay: f64,
    decay: Decay,
    corrected: bool,
    t: i32,
    numerator: f64,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
    s: Vec<Tensor>,
}

impl DAdaptAdam {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "dadapt-adam",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:dadapt-adam",
        source: "Defazio & Mishchenko 2023",
        hyperparameters: &[
            LR,
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the mean of scaled gradients",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.999,
                Range::DECAY,
                "decay of the mean of squared gradients; its root is the decay of s",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root of the mean square",
            ),
            D0,
            GROWTH,
            DECAY,
            DECOUPLED,
            Hyperparameter {
                name: "correction",
                symbol: "m̂, v̂",
                meaning: "whether the step is corrected for the start of m and v from 0",
                kind: Kind::Switch { default: false },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// D-Adapted Adam with first estimate `d0`, its defaults for the rest.
    ///
    /// # Errors
    /// If `d0` is not positive.
    pub fn new(d0: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = DAdaptAdam::SPEC;
        Self::from_settings(&SPEC.settings().with("d0", d0)?)
    }

    /// D-Adapted Adam with `settings` of [`DAdaptAdam::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            d: settings.real("d0")?,
            growth: settings.real("growth")?,
            weight_decay: settings.real("weight_decay")?,
            decay: Decay::from_settings(settings)?,
            corrected: settings.switch("correction")?,
            settings: settings.clone(),
            t: 0,
            numerator: 0.0,
            m: Vec::new(),
            v: Vec::new(),
            s: Vec::new(),
        })
    }

    /// The estimate d of the distance, which multiplies the learning rate of the next step.
    pub fn distance(&self) -> f64 {
        self.d
    }
}

impl Configured for DAdaptAdam {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let all = self.m.iter().chain(&self.v).chain(&self.s);
        all.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for DAdaptAdam {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            (self.m, self.v) = (zeros_like(params), zeros_like(params));
            self.s = zeros_like(params);
        }
        self.t = self.t.saturating_add(1);
        let (beta1, beta2, beta3) = (self.beta1, self.beta2, self.beta2.sqrt());
        let eps = self.eps;
        let mut rate = self.d * self.lr;
        if self.corrected {
            rate *= (1.0 - beta2.powi(self.t)).sqrt() / (1.0 - beta1.powi(self.t));
        }
        let (coupled, decay) = self.decay.split(self.weight_decay, rate);
        let (mut product, mut size) = (0.0, 0.0);
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (s, v) = (&mut self.s[l], &mut self.v[l]);
            let all = Zip::from(&*param).and(grad).and(&*s).and(&*v);
            (product, size) = all.fold((product, size), |(product, size), theta, g, s, v| {
                let g = g + coupled * theta;
                let next = beta3 * s + (1.0 - beta3) * rate * g;
                (
                    product + g * quotient(*s, v.sqrt() + eps),
                    size + next.abs(),
                )
            });
            Zip::from(param)
                .and(grad)
                .and(&mut self.m[l])
                .and(v)
                .and(s)
                .sweep(|theta, &g, m, v, s| {
                    let g = g + coupled * *theta;
                    *m = beta1 * *m + (1.0 - beta1) * rate * g;
                    *v = beta2 * *v + (1.0 - beta2) * g * g;
                    *s = beta3 * *s + (1.0 - beta3) * rate * g;
                    *theta -= decay * *theta + quotient(*m, v.sqrt() + eps);
                });
        }
        self.numerator = beta3 * self.numerator + (1.0 - beta3) * rate * product;
        if self.lr > 0.0 {
            let found = self.numerator / ((1.0 - beta3) * size);
            self.d = grown(self.d, found, self.growth);
        }
        Ok(())
    }
    // ANCHOR_END: step
}
