//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

/// Solves [`crate::exercises::sparse_step`].
pub fn sparse_step(theta: &mut [f64], s: &mut [f64], words: &[usize], slope: f64, lr: f64) {
    for &word in words {
        s[word] += slope * slope;
        theta[word] -= lr * slope / (s[word].sqrt() + 1e-10);
    }
}

/// Solves [`crate::exercises::best_diagonal`].
pub fn best_diagonal(gradients: &[Vec<f64>], distance: f64) -> (Vec<f64>, f64) {
    let d = gradients.first().map_or(0, Vec::len);
    let norms = (0..d).map(|i| gradients.iter().map(|g| g[i] * g[i]).sum::<f64>().sqrt());
    let diagonal: Vec<f64> = norms.map(|norm| norm / distance).collect();
    let minimum = distance * distance * diagonal.iter().sum::<f64>();
    (diagonal, minimum)
}

/// Solves [`crate::exercises::dual_averaging`].
pub fn dual_averaging(start: &[f64], gradients: &[Vec<f64>], lr: f64) -> Vec<f64> {
    let at = |(i, &start): (usize, &f64)| {
        let sum: f64 = gradients.iter().map(|g| g[i]).sum();
        let root = gradients.iter().map(|g| g[i] * g[i]).sum::<f64>().sqrt();
        if root > 0.0 {
            start - lr * sum / root
        } else {
            start
        }
    };
    start.iter().enumerate().map(at).collect()
}
