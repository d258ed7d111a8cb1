//! The Polyak step: as far as a convex function's value says that the minimum is.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Sweep, Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::sums::square;

/// θ ← θ − min((f − f*)/(‖h‖² + ε), η)h with h = cg: equation `step-size-adaptation:polyak`.
///
/// It asks for the value f and the gradient. No step where ‖h‖² + ε is at most `floor` or not a
/// finite number, or where f is NaN. One number per parameter, a buffer for the gradient.
/// Polyak 1969, Loizou et al. 2021.
#[derive(Debug, Clone)]
pub struct PolyakSgd {
    settings: Settings,
    lr: f64,
    capped: bool,
    lower_bound: f64,
    scale: f64,
    signed: bool,
    eps: f64,
    floor: f64,
    taken: f64,
    grads: Vec<Tensor>,
}

impl PolyakSgd {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "polyak-sgd",
        chapter: "step-size-adaptation",
        equation: "step-size-adaptation:polyak",
        source: "Polyak 1969, Loizou et al. 2021",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1.0, Range::NON_NEGATIVE, "largest step size"),
            Hyperparameter {
                name: "cap",
                symbol: "η",
                meaning: "whether η limits the step size, or nothing does, as with Polyak",
                kind: Kind::Choice {
                    options: &["lr", "none"],
                },
            },
            Hyperparameter::real(
                "lower_bound",
                "f*",
                0.0,
                Range::new(f64::NEG_INFINITY, false, f64::INFINITY, false),
                "the least value of f, or a lower bound of it",
            ),
            Hyperparameter::real(
                "scale",
                "c",
                1.0,
                Range::POSITIVE,
                "multiplies the gradient; c > 1 shortens the step",
            ),
            Hyperparameter {
                name: "gap",
                symbol: "f − f*",
                meaning: "a negative gap counts as 0, or makes the step go uphill",
                kind: Kind::Choice {
                    options: &["positive", "signed"],
                },
            },
            Hyperparameter::real("eps", "ε", 0.0, Range::NON_NEGATIVE, "added to ‖h‖²"),
            Hyperparameter::real(
                "floor",
                "δ",
                0.0,
                Range::NON_NEGATIVE,
                "no step where ‖h‖² + ε is at most δ",
            ),
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Polyak's own step, without a cap, for a function with least value f* = `lower_bound`.
    ///
    /// # Errors
    /// If `lower_bound` is not finite.
    pub fn new(lower_bound: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = PolyakSgd::SPEC;
        let settings = SPEC.settings().with("cap", "none")?;
        Self::from_settings(&settings.with("lower_bound", lower_bound)?)
    }

    /// The Polyak step with `settings` of [`PolyakSgd::SPEC`].
    ///
    /// # Errors
    /// None: everything has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            capped: settings.choice("cap")? == "lr",
            lower_bound: settings.real("lower_bound")?,
            scale: settings.real("scale")?,
            signed: settings.choice("gap")? == "signed",
            eps: settings.real("eps")?,
            floor: settings.real("floor")?,
            settings: settings.clone(),
            taken: 0.0,
            grads: Vec::new(),
        })
    }

    /// The factor of the gradient in the last step; 0 before the first.
    pub fn step_size(&self) -> f64 {
        self.taken
    }

    fn advance(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        // ANCHOR: step
        objective.gradient_into(params, &mut self.grads);
        check_step(params, &self.grads, &[])?;
        let square = self.scale * self.scale * square(&self.grads) + self.eps;
        let gap = objective.value(params) - self.lower_bound;
        let gap = if self.signed { gap } else { gap.max(0.0) };
        let mut eta = gap / square;
        if self.capped {
            eta = eta.min(self.lr);
        }
        if square <= self.floor || !square.is_finite() || !eta.is_finite() {
            eta = 0.0;
        }
        self.taken = eta * self.scale;
        for (param, grad) in params.iter_mut().zip(&self.grads) {
            let eta = self.taken;
            Zip::from(param)
                .and(grad)
                .sweep(|theta, &g| *theta -= eta * g);
        }
        // ANCHOR_END: step
        Ok(())
    }
}

impl Configured for PolyakSgd {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.grads.iter().map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for PolyakSgd {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.grads)?;
        let first = self.grads.is_empty();
        if first {
            self.grads = zeros_like(params);
        }
        let outcome = self.advance(objective, params);
        if first && outcome.is_err() {
            self.grads.clear();
        }
        outcome
    }
}
