//! A function of the directions of its layers alone.

use descent::{Objective, Tensor};

use crate::norm;

/// F(θ) = f(ρ₁ θ¹/‖θ¹‖, ρ₂ θ²/‖θ²‖, …), ρ_l the norm of layer l at f's start: each layer is
/// scale-invariant.
///
/// The gradient is ∇_l F = (ρ_l/‖θ^l‖)(g − ⟨g, e⟩ e) with e = θ^l/‖θ^l‖ and g the gradient of f at
/// the normalized point. This is weight normalization with fixed lengths (Salimans & Kingma 2016).
///
/// ```
/// use descent::{Objective, differences, distance};
/// use layerwise::{OnSpheres, ReluNetwork};
///
/// let network = ReluNetwork::new(&[4], 3)?;
/// let sphere = OnSpheres::new(&network);
/// let theta = ReluNetwork::rescaled(&network.start(), &[1.3, 0.6]);
/// let (exact, numeric) = (sphere.gradient(&theta), differences::gradient(&sphere, &theta, 1e-5));
/// let apart = distance(&exact, &numeric);
/// assert!(apart < 1e-7, "{apart:e} apart");
/// # Ok::<(), descent::ProblemError>(())
/// ```
pub struct OnSpheres<'a> {
    inner: &'a dyn Objective,
    radii: Vec<f64>,
}

impl<'a> OnSpheres<'a> {
    /// `inner` with each layer on the sphere that its start lies on.
    ///
    /// # Panics
    /// If a layer of the start is zero and has no direction.
    pub fn new(inner: &'a dyn Objective) -> Self {
        let radii: Vec<f64> = inner.start().iter().map(norm).collect();
        assert!(
            radii.iter().all(|&r| r > 0.0),
            "a layer of norm 0: {radii:?}"
        );
        Self { inner, radii }
    }

    fn normalized(&self, params: &[Tensor]) -> Vec<Tensor> {
        params
            .iter()
            .zip(&self.radii)
            .map(|(w, radius)| w * (radius / norm(w)))
            .collect()
    }
}

impl Objective for OnSpheres<'_> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.inner.value(&self.normalized(params))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(&self.normalized(params), grads);
        for ((w, g), radius) in params.iter().zip(grads).zip(&self.radii) {
            let length = norm(w);
            let along = (w * &*g).sum() / (length * length);
            g.zip_mut_with(w, |g, w| *g = radius / length * (*g - along * w));
        }
    }
}
