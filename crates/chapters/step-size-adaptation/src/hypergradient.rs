//! Hypergradient descent: gradient descent on the learning rate itself.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step,
};
use ndarray::Zip;

use crate::sums::{dot, norm, quotient};

/// η ← η + α g_t·g_{t−1}, θ ← θ − ηg_t: equation `step-size-adaptation:hypergradient-descent`.
///
/// With `rule = "multiplicative"`, η ← η(1 + α cos), where cos is the cosine of the angle between
/// the two gradients, and 0 where one of them is 0. A new η that would carry a coordinate out of
/// the range of numbers is not taken: the old one stays. One number of state per parameter.
/// Baydin et al. 2018.
#[derive(Debug, Clone)]
pub struct HypergradientDescent {
    settings: Settings,
    lr: f64,
    hyper: f64,
    multiplicative: bool,
    previous: Vec<Tensor>,
}

impl HypergradientDescent {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "sgd-hd",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:hypergradient-descent",
        source: "Baydin et al. 2018",
        hyperparameters: &[
            Hyperparameter::required(
                "lr",
                "η₀",
                Range::NON_NEGATIVE,
                "learning rate of the first step",
            ),
            Hyperparameter::real(
                "hyper",
                "α",
                1e-3,
                Range::NON_NEGATIVE,
                "learning rate of the learning rate",
            ),
            Hyperparameter {
                name: "rule",
                symbol: "Δη",
                meaning: "η grows by αg·g′, or by the share α cos(g, g′) of itself",
                kind: Kind::Choice {
                    options: &["additive", "multiplicative"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The additive rule with first learning rate η₀ = `lr` and α = `hyper`.
    ///
    /// # Errors
    /// If `lr` or `hyper` is not in [0, ∞).
    pub fn new(lr: f64, hyper: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = HypergradientDescent::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("hyper", hyper)?)
    }

    /// Hypergradient descent with `settings` of [`HypergradientDescent::SPEC`].
    ///
    /// # Errors
    /// If the first learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            hyper: settings.real("hyper")?,
            multiplicative: settings.choice("rule")? == "multiplicative",
            settings: settings.clone(),
            previous: Vec::new(),
        })
    }

    /// The learning rate η of the last step; before the first, η₀.
    pub fn learning_rate(&self) -> f64 {
        self.lr
    }
}

impl Configured for HypergradientDescent {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.previous.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for HypergradientDescent {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.previous)?;
        if self.previous.is_empty() {
            self.previous = grads.to_vec();
        } else {
            let (size, before) = (norm(grads), norm(&self.previous));
            let product = dot(grads, &self.previous);
            let next = if self.multiplicative {
                self.lr * (1.0 + self.hyper * quotient(quotient(product, size), before))
            } else {
                self.lr + self.hyper * product
            };
            if (next * size).is_finite() {
                self.lr = next;
            }
        }
        let lr = self.lr;
        for ((param, grad), previous) in params.iter_mut().zip(grads).zip(&mut self.previous) {
            Zip::from(param)
                .and(grad)
                .and(previous)
                .sweep(|theta, &g, previous| {
                    *theta -= lr * g;
                    *previous = g;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
