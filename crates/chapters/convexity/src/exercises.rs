//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p convexity --test exercises -- --ignored
//! ```

use descent::Objective;

/// The projection of `x` onto {x : Σ |xᵢ| ≤ r}, exercise `ex-l1-ball` of the page. r = `radius` > 0.
///
/// Duchi, Shalev-Shwartz, Singer & Chandra 2008.
pub fn project_onto_l1_ball(x: &[f64], radius: f64) -> Vec<f64> {
    let _ = (x, radius);
    todo!("inside: x itself; outside: project (|xᵢ|) onto a simplex and give the signs back")
}

/// The point of A ∩ B nearest to `x`, by Dykstra's method, exercise `ex-dykstra`.
///
/// `onto_a` and `onto_b` are the projections onto A and B. With corrections u = v = 0, repeat
/// `rounds` times: y = P_A(x + u), u ← x + u − y, then x ← P_B(y + v), v ← y + v − x. Return x.
pub fn nearest_in_both(
    x: &[f64],
    onto_a: &dyn Fn(&[f64]) -> Vec<f64>,
    onto_b: &dyn Fn(&[f64]) -> Vec<f64>,
    rounds: usize,
) -> Vec<f64> {
    let _ = (x, onto_a, onto_b, rounds);
    todo!("two projections a round, each undoing its own last correction first")
}

/// The largest curvature of f at θ from gradients alone, exercise `ex-curvature`.
///
/// f is convex and a function of one vector. Return the largest eigenvalue of ∇²f(θ) to a relative
/// accuracy of 10⁻⁴, without calling `f.hessian`.
pub fn largest_curvature(f: &dyn Objective, theta: &[f64]) -> f64 {
    let _ = (f, theta);
    todo!("power iteration; Hv is a difference of gradients")
}
