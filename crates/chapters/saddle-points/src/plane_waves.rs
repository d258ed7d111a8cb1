//! A random smooth function: a sum of plane waves.

use descent::random::{generator, normal, uniform};
use descent::{Objective, ProblemError, Tensor, vector};
use ndarray::{Array1, Array2};

/// f(θ) = √(2/K) Σ cos(k_i·θ/ℓ + φ_i) with k_i ~ N(0, I) and φ_i uniform: nearly a Gaussian random
/// function with mean 0 and covariance exp(−‖θ − θ′‖²/2ℓ²).
///
/// ```
/// use descent::{Objective, differences, distance, vector};
/// let f = saddle_points::PlaneWaves::new(3, 20, 0.8, 1)?;
/// let theta = vector(&[0.4, -1.2, 0.9]);
/// let numeric = differences::gradient(&f, &theta, 6e-6);
/// assert!(distance(&f.gradient(&theta), &numeric) < 1e-8, "{}", numeric[0]);
/// let error = f.hessian(&theta).unwrap() - differences::hessian(&f, &theta, 6e-6);
/// assert!(error.iter().all(|e| e.abs() < 1e-7), "{error}");
/// # Ok::<(), descent::ProblemError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PlaneWaves {
    /// One wave vector k_i/ℓ a row, K × n.
    waves: Array2<f64>,
    phases: Array1<f64>,
}

impl PlaneWaves {
    /// A function of `n` variables made of `waves` waves with length scale ℓ = `scale`.
    ///
    /// # Errors
    /// If there is no variable or no wave, or ℓ is not positive.
    pub fn new(n: usize, waves: usize, scale: f64, seed: u64) -> Result<Self, ProblemError> {
        if n == 0 || waves == 0 || !(scale > 0.0 && scale.is_finite()) {
            return Err(ProblemError::Invalid {
                problem: "plane-waves",
                what: format!("n = {n}, K = {waves}, ℓ = {scale}; all must be positive and finite"),
            });
        }
        let mut rng = generator(seed);
        Ok(Self {
            waves: Array2::from_shape_simple_fn((waves, n), || normal(&mut rng) / scale),
            phases: Array1::from_shape_simple_fn(waves, || {
                2.0 * std::f64::consts::PI * uniform(&mut rng)
            }),
        })
    }

    /// √(2/K) and the arguments of the cosines.
    fn arguments(&self, params: &[Tensor]) -> (f64, Array1<f64>) {
        let theta: Array1<f64> = params[0].iter().copied().collect();
        let scale = (2.0 / self.phases.len() as f64).sqrt();
        (scale, self.waves.dot(&theta) + &self.phases)
    }
}

impl Objective for PlaneWaves {
    fn name(&self) -> &'static str {
        "plane-waves"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![0.0; self.waves.ncols()])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let (scale, arguments) = self.arguments(params);
        scale * arguments.mapv(f64::cos).sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let (scale, arguments) = self.arguments(params);
        let slopes = self.waves.t().dot(&arguments.mapv(|a| -scale * a.sin()));
        grads[0].assign(&slopes);
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let (scale, arguments) = self.arguments(params);
        let mut weighted = self.waves.clone();
        for (mut row, a) in weighted.rows_mut().into_iter().zip(&arguments) {
            row *= -scale * a.cos();
        }
        Some(self.waves.t().dot(&weighted))
    }
}
