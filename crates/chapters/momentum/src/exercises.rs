//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p momentum --test exercises -- --ignored
//! ```

use descent::{Objective, Optimizer, Tensor};

/// Quasi-hyperbolic momentum (Ma & Yarats 2019), exercise `ex-quasi-hyperbolic` of the page.
///
/// With m₀ = 0, repeat `steps` times: g = ∇f(θ), m ← βm + (1 − β)g, θ ← θ − η[(1 − ν)g + νm].
/// Return the last θ. `start` is θ₀, `lr` η, `beta` β, `nu` ν.
pub fn quasi_hyperbolic(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, beta, nu): (f64, f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, lr, beta, nu, steps);
    todo!("a loop over steps: gradient, average, mixture, step")
}

/// Accelerated gradient with restarts (O'Donoghue & Candès 2015), exercise `ex-restart`.
///
/// Run the method of equation `momentum:fista` from `start` with η = `lr` for `steps` steps. After
/// each step compare f(x_{k+1}) with f(x_k); where it rose, start again from x_{k+1}: y = x_{k+1}
/// and t = 1. Return f(x₀), f(x₁), …, f(x_steps), with x₀ = `start`.
pub fn restarted(objective: &dyn Objective, start: &[Tensor], lr: f64, steps: usize) -> Vec<f64> {
    let _ = (objective, start, lr, steps);
    todo!("keep x, y and t; restart where f(x) rises")
}

/// The largest stable ηλ, from runs alone, exercise `ex-edge`.
///
/// `build(η)` makes a fresh optimizer with learning rate η. On f(θ) = ½θ² (so λ = 1) it converges
/// for η below some edge between 0.5 and 5 and diverges above. Find the edge to within 10⁻³ without
/// any formula for it.
pub fn stable_edge(build: &dyn Fn(f64) -> Box<dyn Optimizer>) -> f64 {
    let _ = build;
    todo!("bisection: run, look whether |θ| has grown, halve the interval")
}
