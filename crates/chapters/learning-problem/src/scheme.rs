//! The general scheme of all gradient methods.

use descent::{Objective, Tensor};

/// θ_t = θ_{t−1} − γ h_t with h_t = `rule`(g₁, …, g_t): equation `learning-problem:scheme`.
///
/// Returns θ₀, …, θ_T for T = `steps`. It keeps every gradient, which no optimizer of this book
/// needs to: each replaces the list by a few tensors of state.
// ANCHOR: scheme
pub fn scheme(
    objective: &dyn Objective,
    start: &[Tensor],
    gamma: f64,
    steps: usize,
    rule: &dyn Fn(&[Vec<Tensor>]) -> Vec<Tensor>,
) -> Vec<Vec<Tensor>> {
    let mut path = vec![start.to_vec()];
    let mut gradients = Vec::new();
    for t in 1..=steps {
        gradients.push(objective.gradient(&path[t - 1]));
        let direction = rule(&gradients);
        let next = path[t - 1]
            .iter()
            .zip(&direction)
            .map(|(theta, h)| theta - &(h * gamma));
        path.push(next.collect());
    }
    path
}
// ANCHOR_END: scheme
