//! Solutions of the programming exercises.

use ndarray::Array1;

/// Exercise `ex-recursion`.
// ANCHOR: direction
pub fn direction(pairs: &[(Array1<f64>, Array1<f64>)], gamma: f64, g: &Array1<f64>) -> Array1<f64> {
    let Some(((s, y), older)) = pairs.split_last() else {
        return gamma * g;
    };
    let rho = 1.0 / y.dot(s);
    let alpha = rho * s.dot(g);
    let inner = direction(older, gamma, &(g - alpha * y));
    let beta = rho * y.dot(&inner);
    inner + (alpha - beta) * s
}
// ANCHOR_END: direction

/// Exercise `ex-bisection`.
// ANCHOR: wolfe-step
pub fn wolfe_step(phi: &dyn Fn(f64) -> (f64, f64), c1: f64, c2: f64) -> f64 {
    let (value, slope) = phi(0.0);
    let (mut low, mut high, mut t) = (0.0, f64::INFINITY, 1.0);
    loop {
        let (there, steepness) = phi(t);
        if there > value + c1 * t * slope {
            high = t;
        } else if steepness < c2 * slope {
            low = t;
        } else {
            return t;
        }
        t = if high.is_finite() {
            f64::midpoint(low, high)
        } else {
            2.0 * t
        };
    }
}
// ANCHOR_END: wolfe-step

/// Exercise `ex-products`.
// ANCHOR: solve
pub fn solve(
    product: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    b: &Array1<f64>,
    tol: f64,
) -> Array1<f64> {
    let mut theta = Array1::zeros(b.len());
    let (mut g, mut d) = (-b, b.clone());
    let goal = tol * tol * b.dot(b);
    let mut square = b.dot(b);
    while square > goal {
        let image = product(&d);
        let alpha = square / d.dot(&image);
        theta.scaled_add(alpha, &d);
        g.scaled_add(alpha, &image);
        let next = g.dot(&g);
        d = next / square * d - &g;
        square = next;
    }
    theta
}
// ANCHOR_END: solve
