//! Functions written once for every kind of number.

use crate::Scalar;

/// A function of n variables, written once for every kind of number.
///
/// ```
/// use gradients::{Formula, Scalar, forward, reverse};
///
/// struct Wave;
/// impl Formula for Wave {
///     fn eval<S: Scalar>(&self, x: &[S]) -> S {
///         (x[0] * x[1]).sin()
///     }
/// }
/// let (value, gradient) = reverse::gradient(&Wave, &[2.0, 0.5]);
/// assert_eq!(value, 1.0_f64.sin());
/// assert_eq!(gradient, [0.5 * 1.0_f64.cos(), 2.0 * 1.0_f64.cos()]);
/// assert_eq!(forward::directional(&Wave, &[2.0, 0.5], &[0.0, 1.0]).1, 2.0 * 1.0_f64.cos());
/// ```
pub trait Formula {
    /// f(x).
    fn eval<S: Scalar>(&self, x: &[S]) -> S;
}

/// Rosenbrock's function (a − x)² + b (y − x²)² as a formula; its hand-written twin is
/// [`Rosenbrock`](descent::problems::Rosenbrock).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Valley {
    /// Where the minimum lies on the x axis.
    pub a: f64,
    /// How steep the valley's walls are.
    pub b: f64,
}

impl Formula for Valley {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        let (a, b) = (S::constant(self.a), S::constant(self.b));
        (a - x[0]).square() + b * (x[1] - x[0].square()).square()
    }
}

/// The product x₁x₂⋯xₙ, Speelpenning's example: n − 1 multiplications, n partial derivatives.
///
/// ```
/// use gradients::{Product, reverse};
/// assert_eq!(reverse::gradient(&Product, &[2.0, 3.0, 5.0]), (30.0, vec![15.0, 10.0, 6.0]));
/// // One factor 0: no division, so every entry is right (exercise `ex-product`).
/// assert_eq!(reverse::gradient(&Product, &[2.0, 0.0, 5.0]), (0.0, vec![0.0, 10.0, 0.0]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product;

impl Formula for Product {
    /// # Panics
    /// If there are no variables.
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        x[1..]
            .iter()
            .fold(x[0], |product, &factor| product * factor)
    }
}
