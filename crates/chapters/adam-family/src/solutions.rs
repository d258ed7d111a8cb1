//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

use descent::Optimizer;

use crate::kernel::weights;
use crate::rectify::{longest_sma, rectifier, sma_length};

/// Solves [`crate::exercises::adopt`].
pub fn adopt(gradients: &[f64], (lr, beta1, beta2, eps): (f64, f64, f64, f64)) -> Vec<f64> {
    let (mut m, mut v) = (0.0, None);
    gradients
        .iter()
        .map(|g| {
            let Some(before) = v else {
                v = Some(g * g);
                return 0.0;
            };
            m = beta1 * m + (1.0 - beta1) * g / f64::max(f64::sqrt(before), eps);
            v = Some(beta2 * before + (1.0 - beta2) * g * g);
            lr * m
        })
        .collect()
}

/// Solves [`crate::exercises::lag_and_noise`].
///
/// # Panics
/// Never: the gradients are finite.
pub fn lag_and_noise(optimizer: &mut dyn Optimizer) -> (f64, f64) {
    let w = weights(optimizer, 0, 5000).expect("finite gradients");
    let total: f64 = w.iter().sum();
    let age: f64 = w.iter().zip(0..).map(|(w, s)| w * f64::from(s)).sum();
    let squares: f64 = w.iter().map(|w| w * w).sum();
    (age / total, squares / (total * total))
}

/// Solves [`crate::exercises::equivalent_warmup`].
pub fn equivalent_warmup(beta2: f64) -> f64 {
    let mut lost = 0.0;
    for t in 1.. {
        let rho = sma_length(beta2, t);
        let r = if rho > 4.0 {
            rectifier(rho, longest_sma(beta2))
        } else {
            0.0
        };
        if r > 1.0 - 1e-9 {
            break;
        }
        lost += 1.0 - r;
    }
    2.0 * lost
}
