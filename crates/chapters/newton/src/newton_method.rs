//! Newton's method for many variables: the system for the step is solved by conjugate gradients.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor,
};
use ndarray::Array1;

use crate::line_search::{Sample, Search};
use crate::ray::{Ray, largest};

/// ∇²f(θ)d = −g, θ ← θ + td: equation `newton:newton-step`.
///
/// No matrix is formed: conjugate gradients solve the system with products ∇²f·v, the objective's
/// own or differences of two gradients. They stop early at a direction of negative curvature; then
/// d is what was found before, or −g. Eight vectors of n numbers. Dembo & Steihaug 1983; Nocedal &
/// Wright 2006, algorithm 7.1.
#[derive(Debug, Clone)]
pub struct Newton {
    settings: Settings,
    lr: f64,
    damping: f64,
    tol: f64,
    rounds: u64,
    search: Search,
    ray: Ray,
    residual: Array1<f64>,
    turn: Array1<f64>,
    product: Array1<f64>,
    solution: Array1<f64>,
}

impl Newton {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "newton",
        chapter: "newton",
        equation: "newton:newton-step",
        source: "Dembo & Steihaug 1983",
        hyperparameters: &[
            Hyperparameter::real("lr", "η", 1.0, Range::NON_NEGATIVE, "first trial for t"),
            Hyperparameter::real(
                "damping",
                "μ",
                0.0,
                Range::NON_NEGATIVE,
                "added to the eigenvalues of the Hessian",
            ),
            Hyperparameter::real(
                "tol",
                "τ",
                1e-10,
                Range::NON_NEGATIVE,
                "the system is solved when its residual is this share of ‖g‖",
            ),
            Hyperparameter {
                name: "rounds",
                symbol: "k",
                meaning: "products ∇²f·v in a step at most; 0: 2n",
                kind: Kind::Integer { default: 0, min: 0 },
            },
            Search::WAY,
            Search::C1,
            Search::c2(0.9),
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Newton's method with a line search.
    ///
    /// # Errors
    /// None: every hyperparameter has a default.
    pub fn new() -> Result<Self, SettingError> {
        static SPEC: Spec = Newton::SPEC;
        Self::from_settings(&SPEC.settings())
    }

    /// Newton's method with `settings` of [`Newton::SPEC`].
    ///
    /// # Errors
    /// If c₁ ≥ c₂.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            lr: settings.real("lr")?,
            damping: settings.real("damping")?,
            tol: settings.real("tol")?,
            rounds: settings.integer("rounds")?,
            search: Search::from_settings(settings)?,
            settings: settings.clone(),
            ray: Ray::default(),
            residual: Array1::default(0),
            turn: Array1::default(0),
            product: Array1::default(0),
            solution: Array1::default(0),
        })
    }

    // ANCHOR: solve
    /// Conjugate gradients on (∇²f + μI)d = −g, from d = 0.
    fn solve(&mut self, objective: &dyn Objective, params: &[Tensor]) {
        self.ray.steepest();
        self.solution.fill(0.0);
        self.residual.assign(&self.ray.g);
        self.turn.assign(&self.ray.d);
        let start = self.ray.g.dot(&self.ray.g);
        let mut square = start;
        let rounds = match self.rounds {
            0 => 2 * self.ray.g.len() as u64,
            given => given,
        };
        for round in 0..rounds {
            self.ray
                .curvature(objective, params, &self.turn, &mut self.product);
            self.product.scaled_add(self.damping, &self.turn);
            let curvature = self.turn.dot(&self.product);
            if !(curvature > 0.0 && square.is_finite()) {
                if round == 0 {
                    return; // d = −g
                }
                break;
            }
            let alpha = square / curvature;
            self.solution.scaled_add(alpha, &self.turn);
            self.residual.scaled_add(alpha, &self.product);
            let next = self.residual.dot(&self.residual);
            if next <= self.tol * self.tol * start {
                break;
            }
            self.turn *= next / square;
            self.turn -= &self.residual;
            square = next;
        }
        self.ray.d.assign(&self.solution);
    }
    // ANCHOR_END: solve
}

impl Configured for Newton {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        self.ray.len() + 4 * self.residual.len()
    }

    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.lr = lr;
        Ok(())
    }
}

impl OracleOptimizer for Newton {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        self.ray.start(objective, params)?;
        if self.residual.is_empty() {
            let n = self.ray.g.len();
            for vector in [
                &mut self.residual,
                &mut self.turn,
                &mut self.product,
                &mut self.solution,
            ] {
                *vector = Array1::zeros(n);
            }
        }
        self.solve(objective, params);
        let start = Sample {
            t: 0.0,
            value: objective.value(params),
            slope: self.ray.slope(),
        };
        let reach = largest(&self.ray.d);
        let (ray, trial) = (&mut self.ray, self.lr);
        let phi = &mut |t| ray.look(objective, params, t);
        let t = if start.slope < 0.0 {
            self.search.run(start, trial, reach, 50, phi).t
        } else {
            0.0
        };
        self.ray.advance(params, t);
        Ok(())
    }
}
