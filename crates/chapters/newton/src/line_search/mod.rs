//! Line searches: how far to go along a direction of descent. Each sees only t ↦ (f, slope).
//!
//! All three stop at a step that satisfies the strong Wolfe conditions, equation
//! `newton:strong-wolfe`, if they find one in time; they differ in how they look for it.

mod more_thuente;
mod strong_wolfe;
mod zoom;

use descent::{Hyperparameter, Kind, Range, SettingError, Settings};

/// φ(t) = f(θ + td) and φ′(t) at one t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The step.
    pub t: f64,
    /// φ(t).
    pub value: f64,
    /// φ′(t).
    pub slope: f64,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The step. Where no trial made f smaller it is 0; Optax's search then takes its last trial.
    pub t: f64,
    /// How often it asked for φ.
    pub evaluations: u64,
    /// Whether t satisfies both Wolfe conditions.
    pub satisfied: bool,
}

/// Which search, and the constants of the Wolfe conditions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// How it looks for t.
    pub way: Way,
    /// c₁: the share of the slope's promise that f must keep.
    pub c1: f64,
    /// c₂: the share of the slope that may be left.
    pub c2: f64,
}

/// The ways of looking for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Moré & Thuente 1994: a bracket, and cubic steps with four cases; as MINPACK-2 and SciPy.
    MoreThuente,
    /// Extrapolation and cubic interpolation with slopes at both ends; as torch.
    StrongWolfe,
    /// Doubling, then cubic, quadratic or halving; Nocedal & Wright's 3.5 and 3.6, as Optax.
    Zoom,
    /// No search: t is the first trial.
    None,
}

impl Search {
    /// The hyperparameter that chooses the way.
    pub(crate) const WAY: Hyperparameter = Hyperparameter {
        name: "line_search",
        symbol: "t",
        meaning: "how t is found: as in MINPACK, torch, Optax, or not at all",
        kind: Kind::Choice {
            options: &["more-thuente", "strong-wolfe", "zoom", "none"],
        },
    };

    /// The hyperparameter c₁.
    pub(crate) const C1: Hyperparameter = Hyperparameter::real(
        "c1",
        "c₁",
        1e-4,
        Range::new(0.0, false, 1.0, false),
        "share of the slope's promise that f must keep",
    );

    /// The hyperparameter c₂ with the default `c2`.
    pub(crate) const fn c2(c2: f64) -> Hyperparameter {
        Hyperparameter::real(
            "c2",
            "c₂",
            c2,
            Range::new(0.0, false, 1.0, false),
            "share of the slope that may be left",
        )
    }

    /// The hyperparameter that chooses the first trial.
    pub(crate) const TRIAL: Hyperparameter = Hyperparameter {
        name: "trial",
        symbol: "t₀",
        meaning: "first trial for t: by the last decrease of f, or η",
        kind: Kind::Choice {
            options: &["decrease", "unit"],
        },
    };

    /// The search that `settings` choose.
    ///
    /// # Errors
    /// If c₁ ≥ c₂: then no step need satisfy both conditions.
    pub(crate) fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        let way = match settings.choice("line_search")? {
            "strong-wolfe" => Way::StrongWolfe,
            "zoom" => Way::Zoom,
            "none" => Way::None,
            _ => Way::MoreThuente,
        };
        let (c1, c2) = (settings.real("c1")?, settings.real("c2")?);
        if c1 >= c2 {
            let what = format!("c1 = {c1} must be less than c2 = {c2}");
            let optimizer = settings.spec().name;
            return Err(SettingError::Conflict { optimizer, what });
        }
        Ok(Self { way, c1, c2 })
    }

    /// Looks along `phi`, first at `trial`. `start` is φ at t = 0, with a negative slope.
    ///
    /// `reach` is maxᵢ |dᵢ|, `limit` how often it may ask for φ at most.
    pub fn run(
        &self,
        start: Sample,
        trial: f64,
        reach: f64,
        limit: u64,
        phi: &mut dyn FnMut(f64) -> Sample,
    ) -> Found {
        match self.way {
            Way::MoreThuente => more_thuente::search(self, start, trial, limit, phi),
            Way::StrongWolfe => strong_wolfe::search(self, start, trial, reach, limit, phi),
            Way::Zoom => zoom::search(self, start, trial, limit, phi),
            Way::None => Found {
                t: trial,
                evaluations: 0,
                satisfied: false,
            },
        }
    }

    /// Whether f has fallen enough at `sample`: the first Wolfe condition (Armijo's).
    pub fn decreases(&self, start: &Sample, sample: &Sample) -> bool {
        sample.value <= start.value + self.c1 * sample.t * start.slope
    }

    /// Whether the slope has become flat enough at `sample`: the second condition, strong form.
    pub fn flattens(&self, start: &Sample, sample: &Sample) -> bool {
        sample.slope.abs() <= -self.c2 * start.slope
    }
}

/// The first trial for t by the last decrease of f, `before` − f, but at most `most`.
///
/// The parabola with the slope of `start` that falls by as much has its minimum at twice the
/// decrease over the slope; 1.01 of that, so that near the end 1 is tried (Nocedal & Wright 2006,
/// (3.60)). Before the first step ‖g‖/2, with `norm` = ‖g‖, stands for the decrease, as in SciPy.
pub fn first_trial(start: &Sample, before: Option<f64>, norm: f64, most: f64) -> f64 {
    let decrease = before.map_or(norm / 2.0, |before| before - start.value);
    let t = -1.01 * 2.0 * decrease / start.slope;
    if t > 0.0 { t.min(most) } else { most }
}
