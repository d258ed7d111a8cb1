//! Gradient clipping: the projection of a gradient onto a ball or a box.

use descent::{Tensor, norm};

/// g ← min(1, c/‖g‖) g with the norm over all tensors together: `convexity:clipping`.
///
/// `bound` is c. A zero gradient stays zero. Pascanu, Mikolov & Bengio 2013.
pub fn by_norm(grads: &mut [Tensor], bound: f64) {
    let length = norm(grads);
    if length > bound {
        for grad in grads {
            *grad *= bound / length;
        }
    }
}

/// gᵢ ← min(max(gᵢ, −c), c), entry by entry: the projection onto a cube, which turns the gradient.
///
/// # Panics
/// If `bound` is negative or not a number.
pub fn by_value(grads: &mut [Tensor], bound: f64) {
    for grad in grads {
        grad.mapv_inplace(|g| g.clamp(-bound, bound));
    }
}
