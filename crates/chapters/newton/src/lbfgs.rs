//! L-BFGS: BFGS from the last m steps, without a matrix.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor,
};
use ndarray::Array1;

use crate::line_search::{Sample, Search};
use crate::pairs::Pairs;
use crate::ray::{Ray, largest, norm};

/// θ ← θ − tHg with H from the last m pairs: equation `newton:two-loop`.
///
/// State: 2mn numbers of memory and six vectors of n. A step asks for the gradient at θ and, with a
/// line search, for f and its gradient at each trial. If no trial makes f smaller, or H has stopped
/// giving directions of descent, θ stays. Liu & Nocedal 1989; Nocedal 1980.
#[derive(Debug, Clone)]
pub struct Lbfgs {
    settings: Settings,
    lr: f64,
    memory: usize,
    search: Search,
    first: First,
    secant_scale: bool,
    keep: Keep,
    iterations: u64,
    max_eval: u64,
    tol_grad: f64,
    tol_change: f64,
    ray: Ray,
    pairs: Pairs,
    step: Option<f64>,
    s: Array1<f64>,
    y: Array1<f64>,
    before: Array1<f64>,
}

/// The length of the first step, before anything is known of the curvature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// 1/‖g‖: L-BFGS-B.
    TwoNorm,
    /// min(1, 1/‖g‖): Optax.
    CappedTwoNorm,
    /// min(1, 1/‖g‖₁): torch.
    CappedOneNorm,
    /// 1.
    Gradient,
}

/// Which pairs are remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// yᵀs > ε |gᵀs| with the rounding unit ε: L-BFGS-B.
    Relative,
    /// yᵀs > 10⁻¹⁰: torch.
    Absolute,
    /// All; one with yᵀs = 0 takes a place and changes nothing: Optax.
    Every,
}

impl Lbfgs {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "lbfgs",
        chapter: "newton",
        equation: "newton:two-loop",
        source: "Nocedal 1980; Liu & Nocedal 1989",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1.0, Range::NON_NEGATIVE, "first trial for t"),
            Hyperparameter {
                name: "memory",
                symbol: "m",
                meaning: "number of pairs that are remembered",
                kind: Kind::Integer {
                    default: 10,
                    min: 1,
                },
            },
            Search::WAY,
            Search::C1,
            Search::c2(0.9),
            Hyperparameter {
                name: "first",
                symbol: "H₀",
                meaning: "first step: 1/‖g‖, min(1, 1/‖g‖), min(1, 1/‖g‖₁) or 1 times −g",
                kind: Kind::Choice {
                    options: &["two-norm", "capped-two-norm", "capped-one-norm", "gradient"],
                },
            },
            Hyperparameter {
                name: "scale",
                symbol: "γ",
                meaning: "the first matrix γI of the two loops: yᵀs/yᵀy or 1",
                kind: Kind::Choice {
                    options: &["secant", "identity"],
                },
            },
            Hyperparameter {
                name: "keep",
                symbol: "yᵀs",
                meaning: "pairs kept: yᵀs above rounding, above 10⁻¹⁰, or every pair",
                kind: Kind::Choice {
                    options: &["relative", "absolute", "every"],
                },
            },
            Hyperparameter {
                name: "iterations",
                symbol: "k",
                meaning: "iterations in one step",
                kind: Kind::Integer { default: 1, min: 1 },
            },
            Hyperparameter {
                name: "max_eval",
                symbol: "e",
                meaning: "evaluations in one step; 0: ⌊5k/4⌋",
                kind: Kind::Integer {
                    default: 25,
                    min: 0,
                },
            },
            Hyperparameter::real(
                "tol_grad",
                "ε_g",
                0.0,
                Range::NON_NEGATIVE,
                "θ stays where max|g| is at most this",
            ),
            Hyperparameter::real(
                "tol_change",
                "ε_f",
                0.0,
                Range::NON_NEGATIVE,
                "θ stays where |gᵀd| is less than this; also ends the iterations of a step",
            ),
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// L-BFGS that remembers `memory` pairs, with the search of Moré and Thuente.
    ///
    /// # Errors
    /// If `memory` is 0.
    pub fn new(memory: u64) -> Result<Self, SettingError> {
        static SPEC: Spec = Lbfgs::SPEC;
        Self::from_settings(&SPEC.settings().with("memory", memory)?)
    }

    /// L-BFGS with `settings` of [`Lbfgs::SPEC`].
    ///
    /// # Errors
    /// If c₁ ≥ c₂.
    ///
    /// # Panics
    /// If the memory does not fit into the address space.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let iterations = settings.integer("iterations")?;
        let max_eval = match settings.integer("max_eval")? {
            0 => iterations * 5 / 4,
            given => given,
        };
        Ok(Self {
            lr: settings.real("lr")?,
            memory: usize::try_from(settings.integer("memory")?).expect("an address"),
            search: Search::from_settings(settings)?,
            first: match settings.choice("first")? {
                "capped-two-norm" => First::CappedTwoNorm,
                "capped-one-norm" => First::CappedOneNorm,
                "gradient" => First::Gradient,
                _ => First::TwoNorm,
            },
            secant_scale: settings.choice("scale")? == "secant",
            keep: match settings.choice("keep")? {
                "absolute" => Keep::Absolute,
                "every" => Keep::Every,
                _ => Keep::Relative,
            },
            iterations,
            max_eval,
            tol_grad: settings.real("tol_grad")?,
            tol_change: settings.real("tol_change")?,
            settings: settings.clone(),
            ray: Ray::default(),
            pairs: Pairs::default(),
            step: None,
            s: Array1::default(0),
            y: Array1::default(0),
            before: Array1::default(0),
        })
    }

    /// The t of the last step; `None` before the first.
    pub fn step_length(&self) -> Option<f64> {
        self.step
    }

    /// Remembers the pair of the last step, if there was one and it says something.
    fn learn(&mut self) {
        if self.step.is_none() {
            return;
        }
        self.y.assign(&self.ray.g);
        self.y -= &self.before;
        let (ys, yy) = (self.y.dot(&self.s), self.y.dot(&self.y));
        let kept = match self.keep {
            Keep::Relative => ys > f64::EPSILON * self.before.dot(&self.s).abs(),
            Keep::Absolute => ys > 1e-10,
            Keep::Every => true,
        };
        let finite = ys.is_finite() && yy.is_finite();
        if !(kept && finite) {
            return;
        }
        let rho = if ys == 0.0 { 0.0 } else { ys.recip() };
        if rho.is_finite() {
            self.pairs.push(&self.s, &self.y, rho);
        }
        if self.secant_scale {
            self.pairs.set_gamma(if yy > 0.0 { ys / yy } else { 1.0 });
        }
    }

    /// Makes d = −Hg and returns how much of it is the first trial.
    fn aim(&mut self) -> f64 {
        self.ray.steepest();
        if self.step.is_some() {
            self.pairs.apply(&mut self.ray.d);
            return self.lr;
        }
        let g = &self.ray.g;
        self.lr
            * match self.first {
                First::TwoNorm => norm(&self.ray.d).recip(),
                First::CappedTwoNorm => norm(g).recip().min(1.0),
                First::CappedOneNorm => g.fold(0.0, |sum, g| sum + g.abs()).recip().min(1.0),
                First::Gradient => 1.0,
            }
    }

    /// Looks for t along d from `params`, where f is `value`.
    fn find(
        &mut self,
        objective: &dyn Objective,
        params: &[Tensor],
        start: Sample,
        limit: u64,
    ) -> (f64, u64) {
        let reach = largest(&self.ray.d);
        let ray = &mut self.ray;
        let phi = &mut |t| ray.look(objective, params, t);
        let found = self.search.run(start, 1.0, reach, limit, phi);
        (found.t, found.evaluations)
    }
}

