//! The rescaling that changes every weight and no output: equation `loss-landscape:rescaling`.

use descent::Tensor;

/// T_α θ: W₁ and b₁ times α, W₂ divided by α, b₂ as it is.
///
/// For a network with one hidden ReLU layer and α > 0 the outputs are those of θ. Dinh et al. 2017.
///
/// # Panics
/// If `params` is not W₁, b₁, W₂, b₂.
pub fn rescaled(params: &[Tensor], alpha: f64) -> Vec<Tensor> {
    let [w1, b1, w2, b2] = params else {
        panic!("{} tensors instead of W₁, b₁, W₂, b₂", params.len())
    };
    vec![w1 * alpha, b1 * alpha, w2 / alpha, b2.clone()]
}
