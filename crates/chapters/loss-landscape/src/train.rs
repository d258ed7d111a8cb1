//! Plain training: mini-batches in random order, θ ← θ − ηg.

use descent::random::{Generator, permutation};
use descent::{FiniteSum, Tensor, zeros_like};

use crate::network::Network;

/// One pass over the examples in random order: θ ← θ − ηg for each batch of `size`.
///
/// A last batch that is not full is left out.
///
/// # Panics
/// If `size` is 0.
pub fn epoch(
    objective: &dyn FiniteSum,
    params: &mut [Tensor],
    (lr, size): (f64, usize),
    rng: &mut Generator,
) {
    pass(objective, params, (lr, size), rng, &mut |_| false);
}

/// Mini-batch training until the loss on all examples is at most `target` after some step, for at
/// most `limit` epochs. Returns how many steps it took.
///
/// The loss is looked at after every step: at the end of an epoch of small batches it may already be
/// far below `target`, and the curvature with it.
///
/// # Panics
/// As [`epoch`].
pub fn until(
    network: &Network,
    params: &mut [Tensor],
    (lr, size): (f64, usize),
    (target, limit): (f64, usize),
    rng: &mut Generator,
) -> usize {
    let mut steps = 0;
    let mut reached = |params: &[Tensor]| {
        steps += 1;
        network.loss_is_at_most(params, target)
    };
    for _ in 0..limit {
        if pass(network, params, (lr, size), rng, &mut reached) {
            break;
        }
    }
    steps
}

/// One epoch, or a part of it if `stop` says so after a step. Returns whether it did.
fn pass(
    objective: &dyn FiniteSum,
    params: &mut [Tensor],
    (lr, size): (f64, usize),
    rng: &mut Generator,
    stop: &mut dyn FnMut(&[Tensor]) -> bool,
) -> bool {
    let order = permutation(objective.examples(), rng);
    let mut grads = zeros_like(params);
    for batch in order.chunks_exact(size) {
        objective.batch_gradient_into(params, batch, &mut grads);
        for (theta, g) in params.iter_mut().zip(&grads) {
            theta.zip_mut_with(g, |theta, g| *theta -= lr * g);
        }
        if stop(params) {
            return true;
        }
    }
    false
}
