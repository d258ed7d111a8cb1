//! Betting on coins: the game from which COCOB comes.

/// The wealth after each round of the bettor of Krichevsky and Trofimov, from `endowment`.
///
/// Before round t it bets the share (c₁ + … + c_{t−1})/t of its wealth on the next coin, each in
/// [−1, 1]: equation `step-size-adaptation:coin`. Returns (bet w_t, wealth W_t) for each round.
pub fn krichevsky_trofimov(endowment: f64, coins: &[f64]) -> Vec<(f64, f64)> {
    // ANCHOR: bet
    let (mut wealth, mut sum) = (endowment, 0.0);
    let mut rounds = Vec::with_capacity(coins.len());
    for (t, coin) in coins.iter().enumerate() {
        let bet = sum / (t as f64 + 1.0) * wealth;
        wealth += coin * bet;
        sum += coin;
        rounds.push((bet, wealth));
    }
    rounds
    // ANCHOR_END: bet
}

/// ln F_T(x) for ε = 1: the logarithm of the wealth that T coins with the sum x leave at the least,
/// `step-size-adaptation:coin-wealth`, for |x| ≤ T.
pub fn log_potential(t: f64, x: f64) -> f64 {
    t * 2.0_f64.ln() + log_gamma(f64::midpoint(t + 1.0, x)) + log_gamma(f64::midpoint(t + 1.0, -x))
        - std::f64::consts::PI.ln()
        - log_gamma(t + 1.0)
}

/// ln Γ(y) for y > 0: Stirling's series, after moving y above 12.
fn log_gamma(y: f64) -> f64 {
    let (mut y, mut product) = (y, 1.0);
    while y < 12.0 {
        product *= y;
        y += 1.0;
    }
    let inverse = 1.0 / (y * y);
    let series =
        (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / y;
    (y - 0.5) * y.ln() - y + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - product.ln()
}
