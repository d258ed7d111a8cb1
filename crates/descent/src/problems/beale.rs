//! Beale's function: a flat valley that bends towards (3, ½).

use super::Plane;

/// f(x, y) = Σₖ (cₖ − x + x yᵏ)² with c = (1.5, 2.25, 2.625), k = 1, 2, 3 (Beale 1958).
pub fn beale() -> Plane {
    Plane {
        name: "beale",
        start: [1.0, 1.0],
        minimizers: &[[3.0, 0.5]],
        value: |x, y| residuals(x, y).map(|r| r * r).iter().sum(),
        gradient: |x, y| {
            let r = residuals(x, y);
            let dx = [y - 1.0, y * y - 1.0, y.powi(3) - 1.0];
            let dy = [x, 2.0 * x * y, 3.0 * x * y * y];
            let twice_dot = |d: [f64; 3]| 2.0 * (r[0] * d[0] + r[1] * d[1] + r[2] * d[2]);
            [twice_dot(dx), twice_dot(dy)]
        },
        hessian: |x, y| {
            let r = residuals(x, y);
            let dx = [y - 1.0, y * y - 1.0, y.powi(3) - 1.0];
            let dy = [x, 2.0 * x * y, 3.0 * x * y * y];
            let dxy = [1.0, 2.0 * y, 3.0 * y * y];
            let dyy = [0.0, 2.0 * x, 6.0 * x * y];
            let sum = |term: &dyn Fn(usize) -> f64| 2.0 * (term(0) + term(1) + term(2));
            let mixed = sum(&|k| dx[k] * dy[k] + r[k] * dxy[k]);
            [
                [sum(&|k| dx[k] * dx[k]), mixed],
                [mixed, sum(&|k| dy[k] * dy[k] + r[k] * dyy[k])],
            ]
        },
    }
}

fn residuals(x: f64, y: f64) -> [f64; 3] {
    [
        1.5 - x + x * y,
        2.25 - x + x * y * y,
        2.625 - x + x * y.powi(3),
    ]
}
