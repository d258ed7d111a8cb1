//! Newton–Schulz: the polar factor of a matrix by multiplications alone.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};

use crate::bfloat16;

/// Coefficients (a, b, c) of X ← aX + b(XXᵀ)X + c(XXᵀ)²X.
pub type Coefficients = (f64, f64, f64);

/// (3/2, −1/2, 0): converges to the polar factor. Björck and Bowie 1971.
pub const CUBIC: Coefficients = (1.5, -0.5, 0.0);

/// (15/8, −10/8, 3/8): converges too, with the third order.
pub const QUINTIC: Coefficients = (1.875, -1.25, 0.375);

/// Muon's: does not converge. Jordan et al. 2024.
pub const MUON: Coefficients = (3.4445, -4.775, 2.0315);

/// p(σ) = aσ + bσ³ + cσ⁵, what a step does to each singular value.
pub fn on_singular_value((a, b, c): Coefficients, sigma: f64) -> f64 {
    let square = sigma * sigma;
    sigma * (a + square * (b + square * c))
}

/// The iteration for m × n matrices with its buffers: [`NewtonSchulz::run`] allocates nothing for
/// results.
#[derive(Debug, Clone)]
pub struct NewtonSchulz {
    /// X, with at most as many rows as columns.
    x: Array2<f64>,
    gram: Array2<f64>,
    polynomial: Array2<f64>,
    next: Array2<f64>,
    tall: bool,
}

impl NewtonSchulz {
    /// Room for matrices of `m` rows and `n` columns.
    pub fn new(m: usize, n: usize) -> Self {
        let (short, long) = (m.min(n), m.max(n));
        Self {
            x: Array2::zeros((short, long)),
            gram: Array2::zeros((short, short)),
            polynomial: Array2::zeros((short, short)),
            next: Array2::zeros((short, long)),
            tall: m > n,
        }
    }

    /// X₀ = `g` · `scale`, then `steps` times X ← aX + (bXXᵀ + c(XXᵀ)²)X. Returns X.
    ///
    /// `scale` must bring all singular values into the range where the iteration stays bounded;
    /// 1/‖G‖ does. A tall matrix is iterated as its transpose, whose XXᵀ is smaller.
    pub fn run(
        &mut self,
        g: &ArrayView2<f64>,
        scale: f64,
        steps: u64,
        (a, b, c): Coefficients,
    ) -> ArrayView2<'_, f64> {
        let g = if self.tall { g.t() } else { g.view() };
        self.x.zip_mut_with(&g, |x, g| *x = scale * g);
        for _ in 0..steps {
            general_mat_mul(1.0, &self.x, &self.x.t(), 0.0, &mut self.gram);
            self.polynomial.assign(&self.gram);
            general_mat_mul(c, &self.gram, &self.gram, b, &mut self.polynomial);
            self.next.assign(&self.x);
            general_mat_mul(1.0, &self.polynomial, &self.x, a, &mut self.next);
            std::mem::swap(&mut self.x, &mut self.next);
        }
        self.result()
    }

    /// As [`NewtonSchulz::run`] from g/`divisor`(‖g‖), every result rounded to `bfloat16` and every
    /// sum to 32 bits, as PyTorch's Muon computes it. A g whose squares would overflow 32 bits is
    /// divided by a power of two first.
    pub fn run_rounded(
        &mut self,
        g: &ArrayView2<f64>,
        divisor: impl Fn(f64) -> f64,
        steps: u64,
        coefficients: Coefficients,
    ) -> ArrayView2<'_, f64> {
        /// The largest entry whose square, and sums of such, stay below 2¹²⁸.
        const LARGEST: f64 = 1e15;
        let g = if self.tall { g.t() } else { g.view() };
        let largest = g.fold(0.0_f64, |most, g| most.max(g.abs()));
        let scale = if largest > LARGEST {
            (-largest.log2().floor()).exp2()
        } else {
            1.0
        };
        self.x
            .zip_mut_with(&g, |x, &g| *x = bfloat16::round(scale * g));
        let norm = divisor(bfloat16::norm(&self.x.view()));
        bfloat16::normalize(&mut self.x, norm);
        for _ in 0..steps {
            bfloat16::gram(&self.x, &mut self.gram);
            bfloat16::polynomial(coefficients, &self.gram, &mut self.polynomial);
            bfloat16::next(coefficients, &self.polynomial, &self.x, &mut self.next);
            std::mem::swap(&mut self.x, &mut self.next);
        }
        self.result()
    }

    fn result(&self) -> ArrayView2<'_, f64> {
        if self.tall { self.x.t() } else { self.x.view() }
    }
}

/// X after `steps` steps from G/‖G‖, as a new matrix; zero for G = 0.
///
/// ```
/// use matrix_preconditioners::newton_schulz::{CUBIC, orthogonalize};
/// let g = ndarray::arr2(&[[3.0, 0.0], [0.0, -0.5]]);
/// let polar = orthogonalize(&g.view(), 20, CUBIC);
/// assert!((polar[[0, 0]] - 1.0).abs() < 1e-12 && (polar[[1, 1]] + 1.0).abs() < 1e-12);
/// ```
pub fn orthogonalize(g: &ArrayView2<f64>, steps: u64, coefficients: Coefficients) -> Array2<f64> {
    let norm = g.fold(0.0, |s, x| s + x * x).sqrt();
    let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
    let (m, n) = g.dim();
    NewtonSchulz::new(m, n)
        .run(g, scale, steps, coefficients)
        .to_owned()
}
