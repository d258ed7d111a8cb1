//! AdEMAMix: a fast and a slow mean of the gradients.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// θ ← θ − η(m̂ + αs)/(√v̂ + ε), s the slow mean with decay β₃, uncorrected: equation
/// `adam-family:ademamix`.
///
/// With a warm-up of T steps, α and the half-life of s grow to their values in T steps. Three numbers of
/// state per parameter. Pagliardini et al. 2025.
#[derive(Debug, Clone)]
pub struct AdEmaMix {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    beta3: f64,
    alpha: f64,
    warmup: f64,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    m: Vec<Tensor>,
    slow: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl AdEmaMix {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "ademamix",
        chapter: "adam-family",
        equation: "adam-family:ademamix",
        source: "Pagliardini et al. 2025",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            Hyperparameter::real(
                "beta3",
                "β₃",
                0.9999,
                Range::DECAY,
                "decay of the slow mean",
            ),
            Hyperparameter::real(
                "alpha",
                "α",
                5.0,
                Range::NON_NEGATIVE,
                "weight of the slow mean",
            ),
            Hyperparameter {
                name: "warmup",
                symbol: "T",
                meaning: "α and the half-life of the slow mean grow for so many steps",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            eps(1e-8),
            EPS_ROOT,
            EPS_CORRECTED,
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// AdEmaMix with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = AdEmaMix::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// AdEmaMix with `settings` of [`AdEmaMix::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            beta3: settings.real("beta3")?,
            alpha: settings.real("alpha")?,
            warmup: settings.integer("warmup")? as f64,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            slow: Vec::new(),
            v: Vec::new(),
        })
    }

    /// α and β₃ at step t: α rises linearly, and so does the half-life −ln 2/ln β₃, from that of β₁.
    fn warmed_up(&self) -> (f64, f64) {
        let share = f64::from(self.t) / self.warmup;
        if share >= 1.0 || self.warmup == 0.0 {
            return (self.alpha, self.beta3);
        }
        let half_life = (1.0 - share) / self.beta1.ln() + share / self.beta3.ln();
        (share * self.alpha, half_life.recip().exp().min(self.beta3))
    }
}

configured!(AdEmaMix: m, slow, v);

impl Optimizer for AdEmaMix {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.slow = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (alpha, beta3) = self.warmed_up();
        let (lr, (shrink, l2)) = (self.lr, self.decay.factors(self.lr));
        for ((((param, grad), m), slow), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.slow)
            .zip(&mut self.v)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(slow)
                .and(v)
                .sweep(|theta, &g, m, slow, v| {
                    let g = g + l2 * *theta;
                    *m = leaky(beta1, *m, g);
                    *slow = leaky(beta3, *slow, g);
                    *v = leaky(beta2, *v, g * g);
                    let mean = *m / first + alpha * *slow;
                    *theta = shrink * *theta - lr * ratio(mean, eps.root(*v, second));
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
