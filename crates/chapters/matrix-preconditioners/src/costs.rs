//! What a step costs, in multiplications of its matrix products; equation
//! `matrix-preconditioners:costs`. Work on single entries, a few multiplications each, is left out.

/// Multiplications of Jacobi's method for one n × n matrix, over n³: rounds of n²/2 rotations with 8n
/// multiplications each.
pub const EIGEN: f64 = 4.0 * SWEEPS;

/// Rounds of rotations until a matrix of the chapter's sizes is diagonal.
pub const SWEEPS: f64 = 7.0;

/// Gradient of the network m → w → n on `batch` examples.
pub fn gradient(batch: usize, (m, w, n): (usize, usize, usize)) -> f64 {
    // Forward and the weights' gradients: two products a layer; one more back through the second.
    (batch * (2 * m * w + 2 * w * n + w * n)) as f64
}

/// Shampoo for an m × n matrix, roots every `period` steps.
pub fn shampoo((m, n): (f64, f64), period: f64) -> f64 {
    2.0 * m * n * (m + n) + (EIGEN + 1.0) * (m.powi(3) + n.powi(3)) / period
}

/// SOAP for an m × n matrix, bases every `period` steps.
pub fn soap((m, n): (f64, f64), period: f64) -> f64 {
    4.0 * m * n * (m + n) + 3.0 * (m.powi(3) + n.powi(3)) / period
}

/// Muon for an m × n matrix, with `k` steps of Newton–Schulz.
pub fn muon((m, n): (f64, f64), k: f64) -> f64 {
    let (short, long) = (m.min(n), m.max(n));
    k * (2.0 * short * short * long + short.powi(3))
}

/// K-FAC for a layer of m inputs and n outputs: A and S from one drawn label an example, the product
/// with the inverses, and these every `period` steps.
pub fn kfac((m, n): (f64, f64), batch: f64, period: f64) -> f64 {
    let factors = batch * (m * m + n * n);
    factors + m * n * (m + n) + (EIGEN + 1.0) * (m.powi(3) + n.powi(3)) / period
}

/// What the mean over all n classes takes more behind w hidden units: two products for each example,
/// less the outer product of one draw.
pub fn kfac_all_classes((w, n): (f64, f64), batch: f64) -> f64 {
    batch * (w * n * n + w * w * n - w * w)
}

/// `AdaHessian`'s product Hz from four gradients, for one gradient's cost `g`.
pub fn hutchinson(g: f64, samples: f64) -> f64 {
    4.0 * g * samples
}
