//! Descent on the simplex {x ≥ 0, Σxᵢ = 1}, with two ways to measure distance.

/// x ← x e^{−ηg}, divided by its sum: one step of exponentiated gradient, equation
/// `approximation-view:exponentiated-gradient`.
///
/// η = `eta`. An entry that is 0 stays 0. Kivinen & Warmuth 1997.
///
/// # Panics
/// If `x` and `g` differ in length.
// ANCHOR: step
pub fn exponentiated_gradient(x: &mut [f64], g: &[f64], eta: f64) {
    assert_eq!(x.len(), g.len(), "one derivative for each entry");
    // A constant added to g changes nothing: make the largest exponent 0.
    let least = g.iter().copied().fold(f64::INFINITY, f64::min);
    for (x, g) in x.iter_mut().zip(g) {
        *x *= (-eta * (g - least)).exp();
    }
    let sum: f64 = x.iter().sum();
    for x in x {
        *x /= sum;
    }
}
// ANCHOR_END: step

/// The point of the simplex that is nearest to `v` in the Euclidean norm: max(vᵢ − c, 0) with the c
/// that makes the sum 1.
pub fn project(v: &[f64]) -> Vec<f64> {
    let mut sorted = v.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut c) = (0.0, 0.0);
    for (k, x) in sorted.iter().enumerate() {
        sum += x;
        let candidate = (sum - 1.0) / (k + 1) as f64;
        if *x > candidate {
            c = candidate;
        }
    }
    v.iter().map(|x| (x - c).max(0.0)).collect()
}

/// KL(x‖y) = Σ xᵢ ln(xᵢ/yᵢ), with 0 ln 0 = 0.
pub fn kl(x: &[f64], y: &[f64]) -> f64 {
    x.iter()
        .zip(y)
        .filter(|(x, _)| **x > 0.0)
        .map(|(x, y)| x * (x / y).ln())
        .sum()
}

/// The regret Σ gₜᵀxₜ − minᵢ Σ gₜᵢ of a method on a sequence of gradients, from the uniform start.
///
/// `step` moves x along one gradient.
pub fn regret(gradients: &[Vec<f64>], mut step: impl FnMut(&mut Vec<f64>, &[f64])) -> f64 {
    let n = gradients.first().map_or(0, Vec::len);
    let mut x = vec![1.0 / n as f64; n];
    let (mut paid, mut sums) = (0.0, vec![0.0; n]);
    for g in gradients {
        paid += x.iter().zip(g).map(|(x, g)| x * g).sum::<f64>();
        for (sum, g) in sums.iter_mut().zip(g) {
            *sum += g;
        }
        step(&mut x, g);
    }
    paid - sums.iter().copied().fold(f64::INFINITY, f64::min)
}
