//! The saddle x² − y² with quartic walls, so that what leaves it arrives somewhere.

use super::Plane;

/// f(x, y) = x² − y² + y⁴/4: a saddle at the origin, minima of value −1 at (0, ±√2).
pub fn walled_saddle() -> Plane {
    Plane {
        name: "walled-saddle",
        start: [1.0, 0.01],
        minimizers: &[
            [0.0, std::f64::consts::SQRT_2],
            [0.0, -std::f64::consts::SQRT_2],
        ],
        value: |x, y| x * x - y * y + y.powi(4) / 4.0,
        gradient: |x, y| [2.0 * x, -2.0 * y + y.powi(3)],
        hessian: |_, y| [[2.0, 0.0], [0.0, -2.0 + 3.0 * y * y]],
    }
}
