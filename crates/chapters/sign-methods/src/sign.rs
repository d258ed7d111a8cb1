//! The sign, with sign 0 = 0.

/// −1, 0 or 1; unlike [`f64::signum`], 0 at both zeros.
///
/// ```
/// assert_eq!([-0.3, -0.0, 0.0, 1e-300].map(sign_methods::sign), [-1.0, 0.0, 0.0, 1.0]);
/// ```
#[inline]
pub fn sign(x: f64) -> f64 {
    f64::from(i8::from(x > 0.0) - i8::from(x < 0.0))
}
