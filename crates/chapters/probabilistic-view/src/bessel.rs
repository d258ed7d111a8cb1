//! Modified Bessel functions of the first kind, for orders that are half of a whole number.

/// Γ(m/2) for m = 1, 2, 3, …, by Γ(x + 1) = xΓ(x) from Γ(½) = √π or Γ(1) = 1.
///
/// # Panics
/// If m is 0, where Γ has a pole.
pub fn gamma_half(m: usize) -> f64 {
    assert!(m > 0, "Γ has a pole at 0");
    let (first, start) = if m.is_multiple_of(2) {
        (2, 1.0)
    } else {
        (1, std::f64::consts::PI.sqrt())
    };
    (first..m)
        .step_by(2)
        .fold(start, |gamma, k| gamma * k as f64 / 2.0)
}

/// I_{n/2}(x) for x ≥ 0 by its series Σ (x/2)^{2k + n/2} / (k! Γ(k + n/2 + 1)).
///
/// All terms are positive, so nothing cancels; about x terms are needed. Infinite beyond x ≈ 700,
/// where the function exceeds the largest `f64`.
pub fn bessel_i(n: usize, x: f64) -> f64 {
    let nu = n as f64 / 2.0;
    let mut term = (x / 2.0).powf(nu) / gamma_half(n + 2);
    let mut sum = term;
    let mut k = 1.0;
    while term > f64::EPSILON * 1e-2 * sum {
        term *= (x / 2.0).powi(2) / (k * (k + nu));
        sum += term;
        k += 1.0;
    }
    sum
}

/// A_n(κ) = I_{n/2+1}(κ) / I_{n/2}(κ), the length of the mean step in units of ε: equation
/// `probabilistic-view:mean-step`.
///
/// From I_{ν−1}(κ) − I_{ν+1}(κ) = (2ν/κ) I_ν(κ) the ratio obeys A_n = κ / (n + 2 + κ A_{n+2}), a
/// continued fraction of positive numbers. It is run from far out inwards: each level contracts an
/// error, and the bounds of equation `probabilistic-view:bounds` give the first value. No overflow,
/// whatever κ ≥ 0 and n ≥ 1.
pub fn mean_speed(n: usize, kappa: f64) -> f64 {
    let n = n as f64;
    // A level at order m shrinks a relative error by about κ²A²/(m+2+κA)²: fast once m exceeds κ.
    let levels = 40.0 + 2.0 * kappa.min(2e5);
    let far = n + 2.0 * levels.ceil();
    let c = f64::midpoint(far, 1.0);
    let mut ratio = kappa / (c + (c + 1.0).hypot(kappa));
    let mut order = far;
    // ANCHOR: fraction
    while order > n {
        order -= 2.0;
        ratio = kappa / (order + 2.0 + kappa * ratio);
    }
    // ANCHOR_END: fraction
    ratio
}
