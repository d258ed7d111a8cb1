//! One step of an average that is kept while the iterates pass.

use descent::{Sweep, Tensor};
use ndarray::Zip;

/// a ← a + w(θ − a), for each entry.
pub(crate) fn move_towards(average: &mut [Tensor], params: &[Tensor], w: f64) {
    for (average, param) in average.iter_mut().zip(params) {
        Zip::from(average)
            .and(param)
            .sweep(|a, &theta| *a += w * (theta - *a));
    }
}

/// What an average reports before there is one: the point where the optimizer stands.
pub(crate) fn or_params<'a>(average: &'a [Tensor], params: &'a [Tensor]) -> &'a [Tensor] {
    if average.is_empty() { params } else { average }
}
