//! Nonlinear conjugate gradients: the new direction keeps a share of the old one.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor,
};
use ndarray::Array1;

use crate::line_search::{Sample, Search, first_trial};
use crate::ray::{Ray, largest, norm};

/// d ← −g + βd, θ ← θ + td with t from a line search: equation `newton:nonlinear-cg`.
///
/// Six vectors of n numbers, whatever n. Where d would not point down by at least 0.01‖g‖², it
/// starts again from −g. If no trial makes f smaller, θ stays. Fletcher & Reeves 1964; Polak &
/// Ribière 1969.
#[derive(Debug, Clone)]
pub struct ConjugateGradient {
    settings: Settings,
    lr: f64,
    rule: Rule,
    restart: u64,
    search: Search,
    guess: bool,
    ray: Ray,
    before: Array1<f64>,
    direction: Array1<f64>,
    last: Option<Last>,
}

/// β: how much of the last direction is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    PolakRibierePlus,
    FletcherReeves,
    HestenesStiefel,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    value: f64,
    t: f64,
    /// Directions since the last restart.
    turns: u64,
}

/// The share of ‖g‖² by which a direction must point down; SciPy has it too.
const DOWN: f64 = 0.01;

impl ConjugateGradient {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "conjugate-gradient",
        chapter: "newton",
        equation: "newton:nonlinear-cg",
        source: "Fletcher & Reeves 1964; Polak & Ribière 1969",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "η",
                1.0,
                Range::NON_NEGATIVE,
                "largest first trial for t",
            ),
            Hyperparameter {
                name: "rule",
                symbol: "β",
                meaning: "the share of the last direction",
                kind: Kind::Choice {
                    options: &["polak-ribiere-plus", "fletcher-reeves", "hestenes-stiefel"],
                },
            },
            Hyperparameter {
                name: "restart",
                symbol: "r",
                meaning: "starts again from −g after this many directions; 0: never",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            Search::WAY,
            Search::C1,
            Search::c2(0.4),
            Search::TRIAL,
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Conjugate gradients by the rule of Polak and Ribière, with the search of Moré and Thuente.
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn new() -> Result<Self, SettingError> {
        static SPEC: Spec = ConjugateGradient::SPEC;
        Self::from_settings(&SPEC.settings())
    }

    /// Conjugate gradients with `settings` of [`ConjugateGradient::SPEC`].
    ///
    /// # Errors
    /// If c₁ ≥ c₂.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            rule: match settings.choice("rule")? {
                "fletcher-reeves" => Rule::FletcherReeves,
                "hestenes-stiefel" => Rule::HestenesStiefel,
                _ => Rule::PolakRibierePlus,
            },
            restart: settings.integer("restart")?,
            search: Search::from_settings(settings)?,
            guess: settings.choice("trial")? == "decrease",
            settings: settings.clone(),
            ray: Ray::default(),
            before: Array1::default(0),
            direction: Array1::default(0),
            last: None,
        })
    }

    /// The t of the last step; `None` before the first.
    pub fn step_length(&self) -> Option<f64> {
        self.last.map(|last| last.t)
    }

    /// Makes d from the gradient and the last direction; returns how many directions there were
    /// since the last restart.
    fn aim(&mut self) -> u64 {
        let turns = self.last.map_or(0, |last| last.turns);
        self.ray.steepest();
        if turns == 0 || turns == self.restart {
            return 1;
        }
        // ANCHOR: direction
        let (g, before, d) = (&self.ray.g, &self.before, &self.direction);
        let (gg, gb) = (g.dot(g), g.dot(before));
        let beta = match self.rule {
            Rule::PolakRibierePlus => ((gg - gb) / before.dot(before)).max(0.0),
            Rule::FletcherReeves => gg / before.dot(before),
            Rule::HestenesStiefel => (gg - gb) / (d.dot(g) - d.dot(before)),
        };
        let slope = -gg + beta * d.dot(g);
        if slope <= -DOWN * gg && slope.is_finite() {
            self.ray.d.scaled_add(beta, d);
            return turns + 1;
        }
        // ANCHOR_END: direction
        1
    }
}

impl Configured for ConjugateGradient {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.ray.len() + self.before.len() + self.direction.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for ConjugateGradient {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        self.ray.start(objective, params)?;
        if self.before.is_empty() {
            let n = self.ray.g.len();
            (self.before, self.direction) = (Array1::zeros(n), Array1::zeros(n));
        }
        let turns = self.aim();
        let start = Sample {
            t: 0.0,
            value: objective.value(params),
            slope: self.ray.slope(),
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
        let t = if start.slope < 0.0 {
            self.search.run(start, trial, reach, 100, phi).t
        } else {
            0.0
        };
        self.ray.advance(params, t);
        self.direction.assign(&self.ray.d);
        self.before.assign(&self.ray.g);
        // A direction that led nowhere is not kept.
        let turns = if t == 0.0 { 0 } else { turns };
        self.last = Some(Last {
            value: start.value,
            t,
            turns,
        });
        Ok(())
    }
}