impl Configured for Lbfgs {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.ray.len() + self.pairs.len() + self.s.len() + self.y.len() + self.before.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Lbfgs {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        self.ray.start(objective, params)?;
        let n = self.ray.g.len();
        if self.before.is_empty() {
            self.pairs = Pairs::new(self.memory, n);
            for vector in [&mut self.s, &mut self.y, &mut self.before] {
                *vector = Array1::zeros(n);
            }
        }
        if largest(&self.ray.g) <= self.tol_grad {
            return Ok(());
        }
        let searching = self.search.way != crate::line_search::Way::None;
        let mut value = if searching || self.iterations > 1 {
            objective.value(params)
        } else {
            0.0
        };
        let mut evaluations = 1;
        for iteration in 1..=self.iterations {
            self.learn();
            let share = self.aim();
            self.before.assign(&self.ray.g);
            let slope = self.ray.slope();
            // Without a search Optax goes uphill too, where its matrix says so.
            let checked = searching || self.keep != Keep::Every;
            let stationary = slope.is_nan() || (checked && slope > -self.tol_change);
            if stationary {
                break;
            }
            self.ray.d *= share;
            let mut t = 1.0;
            if searching {
                let start = Sample {
                    t: 0.0,
                    value,
                    slope: share * slope,
                };
                let limit = self.max_eval.saturating_sub(evaluations);
                let (found, asked) = self.find(objective, params, start, limit);
                (t, evaluations) = (found, evaluations + asked);
            }
            self.ray.advance(params, t);
            self.s.assign(&self.ray.d);
            self.s *= t;
            self.step = Some(t);
            if iteration == self.iterations {
                break;
            }
            let (value_before, change) = (value, largest(&self.s));
            if self.ray.start(objective, params).is_err() {
                break;
            }
            value = objective.value(params);
            evaluations += u64::from(!searching);
            if evaluations >= self.max_eval
                || largest(&self.ray.g) <= self.tol_grad
                || change <= self.tol_change
                || (value - value_before).abs() < self.tol_change
            {
                break;
            }
        }
        Ok(())
    }
}
