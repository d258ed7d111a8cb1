//! Nesterov's momentum as it is explained: look ahead, take the gradient there, step.

use descent::{
    Configured, Hyperparameter, Method, Objective, OracleOptimizer, Range, SettingError, Settings,
    Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

/// m ← βm + ∇f(θ − ηβm), θ ← θ − ηm: equation `momentum:nag-lookahead`.
///
/// It asks the objective for the gradient at the look-ahead point. Three numbers per parameter: m,
/// the look-ahead point and the gradient there. Nesterov 1983; Sutskever et al. 2013.
#[derive(Debug, Clone)]
pub struct NesterovLookahead {
    settings: Settings,
    lr: f64,
    beta: f64,
    m: Vec<Tensor>,
    ahead: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl NesterovLookahead {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nesterov-lookahead",
        chapter: "momentum",
        equation: "momentum:nag-lookahead",
        source: "Nesterov 1983; Sutskever et al. 2013",
        hyperparameters: &[
            Hyperparameter::LR,
            Hyperparameter::real(
                "beta",
                "β",
                0.9,
                Range::DECAY,
                "decay of the past gradients",
            ),
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Nesterov's momentum with learning rate η = `lr`.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞) or `beta` not in [0, 1).
    pub fn new(lr: f64, beta: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NesterovLookahead::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?.with("beta", beta)?)
    }

    /// Nesterov's momentum with `settings` of [`NesterovLookahead::SPEC`].
    ///
    /// # Errors
    /// If the learning rate was not set.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            beta: settings.real("beta")?,
            settings: settings.clone(),
            m: Vec::new(),
            ahead: Vec::new(),
            grads: Vec::new(),
        })
    }

    /// The leaky sum m, empty before the first step.
    pub fn sum(&self) -> &[Tensor] {
        &self.m
    }
}

impl Configured for NesterovLookahead {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        [&self.m, &self.ahead, &self.grads]
            .into_iter()
            .flatten()
            .map(Tensor::len)
            .sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for NesterovLookahead {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.m)?;
        let first = self.m.is_empty();
        if first {
            (self.m, self.ahead, self.grads) =
                (zeros_like(params), zeros_like(params), zeros_like(params));
        }
        let (eta, beta) = (self.lr, self.beta);
        for ((ahead, theta), m) in self.ahead.iter_mut().zip(&*params).zip(&self.m) {
            Zip::from(ahead).and(theta).and(m).sweep(|y, &theta, &m| {
                *y = theta - eta * beta * m;
            });
        }
        objective.gradient_into(&self.ahead, &mut self.grads);
        if let Err(refused) = check_step(params, &self.grads, &self.m) {
            if first {
                self.m.clear();
            }
            return Err(refused);
        }
        for ((param, grad), m) in params.iter_mut().zip(&self.grads).zip(&mut self.m) {
            Zip::from(param).and(grad).and(m).sweep(|theta, &g, m| {
                *m = beta * *m + g;
                *theta -= eta * *m;
            });
        }
        Ok(())
    }
}
