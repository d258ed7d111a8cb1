//! The monkey saddle: a stationary point whose Hessian is zero and says nothing.

use super::Plane;

/// f(x, y) = x³ − 3xy². It has no minimum: along −x it falls for ever.
pub fn monkey_saddle() -> Plane {
    Plane {
        name: "monkey-saddle",
        start: [0.5, 0.3],
        minimizers: &[],
        value: |x, y| x.powi(3) - 3.0 * x * y * y,
        gradient: |x, y| [3.0 * x * x - 3.0 * y * y, -6.0 * x * y],
        hessian: |x, y| [[6.0 * x, -6.0 * y], [-6.0 * y, -6.0 * x]],
    }
}
