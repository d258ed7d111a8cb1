//! Funnelled SGDM: momentum whose scale and gains are learned by exponentiated gradients.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::{ArrayD, Zip};

use crate::sums::{dot, norm, quotient};

/// Gains p for the coordinates and one scale s, both multiplied by exponentials of how well past
/// steps agree with the gradient: equation `step-size-adaptation:funnelled`.
///
/// An exponent beyond ±c counts as ±c. With `exponents = "directions"` the exponents are γ times the
/// signs of m g for the gains, γ times the cosine of u and g for the scale; 0 where one of the two
/// is 0. Three numbers of state per parameter, and s.
/// Amid, Anil, Fifty & Warmuth 2022.
#[derive(Debug, Clone)]
pub struct FunnelledSgdm {
    settings: Settings,
    lr: f64,
    gamma_p: f64,
    gamma_s: f64,
    beta: f64,
    mu: f64,
    clip: f64,
    directions: bool,
    scale: f64,
    gains: Vec<Tensor>,
    m: Vec<Tensor>,
    u: Vec<Tensor>,
}

impl FunnelledSgdm {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "funnelled-sgdm",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:funnelled",
        source: "Amid, Anil, Fifty & Warmuth 2022",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "gamma_p",
                "γₚ",
                1e-3,
                Range::NON_NEGATIVE,
                "learning rate of the logarithms of the gains",
            ),
            Hyperparameter::real(
                "gamma_s",
                "γₛ",
                1e-3,
                Range::NON_NEGATIVE,
                "learning rate of the logarithm of the scale",
            ),
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the mean gradient m that moves the gains",
            ),
            Hyperparameter::real(
                "mu",
                "μ",
                0.9,
                Range::DECAY,
                "decay of the sum u that moves the parameters",
            ),
            Hyperparameter::real(
                "clip",
                "c",
                1.0,
                Range::POSITIVE,
                "an exponent beyond ±c counts as ±c",
            ),
            Hyperparameter {
                name: "exponents",
                symbol: "[·]",
                meaning: "γ times products with the gradient, or times their signs and a cosine",
                kind: Kind::Choice {
                    options: &["products", "directions"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Funnelled SGDM with learning rate η = `lr` and both γ = `gamma`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` or `gamma` is not in [0, ∞).
    pub fn new(lr: f64, gamma: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = FunnelledSgdm::SPEC;
        let settings = SPEC.settings().with("lr", lr)?.with("gamma_p", gamma)?;
        Self::from_settings(&settings.with("gamma_s", gamma)?)
    }

    /// Funnelled SGDM with `settings` of [`FunnelledSgdm::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            gamma_p: settings.real("gamma_p")?,
            gamma_s: settings.real("gamma_s")?,
            beta: settings.real("beta")?,
            mu: settings.real("mu")?,
            clip: settings.real("clip")?,
            directions: settings.choice("exponents")? == "directions",
            settings: settings.clone(),
            scale: 1.0,
            gains: Vec::new(),
            m: Vec::new(),
            u: Vec::new(),
        })
    }

    /// The scale s; 1 before the second step.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The gains p, empty before the first step.
    pub fn gains(&self) -> &[Tensor] {
        &self.gains
    }
}

impl Configured for FunnelledSgdm {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let all = self.gains.iter().chain(&self.m).chain(&self.u);
        all.map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for FunnelledSgdm {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            (self.m, self.u) = (zeros_like(params), zeros_like(params));
            let ones = |param: &Tensor| ArrayD::ones(param.raw_dim());
            self.gains = params.iter().map(ones).collect();
        }
        let (lr, beta, mu, clip) = (self.lr, self.beta, self.mu, self.clip);
        // `max` and `min` in place of `clamp`: NaN, which is ∞ − ∞ here, becomes −c.
        let growth = move |exponent: f64| exponent.max(-clip).min(clip).exp();
        let gamma = self.gamma_p;
        let mut agreement = dot(&self.u, grads);
        let directions = self.directions;
        if directions {
            agreement = quotient(quotient(agreement, norm(&self.u)), norm(grads));
        }
        self.scale *= growth(self.gamma_s * agreement);
        let scale = self.scale;
        let states = self.gains.iter_mut().zip(&mut self.m).zip(&mut self.u);
        for ((param, grad), ((p, m), u)) in params.iter_mut().zip(grads).zip(states) {
            Zip::from(param)
                .and(grad)
                .and(p)
                .and(m)
                .and(u)
                .sweep(|theta, &g, p, m, u| {
                    let agreement = if directions {
                        sign(*m) * sign(g)
                    } else {
                        *m * g
                    };
                    *p *= growth(gamma * agreement);
                    *m = beta * *m + (1.0 - beta) * g;
                    *u = mu * *u + lr * *p * g;
                    *theta -= scale * *u;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}

/// The sign of x, and 0 for 0.
#[inline]
fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
