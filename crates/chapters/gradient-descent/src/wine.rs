//! Least squares on the wine data: the first class against the others, in raw and in standard units.

use descent::data::{self, Classified};
use descent::problems::LeastSquares;
use ndarray::{Array2, Axis};

/// The regression on the measurements as they were written down, in their various units.
///
/// 14 parameters: 13 measurements and the constant 1; targets ±1.
///
/// # Panics
/// Never: the shapes are fixed.
pub fn raw() -> LeastSquares {
    regression(&data::wine())
}

/// The regression on measurements with mean 0 and variance 1.
///
/// # Panics
/// Never: the shapes are fixed.
pub fn standardized() -> LeastSquares {
    regression(&data::wine().standardized())
}

fn regression(wine: &Classified) -> LeastSquares {
    let ones = Array2::ones((wine.len(), 1));
    let inputs = ndarray::concatenate![Axis(1), wine.inputs, ones];
    let targets = Array2::from_shape_fn((wine.len(), 1), |(i, _)| {
        if wine.classes[i] == 0 { 1.0 } else { -1.0 }
    });
    let zero = Array2::zeros((inputs.ncols(), 1));
    LeastSquares::new(inputs, targets, zero).expect("shapes 178 × 14, 178 × 1 and 14 × 1")
}
