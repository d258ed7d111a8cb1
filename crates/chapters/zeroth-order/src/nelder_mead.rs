//! Nelder–Mead: a simplex that crawls, step for step as SciPy's.

use descent::{
    Configured, Hyperparameter, Kind, Method, Objective, OracleOptimizer, Range, SettingError,
    Settings, Spec, StepError, Tensor, check_params, flatten, zeros_like,
};

use crate::directions::nan_is_worst;

/// A simplex of n + 1 points whose worst is reflected, expanded or contracted: equation
/// `zeroth-order:nelder-mead`.
///
/// It keeps the simplex and its values, n + 1 numbers per parameter and a few more, so every step
/// must be taken on one and the same function. θ is the best corner; what stands there between steps
/// is not read. The learning rate is the size of the first simplex relative to θ: `lr` = 0.05 is
/// SciPy's. Once the simplex is as small as `xatol` and its values differ by `fatol` at most, it
/// rests. NaN counts as ∞. Nelder & Mead 1965.
#[derive(Debug, Clone)]
pub struct NelderMead {
    settings: Settings,
    size: f64,
    zero_size: f64,
    xatol: f64,
    fatol: f64,
    adaptive: bool,
    /// The corners, one after another, each of n numbers.
    corners: Vec<f64>,
    values: Vec<f64>,
    /// The corners' numbers from the best to the worst.
    order: Vec<usize>,
    centroid: Vec<f64>,
    trial: Vec<Tensor>,
}

impl NelderMead {
    /// What the registry knows of it.
    pub const SPEC: Spec = Spec {
        name: "nelder-mead",
        chapter: "zeroth-order",
        equation: "zeroth-order:nelder-mead",
        source: "Nelder & Mead 1965",
        hyperparameters: &[
            Hyperparameter::real(
                "lr",
                "δ",
                0.05,
                Range::NON_NEGATIVE,
                "size of the first simplex: θᵢ becomes (1 + δ)θᵢ in its i-th corner",
            ),
            Hyperparameter::real(
                "zero_size",
                "δ₀",
                0.00025,
                Range::NON_NEGATIVE,
                "what θᵢ becomes there if it is 0",
            ),
            Hyperparameter::real(
                "xatol",
                "τₓ",
                1e-4,
                Range::NON_NEGATIVE,
                "rests where no corner is farther than this from the best in any coordinate …",
            ),
            Hyperparameter::real(
                "fatol",
                "τ_f",
                1e-4,
                Range::NON_NEGATIVE,
                "… and no value is farther than this from the lowest",
            ),
            Hyperparameter {
                name: "adaptive",
                symbol: "n",
                meaning: "coefficients that depend on n (Gao & Han 2012)",
                kind: Kind::Switch { default: false },
            },
        ],
        build: |settings| Ok(Method::Oracle(Box::new(Self::from_settings(settings)?))),
    };

    /// Nelder–Mead with a first simplex of relative size δ = `size` and no rest before the corners
    /// and their values are equal.
    ///
    /// # Errors
    /// If `size` is not in [0, ∞).
    pub fn new(size: f64) -> Result<Self, SettingError> {
        static SPEC: Spec = NelderMead::SPEC;
        let settings = SPEC.settings().with("lr", size)?;
        Self::from_settings(&settings.with("xatol", 0.0)?.with("fatol", 0.0)?)
    }

    /// Nelder–Mead with `settings` of [`NelderMead::SPEC`].
    ///
    /// # Errors
    /// Never: every hyperparameter has a default.
    pub fn from_settings(settings: &Settings) -> Result<Self, SettingError> {
        Ok(Self {
            size: settings.real("lr")?,
            zero_size: settings.real("zero_size")?,
            xatol: settings.real("xatol")?,
            fatol: settings.real("fatol")?,
            adaptive: settings.switch("adaptive")?,
            settings: settings.clone(),
            corners: Vec::new(),
            values: Vec::new(),
            order: Vec::new(),
            centroid: Vec::new(),
            trial: Vec::new(),
        })
    }

    /// Starts from the simplex with these corners instead of one around θ.
    ///
    /// # Panics
    /// If there are not n + 1 corners of n numbers for some n ≥ 1.
    #[must_use]
    pub fn from_simplex(mut self, corners: &[Vec<f64>]) -> Self {
        let n = corners.len().saturating_sub(1);
        let right = n > 0 && corners.iter().all(|corner| corner.len() == n);
        assert!(right, "a simplex in n dimensions has n + 1 corners");
        self.corners = corners.concat();
        self
    }

    /// The corners from the best to the worst; empty before the first step.
    pub fn simplex(&self) -> Vec<Vec<f64>> {
        let n = self.order.len().saturating_sub(1);
        let corner = |&i: &usize| self.corners[i * n..(i + 1) * n].to_vec();
        self.order.iter().map(corner).collect()
    }

    /// f at the n numbers of `point`.
    fn value_at(trial: &mut [Tensor], f: &dyn Objective, point: &[f64]) -> f64 {
        for (theta, x) in trial.iter_mut().flatten().zip(point) {
            *theta = *x;
        }
        nan_is_worst(f.value(trial))
    }

