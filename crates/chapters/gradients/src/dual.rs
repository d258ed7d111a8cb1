//! Dual numbers: a number that carries its derivative along.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

/// The dual number a + a′ε with ε² = 0 (Clifford 1873): equation
/// `gradients:dual`.
///
/// The parts may be any kind of number: `Dual<Dual>` carries second derivatives, and `Dual<f64>`
/// is the plain case.
///
/// ```
/// use gradients::{Dual, Scalar};
///
/// // The derivative of x² sin x at 2, with no limit and no formula for it.
/// let x = Dual::variable(2.0);
/// let y = x * x * x.sin();
/// assert!((y.slope - (4.0 * 2.0_f64.sin() + 4.0 * 2.0_f64.cos())).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<S = f64> {
    /// a, the value.
    pub value: S,
    /// a′, the derivative.
    pub slope: S,
}

impl<S: Scalar> Dual<S> {
    /// a + a′ε.
    pub fn new(value: S, slope: S) -> Self {
        Self { value, slope }
    }

    /// The variable itself, whose derivative is 1.
    pub fn variable(value: S) -> Self {
        Self::new(value, S::constant(1.0))
    }
}

impl<S: Scalar> Add for Dual<S> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.value + other.value, self.slope + other.slope)
    }
}

impl<S: Scalar> Sub for Dual<S> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.value - other.value, self.slope - other.slope)
    }
}

// ANCHOR: multiplication
impl<S: Scalar> Mul for Dual<S> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}
// ANCHOR_END: multiplication

impl<S: Scalar> Div for Dual<S> {
    type Output = Self;

    /// (a/b)′ = (a′ − (a/b)b′)/b.
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self::new(value, (self.slope - value * other.slope) / other.value)
    }
}

impl<S: Scalar> Neg for Dual<S> {
    type Output = Self;

    fn neg(self) -> Self {
        Self::new(-self.value, -self.slope)
    }
}

impl<S: Scalar> Scalar for Dual<S> {
    fn constant(value: f64) -> Self {
        Self::new(S::constant(value), S::constant(0.0))
    }

    fn primal(self) -> f64 {
        self.value.primal()
    }

    fn exp(self) -> Self {
        let value = self.value.exp();
        Self::new(value, value * self.slope)
    }

    fn ln(self) -> Self {
        Self::new(self.value.ln(), self.slope / self.value)
    }

    fn sin(self) -> Self {
        Self::new(self.value.sin(), self.value.cos() * self.slope)
    }

    fn cos(self) -> Self {
        Self::new(self.value.cos(), -(self.value.sin() * self.slope))
    }

    fn tanh(self) -> Self {
        let value = self.value.tanh();
        Self::new(value, (S::constant(1.0) - value * value) * self.slope)
    }

    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        Self::new(value, self.slope / (value + value))
    }
}
