//! Directions for slices through the loss, as long as the weights they move.

use descent::Tensor;
use ndarray::{Axis, Ix2};

/// The direction d with every filter d_j scaled to the norm of the parameters' filter θ_j:
/// equation `loss-landscape:filter-normalized`.
///
/// A filter is the column of a matrix, the weights that enter one unit. Biases do not move. Li, Xu,
/// Taylor, Studer & Goldstein 2018.
///
/// # Panics
/// If the shapes differ.
pub fn filter_normalized(direction: &[Tensor], params: &[Tensor]) -> Vec<Tensor> {
    let scaled = |(d, theta): (&Tensor, &Tensor)| {
        let mut d = d.clone();
        let Ok(weights) = theta.view().into_dimensionality::<Ix2>() else {
            return d * 0.0;
        };
        for (mut d, theta) in d.axis_iter_mut(Axis(1)).zip(weights.axis_iter(Axis(1))) {
            let (length, wanted) = ((&d * &d).sum().sqrt(), theta.dot(&theta).sqrt());
            d.mapv_inplace(|x| {
                if length > 0.0 {
                    x * wanted / length
                } else {
                    0.0
                }
            });
        }
        d
    };
    direction.iter().zip(params).map(scaled).collect()
}
