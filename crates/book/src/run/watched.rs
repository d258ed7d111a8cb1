//! A progress bar for runs that take more than a second.

use std::cell::{Cell, OnceCell};
use std::time::{Duration, Instant};

use descent::{Objective, Tensor};
use ndarray::Array2;

use crate::site::edition::Watcher as _;
use crate::site::progress::Progress;

/// An objective that moves a progress bar with each value that is asked of it: one a step.
pub struct Watched<'a> {
    objective: &'a dyn Objective,
    steps: usize,
    start: Instant,
    values: Cell<usize>,
    bar: OnceCell<Progress>,
}

impl<'a> Watched<'a> {
    /// Watches a run of `steps` steps on `objective`.
    pub fn new(objective: &'a dyn Objective, steps: usize) -> Self {
        let (start, values, bar) = (Instant::now(), Cell::new(0), OnceCell::new());
        Self {
            objective,
            steps,
            start,
            values,
            bar,
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish();
        }
    }

    fn count(&self) {
        self.values.set(self.values.get() + 1);
        if let Some(bar) = self.bar.get() {
            bar.done();
        } else if self.start.elapsed() > Duration::from_secs(1) {
            let rest = self.steps.saturating_sub(self.values.get());
            self.bar
                .get_or_init(|| Progress::new(rest as u64))
                .say("steps");
        }
    }
}

impl Objective for Watched<'_> {
    fn name(&self) -> &str {
        self.objective.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.objective.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.count();
        self.objective.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.objective.gradient_into(params, grads);
    }

    fn directional_derivative(&self, params: &[Tensor], v: &[Tensor]) -> Option<f64> {
        self.objective.directional_derivative(params, v)
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        self.objective.hessian(params)
    }

    fn hessian_vector(&self, params: &[Tensor], v: &[Tensor]) -> Option<Vec<Tensor>> {
        self.objective.hessian_vector(params, v)
    }

    fn minimizers(&self) -> Vec<Vec<Tensor>> {
        self.objective.minimizers()
    }

    fn smoothness(&self) -> Option<f64> {
        self.objective.smoothness()
    }

    fn strong_convexity(&self) -> Option<f64> {
        self.objective.strong_convexity()
    }
}
