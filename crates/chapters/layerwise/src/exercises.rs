//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p layerwise --test exercises -- --ignored
//! ```

use descent::Tensor;

/// One step of LARS without momentum that leaves vectors to gradient descent, exercise
/// `ex-matrices`.
///
/// For each tensor with two axes or more: θ ← θ − ητ‖θ‖/(‖g‖ + λ‖θ‖)·(g + λθ), the ratio being 1
/// where ‖θ‖ = 0 or the denominator is 0. For each other tensor: θ ← θ − ηg. `rates` are (η, τ, λ).
pub fn lars_step(params: &mut [Tensor], grads: &[Tensor], rates: (f64, f64, f64)) {
    let _ = (params, grads, rates);
    todo!("two norms and one pass for each tensor")
}

/// The largest rate η at which equation `layerwise:descent` guarantees descent in a network of
/// `depth` layers, exercise `ex-depth`: where ((1 + η)^{L+1} − 1)/((L + 1)η) = 2, to within 10⁻⁹.
pub fn largest_rate(depth: u32) -> f64 {
    let _ = depth;
    todo!("the left side grows with η: bisection")
}

/// Clips each layer's gradient to a share of the layer, exercise `ex-clipping` (Brock et al. 2021).
///
/// Where ‖g‖ > c·max(‖θ‖, 10⁻³), g is shortened to that length; elsewhere it stays. `limit` is c.
pub fn clip_layers(params: &[Tensor], grads: &mut [Tensor], limit: f64) {
    let _ = (params, grads, limit);
    todo!("compare two norms for each tensor")
}
