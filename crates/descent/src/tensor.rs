//! Lists of tensors: the form in which parameters and gradients travel.

use ndarray::{ArrayD, ArrayView1, ArrayView2, Ix1, Ix2, IxDyn};

/// One layer's parameters or gradient: an array of `f64` of any shape.
pub type Tensor = ArrayD<f64>;

/// A list that holds one vector, the one-layer case.
///
/// ```
/// assert_eq!(descent::vector(&[1.0, 2.0])[0].shape(), [2]);
/// ```
pub fn vector(entries: &[f64]) -> Vec<Tensor> {
    vec![ArrayD::from_shape_fn(IxDyn(&[entries.len()]), |index| {
        entries[index[0]]
    })]
}

/// A tensor with two axes, such as a layer's weights, as a matrix.
///
/// # Panics
/// If it has not two axes.
///
/// ```
/// let w = ndarray::arr2(&[[1.0, 2.0, 3.0]]).into_dyn();
/// assert_eq!(descent::as_matrix(&w).dim(), (1, 3));
/// ```
pub fn as_matrix(tensor: &Tensor) -> ArrayView2<'_, f64> {
    tensor
        .view()
        .into_dimensionality::<Ix2>()
        .unwrap_or_else(|_| panic!("a matrix has two axes, this tensor {}", tensor.ndim()))
}

/// A tensor with one axis, such as a layer's bias, as a vector.
///
/// # Panics
/// If it has not one axis.
///
/// ```
/// let b = ndarray::arr1(&[1.0, 2.0]).into_dyn();
/// assert_eq!(descent::as_vector(&b).len(), 2);
/// ```
pub fn as_vector(tensor: &Tensor) -> ArrayView1<'_, f64> {
    tensor
        .view()
        .into_dimensionality::<Ix1>()
        .unwrap_or_else(|_| panic!("a vector has one axis, this tensor {}", tensor.ndim()))
}

/// Zeros in the shapes of `tensors`.
pub fn zeros_like(tensors: &[Tensor]) -> Vec<Tensor> {
    tensors
        .iter()
        .map(|tensor| ArrayD::zeros(tensor.raw_dim()))
        .collect()
}

/// All entries, tensor after tensor, each in row-major order.
pub fn flatten(tensors: &[Tensor]) -> Vec<f64> {
    tensors
        .iter()
        .flat_map(|tensor| tensor.iter().copied())
        .collect()
}

/// The inverse of [`flatten`]: the entries of `flat` in the shapes of `like`.
///
/// # Panics
/// If `flat` has not as many entries as `like`.
pub fn unflatten(flat: &[f64], like: &[Tensor]) -> Vec<Tensor> {
    let wanted: usize = like.iter().map(Tensor::len).sum();
    assert_eq!(
        flat.len(),
        wanted,
        "{} numbers for {wanted} parameters",
        flat.len()
    );
    let mut entries = flat.iter();
    like.iter()
        .map(|tensor| {
            ArrayD::from_shape_fn(tensor.raw_dim(), |_| entries.next().copied().unwrap_or(0.0))
        })
        .collect()
}

/// The inner product Σ aᵢbᵢ over all entries of all tensors.
///
/// # Panics
/// If the shapes differ.
pub fn dot(a: &[Tensor], b: &[Tensor]) -> f64 {
    assert_eq!(a.len(), b.len(), "{} tensors against {}", a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a * b).sum()).sum()
}

/// The Euclidean norm over all entries of all tensors.
pub fn norm(a: &[Tensor]) -> f64 {
    dot(a, a).sqrt()
}

/// The Euclidean distance ‖a − b‖ over all entries of all tensors.
///
/// # Panics
/// If the shapes differ.
pub fn distance(a: &[Tensor], b: &[Tensor]) -> f64 {
    assert_eq!(a.len(), b.len(), "{} tensors against {}", a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).mapv(|d| d * d).sum())
        .sum::<f64>()
        .sqrt()
}
