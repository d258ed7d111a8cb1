//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p weight-decay --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// Cautious weight decay (Chen et al. 2025), exercise `ex-cautious-decay` of the page.
///
/// One step θᵢ ← (1 − ηλ)θᵢ − ηuᵢ where uᵢθᵢ ≥ 0, and θᵢ ← θᵢ − ηuᵢ elsewhere. `theta` is θ, changed
/// in place; `update` is u, of the same length; `lr` is η, `weight_decay` λ.
pub fn cautious_decay(theta: &mut [f64], update: &[f64], lr: f64, weight_decay: f64) {
    let _ = (theta, update, lr, weight_decay);
    todo!("decide for each entry whether it decays, with the θ from before the step")
}

/// Heavy ball along the surface, exercise `ex-sphere`.
///
/// SGDP on weights that are known to be scale-invariant as a whole, λ = 0: repeat `steps` times
/// m ← βm + g with g = ∇f(θ), m₀ = 0, then θ ← θ − ηΠm, where Π removes the part along θ. Return the
/// last θ. `start` is θ₀, one tensor; `lr` is η.
pub fn along_the_sphere(
    objective: &dyn Objective,
    start: &[Tensor],
    (lr, beta): (f64, f64),
    steps: usize,
) -> Vec<Tensor> {
    let _ = (objective, start, lr, beta, steps);
    todo!("the buffer keeps its radial part; only the step loses it")
}

/// The L2 coefficient that ends where SGDW ends, exercise `ex-match`.
///
/// `end(λ)` runs heavy ball with L2 on a fixed problem of one parameter until it stands and returns
/// θ; |θ| falls as λ grows. Find λ in [0, 10] with |end(λ) − target| ≤ 10⁻⁹, without any formula for
/// it. `target` is what SGDW has reached.
pub fn matching_l2(end: &dyn Fn(f64) -> f64, target: f64) -> f64 {
    let _ = (end, target);
    todo!("bisection: the larger λ, the smaller |θ|")
}
