//! The three updates of an approximate inverse Hessian: each the answer to the secant equation.

use ndarray::linalg::general_mat_vec_mul;
use ndarray::{Array1, Array2, Zip};

/// How H changes when a step s has changed the gradient by y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// Rank two, equation `newton:bfgs`: Broyden, Fletcher, Goldfarb and Shanno 1970.
    Bfgs,
    /// Rank two, equation `newton:dfp`: Davidon 1959, Fletcher & Powell 1963.
    Dfp,
    /// Rank one, equation `newton:sr1`: Broyden 1967, Davidon 1968, Fiacco & McCormick 1968.
    Sr1,
}

/// Below this share of ‖s − Hy‖‖y‖ the denominator of SR1 is taken for zero.
const PARALLEL: f64 = 1e-8;

impl Update {
    /// Changes `h` so that Hy = s. `hy` is scratch space.
    ///
    /// Returns whether it did: BFGS and DFP ask for yᵀs > 0, without which no positive definite H
    /// solves the secant equation; SR1 for a denominator (s − Hy)ᵀy that is not nearly zero.
    ///
    /// # Panics
    /// If the sizes do not fit together.
    pub fn apply(
        self,
        h: &mut Array2<f64>,
        hy: &mut Array1<f64>,
        s: &Array1<f64>,
        y: &Array1<f64>,
    ) -> bool {
        let ys = y.dot(s);
        // ANCHOR: update
        general_mat_vec_mul(1.0, h, y, 0.0, hy);
        let yhy = y.dot(hy);
        match self {
            Self::Bfgs if ys > 0.0 && yhy.is_finite() => {
                let ss = (1.0 + yhy / ys) / ys;
                add(h, |i, j| {
                    ss * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / ys
                });
            }
            Self::Dfp if ys > 0.0 && yhy > 0.0 && yhy.is_finite() => {
                add(h, |i, j| s[i] * s[j] / ys - hy[i] * hy[j] / yhy);
            }
            Self::Sr1 => {
                let denominator = ys - yhy;
                let rest = Zip::from(s)
                    .and(&*hy)
                    .fold(0.0, |sum, s, hy| sum + (s - hy).powi(2));
                let size = (rest * y.dot(y)).sqrt();
                if !(size.is_finite() && denominator.abs() > PARALLEL * size) {
                    return false;
                }
                add(h, |i, j| (s[i] - hy[i]) * (s[j] - hy[j]) / denominator);
            }
            _ => return false,
        }
        // ANCHOR_END: update
        true
    }
}

/// Hᵢⱼ ← Hᵢⱼ + change(i, j).
fn add(h: &mut Array2<f64>, change: impl Fn(usize, usize) -> f64) {
    Zip::indexed(h).for_each(|(i, j), h| *h += change(i, j));
}
