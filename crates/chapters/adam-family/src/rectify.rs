//! How much Adam's rate is to be trusted: the variance of 1/√v̂ and RAdam's rectifier.

/// ρ_∞ = 2/(1 − β₂) − 1, the length of the moving average that equals the leaky mean:
/// equation `adam-family:sma-length`.
pub fn longest_sma(beta2: f64) -> f64 {
    2.0 / (1.0 - beta2) - 1.0
}

/// ρ_t = ρ_∞ − 2tβ₂ᵗ/(1 − β₂ᵗ), the same after t steps: equation `adam-family:sma-length`.
pub fn sma_length(beta2: f64, t: i32) -> f64 {
    let power = beta2.powi(t);
    longest_sma(beta2) - 2.0 * f64::from(t) * power / (1.0 - power)
}

/// r_t = √((ρ_t − 4)(ρ_t − 2)ρ_∞/((ρ_∞ − 4)(ρ_∞ − 2)ρ_t)), for 4 ≤ `rho` ≤ `longest`:
/// equation `adam-family:rectifier`.
pub fn rectifier(rho: f64, longest: f64) -> f64 {
    let excess = |rho: f64| (rho - 4.0) * (rho - 2.0) / rho;
    (excess(rho) / excess(longest)).sqrt()
}

/// The variance of 1/√X for X = (σ²/ρ)·χ²(ρ) and σ = 1, for ρ > 2: equation
/// `adam-family:rate-variance`.
pub fn rate_variance(rho: f64) -> f64 {
    let mean = (ln_gamma((rho - 1.0) / 2.0) - ln_gamma(rho / 2.0)).exp() * (rho / 2.0).sqrt();
    rho / (rho - 2.0) - mean * mean
}

/// ρ/(2(ρ − 2)(ρ − 4)), the first approximation of [`rate_variance`], for ρ > 4: equation
/// `adam-family:first-order`.
pub fn approximate_variance(rho: f64) -> f64 {
    rho / (2.0 * (rho - 2.0) * (rho - 4.0))
}

/// ln Γ(x) for x > 0, by Stirling's series above 12 and xΓ(x) = Γ(x + 1) below.
pub fn ln_gamma(x: f64) -> f64 {
    if x < 12.0 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let inverse = 1.0 / (x * x);
    let series = [
        1.0 / 1188.0,
        -1.0 / 1680.0,
        1.0 / 1260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ]
    .into_iter()
    .fold(0.0, |sum, coefficient| sum * inverse + coefficient)
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}
