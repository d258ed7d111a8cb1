//! What a number must be able to do for a formula to be evaluated with it.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A kind of number: the four operations and six elementary functions.
///
/// A formula that is written for every `Scalar` can be evaluated with plain numbers (`f64`), and
/// differentiated by evaluating it with [`Dual`](crate::Dual), [`Var`](crate::Var) or
/// [`Complex`](crate::Complex) numbers.
pub trait Scalar:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The number `value`, which depends on no variable.
    fn constant(value: f64) -> Self;

    /// The real number underneath, without derivatives: for comparisons.
    fn primal(self) -> f64;

    /// eˣ.
    #[must_use]
    fn exp(self) -> Self;

    /// The natural logarithm.
    #[must_use]
    fn ln(self) -> Self;

    /// The sine.
    #[must_use]
    fn sin(self) -> Self;

    /// The cosine.
    #[must_use]
    fn cos(self) -> Self;

    /// The hyperbolic tangent.
    #[must_use]
    fn tanh(self) -> Self;

    /// The square root.
    #[must_use]
    fn sqrt(self) -> Self;

    /// x·x: one multiplication.
    #[must_use]
    fn square(self) -> Self {
        self * self
    }
}

impl Scalar for f64 {
    fn constant(value: f64) -> Self {
        value
    }

    fn primal(self) -> f64 {
        self
    }

    fn exp(self) -> Self {
        f64::exp(self)
    }

    fn ln(self) -> Self {
        f64::ln(self)
    }

    fn sin(self) -> Self {
        f64::sin(self)
    }

    fn cos(self) -> Self {
        f64::cos(self)
    }

    fn tanh(self) -> Self {
        f64::tanh(self)
    }

    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
}
