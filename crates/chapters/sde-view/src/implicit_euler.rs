//! Implicit Euler: each step solves an equation, and minimizes a function.

use crate::Polynomial;

/// The points θ₀, …, θ_N of θ_{k+1} = θ_k − h l′(θ_{k+1}), each step solved by Newton's method.
///
/// For convex l the equation has exactly one solution for every h > 0.
///
/// # Panics
/// If Newton's method does not settle within 100 rounds.
pub fn implicit_euler(l: &Polynomial, h: f64, start: f64, steps: usize) -> Vec<f64> {
    let mut points = vec![start];
    for k in 0..steps {
        points.push(solve(l, h, points[k]));
    }
    points
}

/// The root θ of θ + h l′(θ) = `origin`.
fn solve(l: &Polynomial, h: f64, origin: f64) -> f64 {
    let mut theta = origin;
    for _ in 0..100 {
        let residual = theta + h * l.slope(theta) - origin;
        let step = residual / (1.0 + h * l.curvature(theta));
        theta -= step;
        if step.abs() <= 1e-14 * theta.abs().max(1e-300) {
            return theta;
        }
    }
    panic!("Newton's method did not settle: h = {h}, from {origin}");
}
