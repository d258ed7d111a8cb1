//! Solutions of the programming exercises.

use descent::Tensor;
use ndarray::{Array2, Axis, Zip};

use crate::eigen::Eigen;
use crate::kfac::kronecker;
use crate::newton_schulz::{Coefficients, MUON, QUINTIC};

/// One natural-gradient step for softmax regression, exercise `ex-natural`.
pub fn natural_step(
    weights: &Array2<f64>,
    inputs: &Array2<f64>,
    classes: &[usize],
    (lr, damping): (f64, f64),
) -> Array2<f64> {
    let (features, outputs) = weights.dim();
    let share = 1.0 / inputs.nrows() as f64;
    let mut fisher = Array2::<f64>::eye(features * outputs) * damping;
    let mut grad = Array2::<f64>::zeros((features, outputs));
    for (x, &class) in inputs.axis_iter(Axis(0)).zip(classes) {
        let mut p = x.dot(weights);
        let largest = p.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        p.mapv_inplace(|s| (s - largest).exp());
        p /= p.sum();
        let (x, column) = (x.insert_axis(Axis(1)), p.view().insert_axis(Axis(1)));
        let h = Array2::from_diag(&p) - column.dot(&column.t());
        fisher += &(kronecker(&x.dot(&x.t()), &h) * share);
        p[class] -= 1.0;
        grad += &(x.dot(&p.view().insert_axis(Axis(0))) * share);
    }
    let inverse = Eigen::of(&fisher.view()).power(-1.0, damping);
    let mut next = weights.clone();
    for (k, w) in next.iter_mut().enumerate() {
        *w -= lr
            * inverse
                .row(k)
                .iter()
                .zip(&grad)
                .map(|(f, g)| f * g)
                .sum::<f64>();
    }
    next
}

/// Shampoo with one factor, exercise `ex-one-sided`.
pub fn one_sided_step(
    weights: &mut Array2<f64>,
    factor: &mut Array2<f64>,
    grad: &Array2<f64>,
    lr: f64,
) {
    *factor += &grad.dot(&grad.t());
    let root = Eigen::of(&factor.view()).power(-0.5, 0.0);
    weights.scaled_add(-lr, &root.dot(grad));
}

/// Odd polynomials that start faster than the cubic, exercise `ex-schedule`.
///
/// Muon's polynomial multiplies small values by 3.44 and keeps larger ones in [0.68, 1.21], from
/// where three steps of (15/8, −10/8, 3/8) reach 1 to 10⁻³.
pub fn schedule(_low: f64, steps: usize) -> Vec<Coefficients> {
    (0..steps)
        .map(|k| if k + 3 < steps { MUON } else { QUINTIC })
        .collect()
}

/// The diagonal of a Hessian from all vectors of signs, exercise `ex-all-signs`.
pub fn all_signs(gradient: &dyn Fn(&Tensor) -> Tensor, at: &Tensor) -> Tensor {
    const H: f64 = 1e-4;
    let n = at.len();
    let mut diagonal = Tensor::zeros(at.raw_dim());
    for signs in 0..1_usize << n {
        let mut z = Tensor::zeros(at.raw_dim());
        for (i, z) in z.iter_mut().enumerate() {
            *z = if signs >> i & 1 == 0 { 1.0 } else { -1.0 };
        }
        let product = (gradient(&(at + &(&z * H))) - gradient(&(at - &(&z * H)))) / (2.0 * H);
        Zip::from(&mut diagonal)
            .and(&z)
            .and(&product)
            .for_each(|d, z, hz| *d += z * hz / (1_usize << n) as f64);
    }
    diagonal
}
