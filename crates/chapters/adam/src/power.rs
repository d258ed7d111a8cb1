//! The p-th root of a leaky mean of p-th powers, and what it becomes as p → ∞.

/// ((1 − β^p) Σ β^(pi) |g₍t₋ᵢ₎|^p)^(1/p) of the gradients g₁, …, g_t: equation `adam:max-limit`.
///
/// For p = 2 it is Adam's √v with the decay β². 0 if all gradients are.
pub fn power_mean(gradients: &[f64], beta: f64, p: f64) -> f64 {
    let largest = decayed_max(gradients, beta);
    if largest == 0.0 {
        return 0.0;
    }
    // Relative to the largest, so that no power overflows.
    let sum: f64 = decayed(gradients, beta)
        .map(|a| (a / largest).powf(p))
        .sum();
    largest * ((1.0 - beta.powf(p)) * sum).powf(1.0 / p)
}

/// max βⁱ|g₍t₋ᵢ₎|, Adamax's u: equation `adam:max-limit`. 0 without gradients.
pub fn decayed_max(gradients: &[f64], beta: f64) -> f64 {
    decayed(gradients, beta).fold(0.0, f64::max)
}

fn decayed(gradients: &[f64], beta: f64) -> impl Iterator<Item = f64> {
    (0..)
        .zip(gradients.iter().rev())
        .map(move |(i, g)| beta.powi(i) * g.abs())
}
