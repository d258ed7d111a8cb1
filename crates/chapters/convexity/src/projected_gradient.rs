//! Projected gradient descent: a step down the gradient, then back into the set.

use descent::{Objective, ProblemError, flatten, vector};

use crate::convex_set::{ConvexSet, invalid};

/// θ₀, …, θ_T of θ ← P(θ − η∇f(θ)), `convexity:projected-gradient`, over T = `steps` steps.
///
/// f is a function of one vector; η = `lr`. The start is projected first. Goldstein 1964;
/// Levitin & Polyak 1966.
///
/// # Errors
/// If `lr` is negative or not finite.
///
/// # Panics
/// If `start` has not the dimension of f.
pub fn projected_gradient(
    f: &dyn Objective,
    set: &dyn ConvexSet,
    start: &[f64],
    lr: f64,
    steps: usize,
) -> Result<Vec<Vec<f64>>, ProblemError> {
    if !(lr >= 0.0 && lr.is_finite()) {
        let what = format!("the learning rate {lr} must be finite and not negative");
        return Err(invalid("projected gradient descent", what));
    }
    // ANCHOR: loop
    let mut theta = set.projection(start);
    let mut path = vec![theta.clone()];
    for _ in 0..steps {
        let gradient = flatten(&f.gradient(&vector(&theta)));
        for (theta, g) in theta.iter_mut().zip(&gradient) {
            *theta -= lr * g;
        }
        set.project(&mut theta);
        path.push(theta.clone());
    }
    // ANCHOR_END: loop
    Ok(path)
}
