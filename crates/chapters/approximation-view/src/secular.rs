//! The global minimizer of a quadratic model that is kept in bounds, by a ball or by a cube.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use ndarray::Array2;

/// A model's global minimizer.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelStep {
    /// d
    pub step: Vec<f64>,
    /// ν, for which (H + νI)d = −g and H + νI is positive semidefinite.
    pub nu: f64,
}

/// What is wrong with a model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The Hessian does not fit the gradient.
    #[error("the Hessian is {rows} × {columns}, the gradient has {entries} entries")]
    Shape {
        /// Rows of the Hessian.
        rows: usize,
        /// Columns of the Hessian.
        columns: usize,
        /// Entries of the gradient.
        entries: usize,
    },
    /// The gradient is empty.
    #[error("the gradient has no entries")]
    Empty,
    /// The Hessian is not symmetric.
    #[error("entries ({row}, {column}) and ({column}, {row}) of the Hessian differ by {by:e}")]
    NotSymmetric {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The difference.
        by: f64,
    },
    /// An entry is NaN or infinite.
    #[error("the gradient or the Hessian has an entry that is not finite")]
    NotFinite,
    /// The objective has no formula for its Hessian.
    #[error("the problem `{0}` has no Hessian, which a second-order model needs")]
    NoHessian(String),
    /// Δ or M is not positive.
    #[error("{name} = {value} is not allowed: it must be a positive finite number")]
    Parameter {
        /// Δ or M.
        name: &'static str,
        /// The value given.
        value: f64,
    },
}

/// The global minimizer of gᵀd + ½dᵀHd on ‖d‖ ≤ Δ, equation `approximation-view:trust-region`.
///
/// Δ = `radius`. In the hard case there are two minimizers; it returns the one that goes along the
/// eigenvector whose largest entry is positive. Moré & Sorensen 1983.
///
/// # Errors
/// If the shapes do not fit, H is not symmetric, or a number is not allowed.
pub fn trust_region_step(g: &[f64], h: &Array2<f64>, radius: f64) -> Result<ModelStep, ModelError> {
    positive("Δ", radius)?;
    Ok(Spectral::new(g, h)?.solve(|_| radius))
}

/// The global minimizer of gᵀd + ½dᵀHd + (M/6)‖d‖³, equation `approximation-view:cubic`.
///
/// M = `m`. Nesterov & Polyak 2006.
///
/// # Errors
/// As [`trust_region_step`].
pub fn cubic_step(g: &[f64], h: &Array2<f64>, m: f64) -> Result<ModelStep, ModelError> {
    positive("M", m)?;
    Ok(Spectral::new(g, h)?.solve(|nu| 2.0 * nu / m))
}

fn positive(name: &'static str, value: f64) -> Result<(), ModelError> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(ModelError::Parameter { name, value })
    }
}

/// Gradient and Hessian in the basis of the Hessian's eigenvectors.
struct Spectral {
    eigenvectors: DMatrix<f64>,
    /// λᵢ − λ₁ ≥ 0, so that λᵢ + ν is found without cancellation where ν is close to −λ₁.
    gaps: Vec<f64>,
    smallest: f64,
    /// The gradient's coefficients uᵢᵀg.
    gamma: Vec<f64>,
}

impl Spectral {
    fn new(g: &[f64], h: &Array2<f64>) -> Result<Self, ModelError> {
        let n = g.len();
        let (rows, columns) = h.dim();
        if n == 0 {
            return Err(ModelError::Empty);
        }
        if (rows, columns) != (n, n) {
            return Err(ModelError::Shape {
                rows,
                columns,
                entries: n,
            });
        }
        if !g.iter().chain(h).all(|x| x.is_finite()) {
            return Err(ModelError::NotFinite);
        }
        let scale = h.iter().fold(0.0_f64, |a, x| a.max(x.abs()));
        for ((row, column), entry) in h.indexed_iter() {
            let by = (entry - h[(column, row)]).abs();
            // Rounding in a symmetric formula stays far below this.
            if by > 1e-8 * scale {
                return Err(ModelError::NotSymmetric { row, column, by });
            }
        }
        let SymmetricEigen {
            eigenvectors,
            eigenvalues,
        } = SymmetricEigen::new(DMatrix::from_fn(n, n, |i, j| h[(i, j)]));
        let smallest = eigenvalues.min();
        let gamma = eigenvectors.tr_mul(&DVector::from_row_slice(g));
        Ok(Self {
            gaps: eigenvalues.iter().map(|x| x - smallest).collect(),
            gamma: gamma.iter().copied().collect(),
            eigenvectors,
            smallest,
        })
    }

    // ANCHOR: solve
    /// The d with (H + νI)d = −g, H + νI ⪰ 0, ν ≥ 0 and ‖d‖ = radius(ν), or
    /// ν = 0 and ‖d‖ below it. `radius` must not decrease.
    fn solve(&self, radius: impl Fn(f64) -> f64) -> ModelStep {
        // s = ν + λ₁ ≥ 0 is the smallest eigenvalue of H + νI.
        let nu = |s: f64| s - self.smallest;
        let length = |s: f64| self.coefficients(s).map(|c| c * c).sum::<f64>().sqrt();
        let least = self.smallest.max(0.0);
        let (mut low, mut high) = (least, least);
        let mut along = 0.0;
        if length(least) > radius(nu(least)) {
            // The secular equation: ‖d‖ falls with s, the radius does not.
            let mut width = f64::MIN_POSITIVE;
            while length(high) > radius(nu(high)) {
                (low, high, width) = (high, least + width, 4.0 * width);
            }
            loop {
                let middle = f64::midpoint(low, high);
                if middle <= low || middle >= high {
                    break;
                }
                if length(middle) > radius(nu(middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        } else if nu(least) > 0.0 {
            // The hard case: the rest of the length goes along u₁.
            along = (radius(nu(least)).powi(2) - length(least).powi(2)).sqrt();
        }
        self.assemble(high, along)
    }
    // ANCHOR_END: solve

    /// The coefficients −uᵢᵀg/(λᵢ + ν) of d, where 0/0 is 0.
    fn coefficients(&self, s: f64) -> impl Iterator<Item = f64> {
        self.gamma.iter().zip(&self.gaps).map(move |(gamma, gap)| {
            if *gamma == 0.0 {
                0.0
            } else {
                -gamma / (gap + s)
            }
        })
    }

    fn assemble(&self, s: f64, along: f64) -> ModelStep {
        let mut coefficients = DVector::from_iterator(self.gamma.len(), self.coefficients(s));
        if along > 0.0
            && let Some(lowest) = self.gaps.iter().position(|gap| *gap == 0.0)
        {
            let vector = self.eigenvectors.column(lowest);
            coefficients[lowest] += along * vector[vector.icamax()].signum();
        }
        let step = &self.eigenvectors * coefficients;
        ModelStep {
            step: step.iter().copied().collect(),
            nu: s - self.smallest,
        }
    }
}
