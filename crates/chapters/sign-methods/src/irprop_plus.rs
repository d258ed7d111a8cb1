//! iRprop⁺: RProp that takes a step back only if the value of f has risen.

use descent::{
    Configured, Method, Objective, OracleOptimizer, SettingError, Settings, Spec, StepError, Sweep,
    Tensor, check_params, check_step, zeros_like,
};
use ndarray::Zip;

use crate::{rprop::Sizes, sign};

/// RProp that, where a sign changes, takes its last step back if f has risen and stays if not:
/// equation `sign-methods:irprop-plus`.
///
/// It asks the objective for its value, once a step, and for the gradient. Three numbers per
/// parameter: Δ, the last sign and the gradient. Igel & Hüsken 2003.
#[derive(Debug, Clone)]
pub struct IrpropPlus {
    settings: Settings,
    lr: f64,
    sizes: Sizes,
    value: f64,
    size: Vec<Tensor>,
    before: Vec<Tensor>,
    grads: Vec<Tensor>,
}

impl IrpropPlus {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "irprop-plus",
        chapter: "sign-methods",
        equation: "sign-methods:irprop-plus",
        source: "Igel & Hüsken 2003",
        hyperparameters: &[
            Sizes::FIRST,
            Sizes::SHRINK,
            Sizes::GROW,
            Sizes::MIN,
            Sizes::MAX,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// iRprop⁺ with the first step Δ₀ = `lr` and the paper's factors and limits.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = IrpropPlus::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// iRprop⁺ with `settings` of [`IrpropPlus::SPEC`].
    ///
    /// # Errors
    /// If the smallest step is larger than the largest.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            sizes: Sizes::from_settings(settings)?,
            settings: settings.clone(),
            value: f64::INFINITY,
            size: Vec::new(),
            before: Vec::new(),
            grads: Vec::new(),
        })
    }
}

impl Configured for IrpropPlus {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        [&self.size, &self.before, &self.grads]
            .into_iter()
            .flatten()
            .map(Tensor::len)
            .sum()
    }

    /// Before the first step, Δ₀; afterwards the steps in force stay as they are.
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for IrpropPlus {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.size)?;
        if self.grads.is_empty() {
            self.grads = zeros_like(params);
        }
        objective.gradient_into(params, &mut self.grads);
        if let Err(refused) = check_step(params, &self.grads, &self.size) {
            if self.size.is_empty() {
                self.grads.clear();
            }
            return Err(refused);
        }
        if self.size.is_empty() {
            self.before = zeros_like(params);
            self.size = zeros_like(params);
            self.size.iter_mut().for_each(|size| size.fill(self.lr));
        }
        // ANCHOR: step
        let value = objective.value(params);
        let rose = value > self.value;
        self.value = value;
        let sizes = self.sizes;
        let state = self.size.iter_mut().zip(&mut self.before);
        let pairs = params.iter_mut().zip(&self.grads);
        for ((param, grad), (size, before)) in pairs.zip(state) {
            Zip::from(param)
                .and(grad)
                .and(size)
                .and(before)
                .sweep(|theta, &g, size, before| {
                    let (last_step, s) = (*size * *before, sign(g));
                    *size = sizes.next(*size, s * *before);
                    if s * *before < 0.0 {
                        if rose {
                            *theta += last_step;
                        }
                        *before = 0.0;
                    } else {
                        *theta -= *size * s;
                        *before = s;
                    }
                });
        }
        // ANCHOR_END: step
        Ok(())
    }
}
