//! Starters of the programming exercises. Grade yours with
//! `cargo test -p probabilistic-view --test exercises -- --ignored`.

/// A_n(κ) = I_{n/2+1}(κ)/I_{n/2}(κ), the length of the mean step in units of ε.
///
/// `n` ≥ 1 and `kappa` ≥ 0; the relative error must stay below 10⁻⁹ for n up to 1000 and κ up to
/// 10⁴, where the Bessel functions themselves overflow.
pub fn mean_speed(n: usize, kappa: f64) -> f64 {
    let _ = (n, kappa);
    todo!("exercise `speed`")
}

/// Weights ∝ exp(−lᵢ/α) that add up to 1, for `losses` lᵢ of any finite size and `alpha` > 0.
///
/// The result has the length of `losses`, which holds one loss at least.
pub fn gibbs_weights(losses: &[f64], alpha: f64) -> Vec<f64> {
    let _ = (losses, alpha);
    todo!("exercise `weights`")
}

/// The stationary distribution of Metropolis' walk on a ring of n ≥ 3 states with the losses
/// `losses`, found from its transition matrix and not from the Gibbs density.
///
/// A step proposes one of the two neighbours with probability ½ each and accepts it as the equation
/// says, at the temperature `alpha` > 0. The error of each probability must stay below 10⁻⁶.
pub fn ring_equilibrium(losses: &[f64], alpha: f64) -> Vec<f64> {
    let _ = (losses, alpha);
    todo!("exercise `ring`")
}
