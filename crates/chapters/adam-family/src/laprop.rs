//! LaProp: first divide by the root, then average.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    Decay, EPS_CORRECTED, EPS_ROOT, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps, leaky,
    lr, ratio, weight,
};

/// m ← β₁m + (1 − β₁)g/(√v̂ + ε), θ ← θ − ηm/(1 − β₁ᵗ): equation `adam-family:laprop`.
///
/// Two numbers of state per parameter. Ziyin et al. 2020.
#[derive(Debug, Clone)]
pub struct LaProp {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: Epsilon,
    decay: Decay,
    after: bool,
    t: i32,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl LaProp {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "laprop",
        chapter: "adam-family",
        equation: "adam-family:laprop",
        source: "Ziyin et al. 2020",
        hyperparameters: &[
            lr(0.0004),
            beta1(0.9),
            beta2(0.999),
            eps(1e-15),
            EPS_ROOT,
            EPS_CORRECTED,
            WEIGHT_DECAY,
            Hyperparameter {
                name: "decay",
                symbol: "λθ",
                meaning: "λθ is added to the gradient (L2), or θ is multiplied by 1 − ηλ beside the step or after it",
                kind: Kind::Choice {
                    options: &["l2", "decoupled", "after"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// LaProp with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = LaProp::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// LaProp with `settings` of [`LaProp::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            after: settings.choice("decay")? == "after",
            settings: settings.clone(),
            t: 0,
            m: Vec::new(),
            v: Vec::new(),
        })
    }
}

configured!(LaProp: m, v);

impl Optimizer for LaProp {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let (lr, (shrink, l2)) = (self.lr / first, self.decay.factors(self.lr));
        let (beside, after) = if self.after {
            (1.0, shrink)
        } else {
            (shrink, 1.0)
        };
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            Zip::from(param)
                .and(grad)
                .and(m)
                .and(v)
                .sweep(|theta, &g, m, v| {
                    let g = g + l2 * *theta;
                    *v = leaky(beta2, *v, g * g);
                    *m = leaky(beta1, *m, ratio(g, eps.root(*v, second)));
                    *theta = after * (beside * *theta - lr * *m);
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
