//! BFGS and its relatives: an approximate inverse Hessian, learnt from the steps.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor,
};
use ndarray::linalg::general_mat_vec_mul;
use ndarray::{Array1, Array2};

use crate::inverse::Update;
use crate::line_search::{Sample, Search, first_trial};
use crate::ray::{Ray, largest, norm};

/// θ ← θ − tHg, where H solves the secant equation of every step: equation `newton:bfgs`.
///
/// A tensor list of n numbers costs n² numbers of state and eight vectors; a step O(n²) besides the
/// line search. Where −Hg does not point down (SR1), the step is along −g. If no trial makes f
/// smaller, θ stays. Broyden, Fletcher, Goldfarb & Shanno 1970.
#[derive(Debug, Clone)]
pub struct Bfgs {
    settings: Settings,
    lr: f64,
    update: Update,
    search: Search,
    scaled: bool,
    guess: bool,
    ray: Ray,
    h: Array2<f64>,
    hy: Array1<f64>,
    s: Array1<f64>,
    y: Array1<f64>,
    before: Array1<f64>,
    last: Option<Last>,
}

/// What is known of the step before.
#[derive(Debug, Clone, Copy)]
struct Last {
    value: f64,
    t: f64,
    updated: bool,
}

impl Bfgs {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "bfgs",
        chapter: "newton",
        equation: "newton:bfgs",
        source: "Broyden, Fletcher, Goldfarb & Shanno 1970",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                1.0,
                Range::NON_NEGATIVE,
                "largest first trial for t",
            ),
            Hyperparameter {
                name: "update",
                symbol: "H",
                meaning: "how H learns: rank two, its dual, or rank one",
                kind: Kind::Choice {
                    options: &["bfgs", "dfp", "sr1"],
                },
            },
            Search::WAY,
            Search::C1,
            Search::c2(0.9),
            Hyperparameter {
                name: "scale",
                symbol: "H₀",
                meaning: "the first H: 1, or yᵀs/yᵀy of the first step",
                kind: Kind::Choice {
                    options: &["identity", "secant"],
                },
            },
            Search::TRIAL,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// BFGS with the search of Moré and Thuente.
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn new() -> Result<Self, SettingError> {
        static SPEC: Spec = Bfgs::SPEC;
        Self::from_settings(&SPEC.settings())
    }

    /// BFGS with `settings` of [`Bfgs::SPEC`].
    ///
    /// # Errors
    /// If c₁ ≥ c₂.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            update: match settings.choice("update")? {
                "dfp" => Update::Dfp,
                "sr1" => Update::Sr1,
                _ => Update::Bfgs,
            },
            search: Search::from_settings(settings)?,
            scaled: settings.choice("scale")? == "secant",
            guess: settings.choice("trial")? == "decrease",
            settings: settings.clone(),
            ray: Ray::default(),
            h: Array2::default((0, 0)),
            hy: Array1::default(0),
            s: Array1::default(0),
            y: Array1::default(0),
            before: Array1::default(0),
            last: None,
        })
    }

    /// H, empty before the first step.
    pub fn inverse_hessian(&self) -> &Array2<f64> {
        &self.h
    }

    /// The t of the last step; `None` before the first.
    pub fn step_length(&self) -> Option<f64> {
        self.last.map(|last| last.t)
    }

    /// Teaches H the last step.
    fn learn(&mut self) {
        let Some(last) = &mut self.last else { return };
        self.y.assign(&self.ray.g);
        self.y -= &self.before;
        let (ys, yy) = (self.y.dot(&self.s), self.y.dot(&self.y));
        if self.scaled && !last.updated && ys > 0.0 && yy.is_finite() {
            self.h *= ys / yy;
        }
        let learnt = self
            .update
            .apply(&mut self.h, &mut self.hy, &self.s, &self.y);
        last.updated |= learnt;
    }
}

impl Configured for Bfgs {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.h.len() + self.ray.len() + 4 * self.s.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Bfgs {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        self.ray.start(objective, params)?;
        if self.before.is_empty() {
            let n = self.ray.g.len();
            self.h = Array2::eye(n);
            for vector in [&mut self.hy, &mut self.s, &mut self.y, &mut self.before] {
                *vector = Array1::zeros(n);
            }
        }
        // ANCHOR: step
        self.learn();
        let value = objective.value(params);
        general_mat_vec_mul(-1.0, &self.h, &self.ray.g, 0.0, &mut self.ray.d);
        let mut slope = self.ray.slope();
        if !(slope.is_finite() && slope < 0.0) {
            self.ray.steepest();
            slope = self.ray.slope();
        }
        let start = Sample {
            t: 0.0,
            value,
            slope,
        };
        let before = self.last.map(|last| last.value);
        let trial = if self.guess {
            first_trial(&start, before, norm(&self.ray.g), self.lr)
        } else {
            self.lr
        };
        let reach = largest(&self.ray.d);
        let ray = &mut self.ray;
        let phi = &mut |t| ray.look(objective, params, t);
        let t = if slope < 0.0 {
            self.search.run(start, trial, reach, 100, phi).t
        } else {
            0.0
        };
        self.ray.advance(params, t);
        // ANCHOR_END: step
        self.s.assign(&self.ray.d);
        self.s *= t;
        self.before.assign(&self.ray.g);
        let updated = self.last.is_some_and(|last| last.updated);
        self.last = Some(Last { value, t, updated });
        Ok(())
    }
}
