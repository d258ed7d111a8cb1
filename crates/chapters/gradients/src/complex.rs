//! Complex numbers, for the complex step.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::{Formula, Scalar};

/// The complex number x + iy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Complex {
    /// x.
    pub re: f64,
    /// y.
    pub im: f64,
}

impl Complex {
    /// x + iy.
    pub fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }
}

/// ∇f(x)ᵀv from one complex evaluation, Im f(x + ihv)/h: equation `gradients:complex-step`.
///
/// The error is O(h²) and nothing cancels, so h = 10⁻²⁰ gives all digits (Squire & Trapp 1998). The
/// formula must be analytic: no absolute value, no maximum.
///
/// ```
/// use gradients::{Valley, complex_step};
/// let valley = Valley { a: 1.0, b: 100.0 };
/// assert_eq!(complex_step(&valley, &[0.0, 2.0], &[0.0, 1.0], 1e-20), 400.0);
/// ```
pub fn complex_step(f: &impl Formula, x: &[f64], v: &[f64], h: f64) -> f64 {
    let moved: Vec<Complex> = x
        .iter()
        .zip(v)
        .map(|(&x, &v)| Complex::new(x, h * v))
        .collect();
    f.eval(&moved).im / h
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.re + other.re, self.im + other.im)
    }
}

impl Sub for Complex {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.re - other.re, self.im - other.im)
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::new(
            self.re * other.re - self.im * other.im,
            self.re * other.im + self.im * other.re,
        )
    }
}

impl Div for Complex {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let size = other.re * other.re + other.im * other.im;
        Self::new(
            (self.re * other.re + self.im * other.im) / size,
            (self.im * other.re - self.re * other.im) / size,
        )
    }
}

impl Neg for Complex {
    type Output = Self;

    fn neg(self) -> Self {
        Self::new(-self.re, -self.im)
    }
}

impl Scalar for Complex {
    fn constant(value: f64) -> Self {
        Self::new(value, 0.0)
    }

    fn primal(self) -> f64 {
        self.re
    }

    fn exp(self) -> Self {
        let size = self.re.exp();
        Self::new(size * self.im.cos(), size * self.im.sin())
    }

    /// The principal branch.
    fn ln(self) -> Self {
        Self::new(self.re.hypot(self.im).ln(), self.im.atan2(self.re))
    }

    fn sin(self) -> Self {
        Self::new(
            self.re.sin() * self.im.cosh(),
            self.re.cos() * self.im.sinh(),
        )
    }

    fn cos(self) -> Self {
        Self::new(
            self.re.cos() * self.im.cosh(),
            -(self.re.sin() * self.im.sinh()),
        )
    }

    /// (tanh x + i tan y)/(1 + i tanh x tan y), which does not overflow.
    fn tanh(self) -> Self {
        let (t, u) = (self.re.tanh(), self.im.tan());
        Self::new(t, u) / Self::new(1.0, t * u)
    }

    /// The principal branch, formed so that nothing cancels.
    fn sqrt(self) -> Self {
        let size = self.re.hypot(self.im);
        let larger = f64::midpoint(size, self.re.abs()).sqrt();
        if larger == 0.0 {
            Self::new(0.0, 0.0)
        } else if self.re >= 0.0 {
            Self::new(larger, self.im / (2.0 * larger))
        } else {
            Self::new(self.im.abs() / (2.0 * larger), larger.copysign(self.im))
        }
    }
}
