//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p forward-gradient --test exercises -- --ignored
//! ```

use gradients::Formula;

/// A directional derivative without a dual number in sight, exercise `ex-layer` of the page.
///
/// The network is f = ½ Σᵢ tanh(zᵢ)², z = Wᵀx, with W given row by row, p rows of q entries. Return
/// ∇_W f · V for the tangent `v` of the weights, by the tangents of z and of tanh z: one pass, no
/// gradient.
pub fn layer_slope(x: &[f64], w: &[f64], v: &[f64]) -> f64 {
    let _ = (x, w, v);
    todo!("ż = Vᵀx, then the tangents of tanh z and of half a square")
}

/// The projection of the gradient onto the span of given tangents, exercise `ex-projection`.
///
/// `tangents` are linearly independent vectors, `slopes` the numbers ∇fᵀvⱼ. Return the vector in
/// their span that has these slopes: Pg, the best estimate that they allow.
pub fn project(tangents: &[Vec<f64>], slopes: &[f64]) -> Vec<f64> {
    let _ = (tangents, slopes);
    todo!("Gram–Schmidt on the tangents, and the slopes go along")
}

/// Forward gradients with momentum as guess, exercise `ex-memory`.
///
/// Start with h = 0 and `theta`. In step t: ĝ = h + (∇f(θ)ᵀvₜ − hᵀvₜ)vₜ with vₜ = `tangents[t]`,
/// θ ← θ − ηĝ, h ← h + β(∇f(θ)ᵀvₜ − hᵀvₜ)vₜ, where the slope is the one already computed. Return the
/// last θ.
pub fn with_memory(
    f: &impl Formula,
    theta: &[f64],
    lr: f64,
    beta: f64,
    tangents: &[Vec<f64>],
) -> Vec<f64> {
    let _ = (f, theta, lr, beta, tangents);
    todo!("one call of gradients::forward::directional a step")
}
