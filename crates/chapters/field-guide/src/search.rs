//! What random search finds, and what it makes us believe.

use descent::quadrature::integrate;

/// 1 − (1 − q)ᵏ: the probability that the best of `k` independent trials is among the best
/// fraction `q`: equation `field-guide:random-search`.
pub fn chance(q: f64, k: u32) -> f64 {
    1.0 - (1.0 - q).powf(f64::from(k))
}

/// The mean smallest of `k` values drawn from `values` with replacement: equation
/// `field-guide:expected-best`.
///
/// # Panics
/// If there are no values.
pub fn expected_best(values: &[f64], k: u32) -> f64 {
    assert!(!values.is_empty(), "the best of no values");
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let k = f64::from(k);
    // The smallest is the i-th or a later one if all k draws are.
    let at_least = |i: usize| (1.0 - i as f64 / n).powf(k);
    let terms = sorted.iter().enumerate();
    terms
        .map(|(i, value)| (at_least(i) - at_least(i + 1)) * value)
        .sum()
}

/// The mean of the largest of `k` independent standard normal numbers, by quadrature: equation
/// `field-guide:winners-curse`.
pub fn largest_of_normals(k: u32) -> f64 {
    // E max = ∫₀^∞ (1 − Φᵏ) dx − ∫₋∞⁰ Φᵏ dx, cut off where Φ is 0 or 1 in 64 bits.
    let power = |x: f64| normal_cdf(x).powf(f64::from(k));
    integrate(&|x| 1.0 - power(x), 0.0, 9.0, 600) - integrate(&power, -9.0, 0.0, 600)
}

/// Φ(x), by quadrature of the density from 0.
pub fn normal_cdf(x: f64) -> f64 {
    let density = |u: f64| (-u * u / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    0.5 + integrate(&density, 0.0, x.clamp(-9.0, 9.0), 200)
}
