//! D-Adaptation for AdaGrad: dual averaging with a denominator for each coordinate.

use descent::{
    Configured, Hyperparameter, Method, Optimizer, Range, SettingError, Settings, Spec, StepError,
    Sweep, Tensor, check_step, zeros_like,
};
use ndarray::{ArrayD, Zip};

use crate::distance::{COUPLED, D0, DECAY, Decay, GROWTH, LR, grown};
use crate::sums::quotient;

/// s ← s + dηg, a ← a + g², θ ← βθ + (1 − β)(θ₀ − s/√a): equation
/// `step-size-adaptation:dadapt-adagrad`.
///
/// Where √a + ε is 0, so that all gradients were 0, quotients by it are 0. Three numbers of state
/// per parameter: s, a and θ₀. Defazio & Mishchenko 2023.
#[derive(Debug, Clone)]
pub struct DAdaptAdaGrad {
    settings: Settings,
    lr: f64,
    beta: f64,
    eps: f64,
    initial: f64,
    d: f64,
    growth: f64,
    weight_decay: f64,
    decay: Decay,
    steps: f64,
    s: Vec<Tensor>,
    a: Vec<Tensor>,
    origin: Vec<Tensor>,
}

impl DAdaptAdaGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "dadapt-adagrad",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:dadapt-adagrad",
        source: "Defazio & Mishchenko 2023",
        hyperparameters: &[
            LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.0,
                Range::DECAY,
                "weight of θ in its mean with θ₀ − s/√a",
            ),
            Hyperparameter::real("eps", "ε", 0.0, Range::NON_NEGATIVE, "added to the root"),
            Hyperparameter::real(
                "accumulator",
                "a₀",
                1e-6,
                Range::NON_NEGATIVE,
                "first value of the sum of squares",
            ),
            D0,
            GROWTH,
            DECAY,
            COUPLED,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// D-Adapted AdaGrad with first estimate `d0`, its defaults for the rest.
    ///
    /// # Errors
    /// If `d0` is not positive.
    pub fn new(d0: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = DAdaptAdaGrad::SPEC;
        Self::from_settings(&SPEC.settings().with("d0", d0)?)
    }

    /// D-Adapted AdaGrad with `settings` of [`DAdaptAdaGrad::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            eps: settings.real("eps")?,
            initial: settings.real("accumulator")?,
            d: settings.real("d0")?,
            growth: settings.real("growth")?,
            weight_decay: settings.real("weight_decay")?,
            decay: Decay::from_settings(settings)?,
            settings: settings.clone(),
            steps: 0.0,
            s: Vec::new(),
            a: Vec::new(),
            origin: Vec::new(),
        })
    }

    /// The estimate d of the distance, which multiplies the next gradient.
    pub fn distance(&self) -> f64 {
        self.d
    }
}

impl Configured for DAdaptAdaGrad {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let all = self.s.iter().chain(&self.a).chain(&self.origin);
        all.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for DAdaptAdaGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.s)?;
        if self.s.is_empty() {
            (self.s, self.origin) = (zeros_like(params), params.to_vec());
            let initial = |param: &Tensor| ArrayD::from_elem(param.raw_dim(), self.initial);
            self.a = params.iter().map(initial).collect();
        }
        let weight = self.d * self.lr;
        let (lambda, decay) = self.decay.split(self.weight_decay, self.lr);
        let (kept, beta, eps) = (self.beta * (1.0 - decay), self.beta, self.eps);
        let (mut sums, mut added, mut size) = (0.0, 0.0, 0.0);
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            let (s, a) = (&mut self.s[l], &mut self.a[l]);
            let all = Zip::from(&*param).and(grad).and(&*s).and(&*a);
            (sums, added, size) = all.fold(
                (sums, added, size),
                |(sums, added, size), theta, g, s, a| {
                    let g = g + lambda * theta;
                    let (s, root) = (s + weight * g, (a + g * g).sqrt() + eps);
                    (
                        sums + s * quotient(s, root),
                        added + g * quotient(g, root),
                        size + s.abs(),
                    )
                },
            );
            Zip::from(param)
                .and(grad)
                .and(s)
                .and(a)
                .and(&self.origin[l])
                .sweep(|theta, &g, s, a, &origin| {
                    let g = g + lambda * *theta;
                    *s += weight * g;
                    *a += g * g;
                    let target = origin - quotient(*s, a.sqrt() + eps);
                    *theta = kept * *theta + (1.0 - beta) * target;
                });
        }
        self.steps += weight * weight * added;
        if self.lr > 0.0 {
            self.d = grown(self.d, (sums - self.steps) / size, self.growth);
        }
        Ok(())
    }
    // ANCHOR_END: step
}
