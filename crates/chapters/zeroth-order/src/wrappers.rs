//! Objectives around an objective: one that counts, one that is bent, one with idle coordinates.

use std::cell::Cell;

use descent::{Objective, Tensor, flatten, unflatten, vector};

/// An objective that counts how often its value was asked.
pub struct Counted<'a> {
    inner: &'a dyn Objective,
    calls: Cell<usize>,
}

impl<'a> Counted<'a> {
    /// Counts from 0.
    pub fn new(inner: &'a dyn Objective) -> Self {
        let calls = Cell::new(0);
        Self { inner, calls }
    }

    /// How often a value was asked so far.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }
}

impl Objective for Counted<'_> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.calls.set(self.calls.get() + 1);
        self.inner.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(params, grads);
    }
}

/// h ∘ f for a function h of one variable, with the slope h′ for the gradient.
pub struct Transformed<'a> {
    /// f.
    pub inner: &'a dyn Objective,
    /// h.
    pub h: fn(f64) -> f64,
    /// h′.
    pub slope: fn(f64) -> f64,
}

impl Objective for Transformed<'_> {
    fn name(&self) -> &'static str {
        "transformed"
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        (self.h)(self.inner.value(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(params, grads);
        let slope = (self.slope)(self.inner.value(params));
        for grad in grads {
            *grad *= slope;
        }
    }
}

/// A function of n coordinates that depends on the first k of them only, through `inner`.
pub struct Latent<'a> {
    inner: &'a dyn Objective,
    idle: usize,
}

impl<'a> Latent<'a> {
    /// `inner` with `idle` more coordinates, which it does not see.
    pub fn new(inner: &'a dyn Objective, idle: usize) -> Self {
        Self { inner, idle }
    }

    /// The coordinates that matter, in the shapes of `inner`.
    pub fn seen(&self, params: &[Tensor]) -> Vec<Tensor> {
        let all = flatten(params);
        unflatten(&all[..all.len() - self.idle], &self.inner.start())
    }
}

impl Objective for Latent<'_> {
    fn name(&self) -> &'static str {
        "latent"
    }

    fn start(&self) -> Vec<Tensor> {
        let mut all = flatten(&self.inner.start());
        all.resize(all.len() + self.idle, 1.0);
        vector(&all)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.inner.value(&self.seen(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let mut all = flatten(&self.inner.gradient(&self.seen(params)));
        all.resize(all.len() + self.idle, 0.0);
        grads[0].assign(&vector(&all)[0]);
    }
}
