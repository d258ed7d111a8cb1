//! What the matrix methods share: views, sizes that do not overflow, division.

use descent::Tensor;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Ix2};

/// Beyond this size squares, and sums of them over many steps, could overflow.
const LARGEST: f64 = 1e140;

/// A tensor as a matrix: the first axis by all others. A vector, or a number, is one column.
pub(crate) fn sides(shape: &[usize]) -> (usize, usize) {
    match shape {
        [] => (1, 1),
        [first, rest @ ..] => (*first, rest.iter().product()),
    }
}

/// A tensor of any memory layout, in row-major order, into a matrix of as many entries.
pub(crate) fn read(tensor: &Tensor, to: &mut Array2<f64>, f: impl Fn(f64) -> f64) {
    for (to, &from) in to.iter_mut().zip(tensor) {
        *to = f(from);
    }
}

/// θ ← f(θ, step), entry by entry, for a `param` of any memory layout.
pub(crate) fn descend(param: &mut Tensor, step: &ArrayView2<f64>, f: impl Fn(f64, f64) -> f64) {
    for (theta, &step) in param.iter_mut().zip(step) {
        *theta = f(*theta, step);
    }
}

/// `tensor` as a matrix of the given sides.
pub(crate) fn matrix(tensor: &Tensor, sides: (usize, usize)) -> ArrayView2<'_, f64> {
    tensor
        .view()
        .into_shape_with_order(sides)
        .ok()
        .and_then(|view| view.into_dimensionality::<Ix2>().ok())
        .expect("buffers of the optimizers are in row-major order")
}

/// `tensor` as a matrix of the given sides, to be written.
pub(crate) fn matrix_mut(tensor: &mut Tensor, sides: (usize, usize)) -> ArrayViewMut2<'_, f64> {
    tensor
        .view_mut()
        .into_shape_with_order(sides)
        .ok()
        .and_then(|view| view.into_dimensionality::<Ix2>().ok())
        .expect("buffers of the optimizers are in row-major order")
}

/// By what `grad` is multiplied before it is used: 1, or less where its squares would overflow.
///
/// The directions of the matrix methods hardly depend on the scale, so nothing is lost by it.
pub(crate) fn tame(grad: &Tensor) -> f64 {
    let largest = grad.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
    if largest > LARGEST {
        LARGEST / largest
    } else {
        1.0
    }
}

/// a/b, and 0 for b = 0: where there was no gradient, or one whose square is 0, nothing moves.
pub(crate) fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}
