//! Booth's function: a tilted quadratic bowl with condition number 9.

use super::Plane;

/// f(x, y) = (x + 2y − 7)² + (2x + y − 5)², smallest at (1, 3).
pub fn booth() -> Plane {
    Plane {
        name: "booth",
        start: [-5.0, -5.0],
        minimizers: &[[1.0, 3.0]],
        value: |x, y| (x + 2.0 * y - 7.0).powi(2) + (2.0 * x + y - 5.0).powi(2),
        gradient: |x, y| [10.0 * x + 8.0 * y - 34.0, 8.0 * x + 10.0 * y - 38.0],
        hessian: |_, _| [[10.0, 8.0], [8.0, 10.0]],
    }
}
