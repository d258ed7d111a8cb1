//! Numbers that count what is done with them.

use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

/// A number that adds 1 to a counter at each of the four operations, each change of sign and each
/// elementary function.
///
/// Operations between constants alone are not counted: a program would form them beforehand.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'c> {
    value: f64,
    counter: Option<&'c Cell<u64>>,
}

impl<'c> Counted<'c> {
    /// The number `value`, whose operations `counter` counts.
    pub fn new(value: f64, counter: &'c Cell<u64>) -> Self {
        Self {
            value,
            counter: Some(counter),
        }
    }

    fn one(self, value: f64) -> Self {
        self.two(self, value)
    }

    fn two(self, other: Self, value: f64) -> Self {
        let counter = self.counter.or(other.counter);
        if let Some(counter) = counter {
            counter.set(counter.get() + 1);
        }
        Self { value, counter }
    }
}

impl Add for Counted<'_> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.two(other, self.value + other.value)
    }
}

impl Sub for Counted<'_> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.two(other, self.value - other.value)
    }
}

impl Mul for Counted<'_> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.two(other, self.value * other.value)
    }
}

impl Div for Counted<'_> {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        self.two(other, self.value / other.value)
    }
}

impl Neg for Counted<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        self.one(-self.value)
    }
}

impl Scalar for Counted<'_> {
    fn constant(value: f64) -> Self {
        Self {
            value,
            counter: None,
        }
    }

    fn primal(self) -> f64 {
        self.value
    }

    fn exp(self) -> Self {
        self.one(self.value.exp())
    }

    fn ln(self) -> Self {
        self.one(self.value.ln())
    }

    fn sin(self) -> Self {
        self.one(self.value.sin())
    }

    fn cos(self) -> Self {
        self.one(self.value.cos())
    }

    fn tanh(self) -> Self {
        self.one(self.value.tanh())
    }

    fn sqrt(self) -> Self {
        self.one(self.value.sqrt())
    }
}
