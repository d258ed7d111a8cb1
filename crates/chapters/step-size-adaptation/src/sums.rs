//! Sums over all parameters: norms and inner products that a step needs before it moves.

use descent::Tensor;
use ndarray::Zip;

/// ‖g‖ over all tensors, also where a square leaves the range of numbers.
pub(crate) fn norm(tensors: &[Tensor]) -> f64 {
    let squares = |scale: f64| -> f64 {
        let square = |tensor: &Tensor| tensor.fold(0.0, |sum, x| sum + (x / scale).powi(2));
        tensors.iter().map(square).sum()
    };
    let largest = || {
        let largest = |top: f64, tensor: &Tensor| tensor.fold(top, |top, x| top.max(x.abs()));
        tensors.iter().fold(0.0, largest)
    };
    length(squares, largest)
}

/// ‖a − b‖ over all tensors, also where a square leaves the range of numbers.
pub(crate) fn distance(a: &[Tensor], b: &[Tensor]) -> f64 {
    let squares = |scale: f64| -> f64 {
        let square = |(a, b): (&Tensor, &Tensor)| {
            Zip::from(a)
                .and(b)
                .fold(0.0, |sum, a, b| sum + ((a - b) / scale).powi(2))
        };
        a.iter().zip(b).map(square).sum()
    };
    let largest = || {
        let largest = |top: f64, (a, b): (&Tensor, &Tensor)| {
            Zip::from(a)
                .and(b)
                .fold(top, |top: f64, a, b| top.max((a - b).abs()))
        };
        a.iter().zip(b).fold(0.0, largest)
    };
    length(squares, largest)
}

/// ‖g + λθ‖ over all tensors, also where a square leaves the range of numbers.
pub(crate) fn norm_with(grads: &[Tensor], params: &[Tensor], lambda: f64) -> f64 {
    if lambda == 0.0 {
        return norm(grads);
    }
    let squares = |scale: f64| -> f64 {
        let square = |(grad, param): (&Tensor, &Tensor)| {
            Zip::from(grad).and(param).fold(0.0, |sum, g, theta| {
                sum + ((g + lambda * theta) / scale).powi(2)
            })
        };
        grads.iter().zip(params).map(square).sum()
    };
    let largest = || {
        let largest = |top: f64, (grad, param): (&Tensor, &Tensor)| {
            Zip::from(grad).and(param).fold(top, |top: f64, g, theta| {
                top.max((g + lambda * theta).abs())
            })
        };
        grads.iter().zip(params).fold(0.0, largest)
    };
    length(squares, largest)
}

/// ‖g‖² over all tensors; infinite where a square leaves the range of numbers.
pub(crate) fn square(tensors: &[Tensor]) -> f64 {
    dot(tensors, tensors)
}

/// The inner product a·b over all tensors.
pub(crate) fn dot(a: &[Tensor], b: &[Tensor]) -> f64 {
    let product =
        |(a, b): (&Tensor, &Tensor)| Zip::from(a).and(b).fold(0.0, |sum, a, b| sum + a * b);
    a.iter().zip(b).map(product).sum()
}

/// a/b, where 0/0 counts as 0.
#[inline]
pub(crate) fn quotient(a: f64, b: f64) -> f64 {
    if a == 0.0 { 0.0 } else { a / b }
}

/// The root of a sum of squares; where it over- or underflows, from the entries over the largest.
fn length(squares: impl Fn(f64) -> f64, largest: impl Fn() -> f64) -> f64 {
    let plain = squares(1.0).sqrt();
    if plain.is_finite() && plain > 1e-150 {
        return plain;
    }
    let top = largest();
    if top == 0.0 {
        0.0
    } else {
        top * squares(top).sqrt()
    }
}
