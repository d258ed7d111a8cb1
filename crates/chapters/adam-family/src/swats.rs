//! SWATS: begins as Adam and goes on as SGD.

use descent::{
    Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::common::{
    DECAY, Decay, EPS_ROOT, EPS_UNCORRECTED, Epsilon, WEIGHT_DECAY, beta1, beta2, configured, eps,
    leaky, lr, ratio, weight,
};

/// The rate Λ of SGD, and Adam's rate when it was found.
#[derive(Debug, Clone, Copy)]
struct Switched {
    rate: f64,
    adam_rate: f64,
    /// Whether momentum has moved yet.
    moved: bool,
}

/// Adam's step p, and γ = p·p/(−p·g); when γ agrees with its corrected mean Λ, momentum with the rate
/// Λ takes over: equation `adam-family:swats`.
///
/// The products run over all tensors. After the switch a schedule multiplies Λ as it does η. Two numbers
/// of state per parameter. Keskar & Socher 2017.
#[derive(Debug, Clone)]
pub struct Swats {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    tol: f64,
    rtol: f64,
    shrunk: bool,
    eps: Epsilon,
    decay: Decay,
    t: i32,
    mean_gamma: f64,
    switched: Option<Switched>,
    m: Vec<Tensor>,
    v: Vec<Tensor>,
}

impl Swats {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "swats",
        chapter: "adam-family",
        equation: "adam-family:swats",
        source: "Keskar & Socher 2017",
        hyperparameters: &[
            lr(0.001),
            beta1(0.9),
            beta2(0.999),
            eps(1e-9),
            EPS_ROOT,
            EPS_UNCORRECTED,
            Hyperparameter::real(
                "tol",
                "δ",
                1e-9,
                Range::NON_NEGATIVE,
                "switches when Λ and γ are as close",
            ),
            Hyperparameter::real(
                "rtol",
                "δ′",
                0.0,
                Range::NON_NEGATIVE,
                "the same, relative to γ",
            ),
            Hyperparameter {
                name: "buffer",
                symbol: "m",
                meaning: "after the switch momentum keeps its sum, or multiplies it by 1 − β₁ at every step but the first, as torch-optimizer does",
                kind: Kind::Choice {
                    options: &["kept", "shrunk"],
                },
            },
            WEIGHT_DECAY,
            DECAY,
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// Swats with learning rate η = `lr`, its defaults for the rest.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = Swats::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// Swats with `settings` of [`Swats::SPEC`].
    ///
    /// # Errors
    /// None, as every hyperparameter has a default and was checked when it was set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            tol: settings.real("tol")?,
            rtol: settings.real("rtol")?,
            shrunk: settings.choice("buffer")? == "shrunk",
            eps: Epsilon::of(settings)?,
            decay: Decay::of(settings)?,
            settings: settings.clone(),
            t: 0,
            mean_gamma: 0.0,
            switched: None,
            m: Vec::new(),
            v: Vec::new(),
        })
    }

    /// The rate Λ with which momentum goes on, once it has taken over.
    pub fn sgd_rate(&self) -> Option<f64> {
        self.switched.map(|_| self.rate())
    }

    /// η before the switch, and after it Λ, in proportion to η.
    fn rate(&self) -> f64 {
        self.switched.map_or(self.lr, |found| {
            found.rate * ratio(self.lr, found.adam_rate)
        })
    }
}

configured!(Swats: m, v);

impl Optimizer for Swats {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        if self.m.is_empty() {
            self.m = zeros_like(params);
            self.v = zeros_like(params);
        }
        self.t += 1;
        let (lr, (shrink, l2)) = (self.rate(), self.decay.factors(self.rate()));
        let (beta1, beta2, eps) = (self.beta1, self.beta2, self.eps);
        if let Some(found) = &mut self.switched {
            let keep = if self.shrunk && found.moved {
                1.0 - beta1
            } else {
                1.0
            };
            found.moved = true;
            for ((param, grad), m) in params.iter_mut().zip(grads).zip(&mut self.m) {
                Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                    let g = g + l2 * *theta;
                    *m = beta1 * *m + g;
                    *theta = shrink * *theta - lr * (1.0 - beta1) * *m;
                    *m *= keep;
                });
            }
            return Ok(());
        }
        let (first, second) = (weight(beta1, self.t), weight(beta2, self.t));
        let move_of = |m: f64, v: f64| -lr * ratio(m / first, eps.root(v, second));
        let (mut pp, mut pg) = (0.0, 0.0);
        for (((param, grad), m), v) in params
            .iter_mut()
            .zip(grads)
            .zip(&mut self.m)
            .zip(&mut self.v)
        {
            Zip::from(&*param)
                .and(grad)
                .and(&mut *m)
                .and(&mut *v)
                .sweep(|&theta, &g, m, v| {
                    let g = g + l2 * theta;
                    *m = leaky(beta1, *m, g);
                    *v = leaky(beta2, *v, g * g);
                });
            (pp, pg) = Zip::from(&*param).and(grad).and(&*m).and(&*v).fold(
                (pp, pg),
                |(pp, pg), &theta, &g, &m, &v| {
                    let p = move_of(m, v);
                    (pp + p * p, pg + p * (g + l2 * theta))
                },
            );
            Zip::from(param)
                .and(&*m)
                .and(&*v)
                .sweep(|theta, &m, &v| *theta = shrink * *theta + move_of(m, v));
        }
        if pg != 0.0 {
            let gamma = -pp / pg;
            self.mean_gamma = beta2 * self.mean_gamma + (1.0 - beta2) * gamma;
            let estimate = self.mean_gamma / second;
            let close = (estimate - gamma).abs() <= self.tol + self.rtol * gamma.abs();
            if self.t > 1 && estimate > 0.0 && close {
                self.switched = Some(Switched {
                    rate: estimate,
                    adam_rate: lr,
                    moved: false,
                });
                self.m.iter_mut().for_each(|m| m.fill(0.0));
            }
        }
        Ok(())
    }
    // ANCHOR_END: step
}
