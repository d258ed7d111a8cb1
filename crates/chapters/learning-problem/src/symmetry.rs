//! What can be changed in a network with one hidden layer of tanh without changing what it computes.

use descent::Tensor;
use ndarray::Axis;

/// The network W₁, b₁, W₂, b₂ (as in [`descent::problems::DigitsMlp`]) with its hidden units in the
/// order `order` and those of `flipped` (in the old numbering) with all their signs turned.
///
/// Equation `learning-problem:symmetry`.
///
/// # Panics
/// If there are not four tensors of matching shapes, or `order` is no permutation of the units.
pub fn transform(params: &[Tensor], order: &[usize], flipped: &[bool]) -> Vec<Tensor> {
    let [first, bias, second, output] = params else {
        panic!("{} tensors, not W₁, b₁, W₂, b₂", params.len());
    };
    let mut seen = order.to_vec();
    seen.sort_unstable();
    let units = bias.len();
    assert!(
        seen.into_iter().eq(0..units) && flipped.len() == units,
        "no permutation of {units} units"
    );
    let moved = |tensor: &Tensor, axis: usize| {
        let mut out = tensor.select(Axis(axis), order);
        for (mut unit, &old) in out.axis_iter_mut(Axis(axis)).zip(order) {
            if flipped[old] {
                unit.mapv_inplace(|x| -x);
            }
        }
        out
    };
    vec![
        moved(first, 1),
        moved(bias, 0),
        moved(second, 0),
        output.clone(),
    ]
}

/// (1 − s)·a + s·b, a point on the line between two networks.
///
/// # Panics
/// If the shapes differ.
pub fn between(a: &[Tensor], b: &[Tensor], s: f64) -> Vec<Tensor> {
    assert_eq!(a.len(), b.len(), "{} tensors against {}", a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| a * (1.0 - s) + b * s)
        .collect()
}