    fn start(&mut self, f: &dyn Objective, params: &[Tensor]) {
        self.trial = zeros_like(params);
        let start = flatten(params);
        let n = start.len();
        if self.corners.len() != (n + 1) * n {
            self.corners = start.repeat(n + 1);
            for (i, &x) in start.iter().enumerate() {
                let moved = if x == 0.0 {
                    self.zero_size
                } else {
                    (1.0 + self.size) * x
                };
                self.corners[(i + 1) * n + i] = moved;
            }
        }
        let corners = self.corners.chunks(n);
        self.values = corners
            .map(|corner| Self::value_at(&mut self.trial, f, corner))
            .collect();
        self.centroid = vec![0.0; n];
        self.order = (0..=n).collect();
        self.sort(1);
    }

    /// Insertion sort of `order` from place `from` on, which keeps the order of equal values.
    fn sort(&mut self, from: usize) {
        for end in from..self.order.len() {
            let mut place = end;
            while place > 0 && self.values[self.order[place]] < self.values[self.order[place - 1]] {
                self.order.swap(place, place - 1);
                place -= 1;
            }
        }
    }

    /// Whether the simplex is small and flat enough to rest.
    fn rests(&self) -> bool {
        let n = self.centroid.len();
        let best = self.order[0];
        let at = |i: usize| &self.corners[i * n..(i + 1) * n];
        let near = |i: &usize| {
            at(*i)
                .iter()
                .zip(at(best))
                .all(|(x, y)| (x - y).abs() <= self.xatol)
                && self.values[*i] - self.values[best] <= self.fatol
        };
        self.order[1..].iter().all(near)
    }

    // ANCHOR: step
    fn advance(&mut self, f: &dyn Objective) {
        let n = self.centroid.len();
        let (last, dim) = (self.order[n], n as f64);
        let (expand, contract, shrink) = if self.adaptive {
            (1.0 + 2.0 / dim, 0.75 - 0.5 / dim, 1.0 - 1.0 / dim)
        } else {
            (2.0, 0.5, 0.5)
        };
        self.centroid.fill(0.0);
        for &i in &self.order[..n] {
            for (mean, x) in self.centroid.iter_mut().zip(&self.corners[i * n..]) {
                *mean += x;
            }
        }
        self.centroid.iter_mut().for_each(|mean| *mean /= dim);
        // The point (1 + a)·centroid − a·worst, at first into `trial`.
        let worst = &mut self.corners[last * n..(last + 1) * n];
        let (centroid, trial) = (&self.centroid, &mut self.trial);
        let mut value_at = |a: f64, worst: &[f64]| {
            let points = centroid.iter().zip(worst);
            for (theta, (mean, x)) in trial.iter_mut().flatten().zip(points) {
                *theta = (1.0 + a) * mean - a * x;
            }
            nan_is_worst(f.value(trial))
        };
        let lowest = self.values[self.order[0]];
        let second = self.values[self.order[n - 1]];
        let highest = self.values[last];
        let reflected = value_at(1.0, worst);
        // The factor a of the point that replaces the worst, and its value.
        let replaced = if reflected < lowest {
            let expanded = value_at(expand, worst);
            Some(if expanded < reflected {
                (expand, expanded)
            } else {
                (1.0, reflected)
            })
        } else if reflected < second {
            Some((1.0, reflected))
        } else if reflected < highest {
            let outside = value_at(contract, worst);
            (outside <= reflected).then_some((contract, outside))
        } else {
            let inside = value_at(-contract, worst);
            (inside < highest).then_some((-contract, inside))
        };
        if let Some((a, value)) = replaced {
            for (x, mean) in worst.iter_mut().zip(&self.centroid) {
                *x = (1.0 + a) * mean - a * *x;
            }
            self.values[last] = value;
            self.sort(n);
            return;
        }
        let best = self.order[0];
        for &i in &self.order[1..] {
            for k in 0..n {
                let centre = self.corners[best * n + k];
                let x = &mut self.corners[i * n + k];
                *x = centre + shrink * (*x - centre);
            }
            let corner = &self.corners[i * n..(i + 1) * n];
            self.values[i] = Self::value_at(&mut self.trial, f, corner);
        }
        self.sort(1);
    }
    // ANCHOR_END: step
}

impl Configured for NelderMead {
    fn settings(&self) -> Settings {
        self.settings.clone()
    }

    fn state_len(&self) -> usize {
        let trial: usize = self.trial.iter().map(Tensor::len).sum();
        if trial == 0 {
            return 0;
        }
        self.corners.len() + self.values.len() + self.centroid.len() + trial
    }

    /// Sets δ. It acts at the first step only, when the simplex is built.
    fn set_learning_rate(&mut self, lr: f64) -> Result<(), SettingError> {
        self.settings.set("lr", lr)?;
        self.size = lr;
        Ok(())
    }
}

impl OracleOptimizer for NelderMead {
    fn step_on(
        &mut self,
        objective: &dyn Objective,
        params: &mut [Tensor],
    ) -> Result<(), StepError> {
        check_params(params, &self.trial)?;
        if self.trial.is_empty() {
            self.start(objective, params);
        }
        if !self.rests() {
            self.advance(objective);
        }
        let n = self.centroid.len();
        let best = &self.corners[self.order[0] * n..];
        for (theta, x) in params.iter_mut().flatten().zip(best) {
            *theta = *x;
        }
        Ok(())
    }
}
