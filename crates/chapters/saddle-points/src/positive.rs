//! The probability that all eigenvalues of a GOE matrix are positive, exactly.

use std::f64::consts::PI;

use descent::quadrature::integrate;
use nalgebra::DMatrix;

/// Γ(k/2) for k ≥ 1.
fn gamma_half(k: usize) -> f64 {
    match k {
        1 => PI.sqrt(),
        2 => 1.0,
        _ => (k as f64 / 2.0 - 1.0) * gamma_half(k - 2),
    }
}

/// ∫ |Δ(x)| e^{−½‖x‖²} over x₁ < … < x_n, where all are positive or, if `whole`, of any sign.
///
/// De Bruijn's formula (`saddle-points:three` uses it for n = 3): the Pfaffian of the integrals
/// a_jk = ∫∫_{x<y} (x^j y^k − x^k y^j) e^{−½(x²+y²)}, bordered by the moments m_j if n is odd. In
/// polar coordinates each a_jk is a factor of r times a factor of the angle.
fn ordered_integral(n: usize, whole: bool) -> f64 {
    let end = if whole { 1.25 * PI } else { 0.5 * PI };
    let pair = |j: usize, k: usize| {
        let radial = 2f64.powf((j + k) as f64 / 2.0) * gamma_half(j + k + 2);
        let (j, k) = (j as f64, k as f64);
        let angle = |phi: f64| {
            let (s, c) = phi.sin_cos();
            c.powf(j) * s.powf(k) - c.powf(k) * s.powf(j)
        };
        radial * integrate(&angle, 0.25 * PI, end, 4000)
    };
    let moment = |j: usize| {
        let half = 2f64.powf((j as f64 - 1.0) / 2.0) * gamma_half(j + 1);
        match (whole, j % 2) {
            (false, _) => half,
            (true, 0) => 2.0 * half,
            _ => 0.0,
        }
    };
    // Each monomial is scaled to keep the matrix balanced; the factors return at the end.
    let scale: Vec<f64> = (0..n).map(|j| gamma_half(2 * j + 1).sqrt()).collect();
    let size = n + n % 2;
    let mut a = DMatrix::zeros(size, size);
    for j in 0..n {
        for k in j + 1..n {
            a[(j, k)] = pair(j, k) / (scale[j] * scale[k]);
            a[(k, j)] = -a[(j, k)];
        }
        if size > n {
            a[(j, n)] = moment(j) / scale[j];
            a[(n, j)] = -a[(j, n)];
        }
    }
    // The square of a Pfaffian is the determinant.
    a.determinant().abs().sqrt() * scale.iter().product::<f64>()
}

/// P(all eigenvalues of an n × n GOE matrix are positive).
///
/// Reliable to five digits up to n = 8; beyond that rounding eats the determinant.
///
/// # Panics
/// Unless 1 ≤ n ≤ 8.
///
/// ```
/// // 1/2, (2 − √2)/4 and (π − 2√2)/(4π).
/// use saddle_points::positive::probability;
/// use std::f64::consts::{PI, SQRT_2};
/// let known = [0.5, (2.0 - SQRT_2) / 4.0, (PI - 2.0 * SQRT_2) / (4.0 * PI)];
/// for (n, p) in (1..).zip(known) {
///     let found = probability(n);
///     assert!((found / p - 1.0).abs() < 1e-9, "n = {n}: {found} instead of {p}");
/// }
/// ```
pub fn probability(n: usize) -> f64 {
    assert!((1..=8).contains(&n), "n = {n}");
    ordered_integral(n, false) / ordered_integral(n, true)
}
