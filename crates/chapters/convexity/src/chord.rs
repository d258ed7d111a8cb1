//! Chords: the points between two points, and how far a function rises above the chord.

use descent::random::{Generator, normal};

/// (1 − s)x + sy: from x at s = 0 to y at s = 1.
///
/// # Panics
/// If the lengths differ.
pub fn mix(x: &[f64], y: &[f64], s: f64) -> Vec<f64> {
    assert_eq!(x.len(), y.len(), "{} entries against {}", x.len(), y.len());
    x.iter()
        .zip(y)
        .map(|(x, y)| (1.0 - s) * x + s * y)
        .collect()
}

/// f((1 − s)x + sy) − (1 − s)f(x) − sf(y): positive where f lies above its chord.
///
/// # Panics
/// As [`mix`].
pub fn excess(f: &dyn Fn(&[f64]) -> f64, x: &[f64], y: &[f64], s: f64) -> f64 {
    f(&mix(x, y, s)) - (1.0 - s) * f(x) - s * f(y)
}

/// `n` independent draws from N(0, `scale`²).
pub fn random_vector(n: usize, scale: f64, rng: &mut Generator) -> Vec<f64> {
    (0..n).map(|_| scale * normal(rng)).collect()
}
