//! NovoGrad: each layer's gradient divided by a running norm, one second moment a layer.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step, zeros_like,
};
use ndarray::Zip;

use crate::decay::Decay;
use crate::norm;
use crate::norms::quotient;

/// v ← β₂v + (1 − β₂)‖g‖², m ← β₁m + g/(√v + ε) + λθ, θ ← θ − ηm: equation `layerwise:novograd`.
///
/// Each tensor is a layer and has one number v. The first gradient gives v₁ = ‖g₁‖² and
/// m₁ = g₁/(‖g₁‖ + ε) + λθ₀. Where the norm is 0, 0/0 counts as 0. State: one number per parameter
/// and √v, one per layer. Ginsburg et al. 2019.
#[derive(Debug, Clone)]
pub struct NovoGrad {
    settings: Settings,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    weight_decay: f64,
    decay: Decay,
    moment: Moment,
    m: Vec<Tensor>,
    root: Vec<f64>,
}

/// With which weight a new term enters m.
#[derive(Debug, Clone, Copy)]
enum Moment {
    Sum,
    /// 1 − β₁ from the second step on.
    Average,
    /// 1 − β₁ at every step.
    FromZero,
}

impl NovoGrad {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "novograd",
        chapter: "layerwise",
        equation: "layerwise:novograd",
        source: "Ginsburg et al. 2019",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta1",
                "β₁",
                0.9,
                Range::DECAY,
                "decay of the normalized gradients",
            ),
            Hyperparameter::real(
                "beta2",
                "β₂",
                0.25,
                Range::DECAY,
                "decay of the squared norms",
            ),
            Hyperparameter::real(
                "eps",
                "ε",
                1e-8,
                Range::NON_NEGATIVE,
                "added to the root of v",
            ),
            Hyperparameter::real(
                "eps_root",
                "ε₀",
                0.0,
                Range::NON_NEGATIVE,
                "added to v inside the root",
            ),
            Hyperparameter::real(
                "weight_decay",
                "λ",
                0.0,
                Range::NON_NEGATIVE,
                "pull towards 0; `decay` says where it acts",
            ),
            Decay::PLACE,
            Hyperparameter {
                name: "moment",
                symbol: "m",
                meaning: "m is a sum; or new terms enter with 1 − β₁, from step 2 on or from step 1 on",
                kind: Kind::Choice {
                    options: &["sum", "average", "average-from-zero"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// NovoGrad with learning rate η = `lr` and decays β₁, β₂.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or a decay not in [0, 1).
    pub fn new(lr: f64, beta1: f64, beta2: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NovoGrad::SPEC;
        let settings = SPEC.settings().with("lr", lr)?;
        Self::from_settings(&settings.with("beta1", beta1)?.with("beta2", beta2)?)
    }

    /// NovoGrad with `settings` of [`NovoGrad::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta1: settings.real("beta1")?,
            beta2: settings.real("beta2")?,
            eps: settings.real("eps")?,
            eps_root: settings.real("eps_root")?,
            weight_decay: settings.real("weight_decay")?,
            decay: Decay::from_settings(settings)?,
            moment: match settings.choice("moment")? {
                "average" => Moment::Average,
                "average-from-zero" => Moment::FromZero,
                _ => Moment::Sum,
            },
            settings: settings.clone(),
            m: Vec::new(),
            root: Vec::new(),
        })
    }

    /// The first moment m of each layer, empty before the first step.
    pub fn first_moment(&self) -> &[Tensor] {
        &self.m
    }

    /// √v, one number a layer, empty before the first step.
    pub fn running_norm(&self) -> &[f64] {
        &self.root
    }
}

impl Configured for NovoGrad {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.m.iter().map(Tensor::len).sum::<usize>() + self.root.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl Optimizer for NovoGrad {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.m)?;
        let first = self.m.is_empty();
        if first {
            (self.m, self.root) = (zeros_like(params), vec![0.0; params.len()]);
        }
        let (eta, beta1) = (self.lr, self.beta1);
        let (keep, lambda) = self.decay.at(eta, self.weight_decay);
        let (old, new) = if first {
            (0.0, 1.0)
        } else {
            (self.beta2, 1.0 - self.beta2)
        };
        let weight = match self.moment {
            Moment::Average if !first => 1.0 - beta1,
            Moment::FromZero => 1.0 - beta1,
            _ => 1.0,
        };
        for (l, (param, grad)) in params.iter_mut().zip(grads).enumerate() {
            // √v is kept in the place of v, whose squares could overflow.
            let root = (old.sqrt() * self.root[l]).hypot(new.sqrt() * norm(grad));
            self.root[l] = root;
            let scale = root.hypot(self.eps_root.sqrt()) + self.eps;
            Zip::from(param)
                .and(grad)
                .and(&mut self.m[l])
                .sweep(|theta, &g, m| {
                    *m = beta1 * *m + weight * (quotient(g, scale) + lambda * *theta);
                    *theta = keep * *theta - eta * *m;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
