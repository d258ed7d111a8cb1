//! Barzilai and Borwein: gradient descent whose rate is the last secant's curvature.

use descent::{
    Configured, Hyperparameter, Kind, Method, Optimizer, Range, SettingError, Settings, Spec,
    StepError, Sweep, Tensor, check_step,
};
use ndarray::Zip;

/// θ ← θ − ηg with η = sᵀs/sᵀy or sᵀy/yᵀy of the last step: equation `newton:barzilai-borwein`.
///
/// Two numbers per parameter: the last point and the last gradient. The first step has the rate
/// `lr`; where sᵀy is not positive the last rate stays. No value of f is asked for, and f may rise.
/// Barzilai & Borwein 1988.
#[derive(Debug, Clone)]
pub struct BarzilaiBorwein {
    settings: Settings,
    lr: f64,
    rate: f64,
    short: bool,
    point: Vec<Tensor>,
    slope: Vec<Tensor>,
}

impl BarzilaiBorwein {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "barzilai-borwein",
        chapter: "newton",
        equation: "newton:barzilai-borwein",
        source: "Barzilai & Borwein 1988",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                0.001,
                Range::NON_NEGATIVE,
                "rate of the first step",
            ),
            Hyperparameter {
                name: "form",
                symbol: "η_t",
                meaning: "sᵀs/sᵀy or sᵀy/yᵀy",
                kind: Kind::Choice {
                    options: &["long", "short"],
                },
            },
        ],
        build: |settings| Ok(Method::Gradient(Box::new(Self::from_settings(settings)?))),
    };

    /// The method with the first rate `lr` and the long rates sᵀs/sᵀy.
    ///
    /// # Errors
    /// If `lr` is not in [0, ∞).
    pub fn new(lr: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = BarzilaiBorwein::SPEC;
        Self::from_settings(&SPEC.settings().with("lr", lr)?)
    }

    /// The method with `settings` of [`BarzilaiBorwein::SPEC`].
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let lr = settings.real("lr")?;
        Ok(Self {
            lr,
            rate: lr,
            short: settings.choice("form")? == "short",
            settings: settings.clone(),
            point: Vec::new(),
            slope: Vec::new(),
        })
    }

    /// The η of the last step; `lr` before the first.
    pub fn rate(&self) -> f64 {
        self.rate
    }
}

impl Configured for BarzilaiBorwein {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.point.iter().chain(&self.slope).map(Tensor::len).sum()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        (self.lr, self.rate) = (lr, lr);
        Ok(())
    }
}

impl Optimizer for BarzilaiBorwein {
    // ANCHOR: step
    fn step(&mut self, params: &mut [Tensor], grads: &[Tensor]) -> Result<(), StepError> {
        check_step(params, grads, &self.point)?;
        if self.point.is_empty() {
            (self.point, self.slope) = (params.to_vec(), grads.to_vec());
        } else {
            // One pass to measure: sᵀs, sᵀy, yᵀy.
            let (mut ss, mut sy, mut yy) = (0.0, 0.0, 0.0);
            let now = params.iter().zip(grads);
            for ((theta, g), (before, slope)) in now.zip(self.point.iter().zip(&self.slope)) {
                Zip::from(theta).and(g).and(before).and(slope).for_each(
                    |theta, g, before, slope| {
                        let (s, y) = (theta - before, g - slope);
                        (ss, sy, yy) = (ss + s * s, sy + s * y, yy + y * y);
                    },
                );
            }
            let rate = if self.short { sy / yy } else { ss / sy };
            if sy > 0.0 && rate.is_finite() {
                self.rate = rate;
            }
        }
        let eta = self.rate;
        let memory = self.point.iter_mut().zip(&mut self.slope);
        for ((theta, g), (before, slope)) in params.iter_mut().zip(grads).zip(memory) {
            Zip::from(theta)
                .and(g)
                .and(before)
                .and(slope)
                .sweep(|theta, &g, before, slope| {
                    (*before, *slope) = (*theta, g);
                    *theta -= eta * g;
                });
        }
        Ok(())
    }
    // ANCHOR_END: step
}
