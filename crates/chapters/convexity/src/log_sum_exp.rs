//! Log-sum-exp, the smooth maximum, and its derivatives.

/// log Σ exp(zᵢ), without overflow.
///
/// ```
/// use convexity::log_sum_exp::value;
/// assert!((value(&[1000.0, 1000.0]) - (1000.0 + 2.0_f64.ln())).abs() < 1e-12);
/// ```
pub fn value(z: &[f64]) -> f64 {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + z.iter().map(|z| (z - top).exp()).sum::<f64>().ln()
}

/// Its gradient, softmax: pᵢ = exp(zᵢ)/Σ exp(zⱼ).
pub fn softmax(z: &[f64]) -> Vec<f64> {
    let log_sum = value(z);
    z.iter().map(|z| (z - log_sum).exp()).collect()
}

/// Its Hessian diag(p) − ppᵀ, n × n: `convexity:log-sum-exp`.
pub fn hessian(z: &[f64]) -> Vec<Vec<f64>> {
    let p = softmax(z);
    let entry = |i: usize, j: usize| {
        if i == j {
            p[i] * (1.0 - p[i])
        } else {
            -p[i] * p[j]
        }
    };
    (0..z.len())
        .map(|i| (0..z.len()).map(|j| entry(i, j)).collect())
        .collect()
}
