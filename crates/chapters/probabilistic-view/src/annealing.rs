//! Simulated annealing: Metropolis' random walk while the temperature falls.

use descent::random::{Generator, normal, uniform};

/// The probability with which a move that changes the loss by `change` is accepted at the
/// temperature `alpha` ≥ 0: equation `probabilistic-view:metropolis`.
///
/// At α = 0 only moves that do not climb are accepted.
///
/// # Panics
/// If `alpha` is negative or not a number.
pub fn acceptance(change: f64, alpha: f64) -> f64 {
    assert!(alpha >= 0.0, "α = {alpha}, but it must not be negative");
    if change <= 0.0 {
        1.0
    } else if alpha == 0.0 {
        0.0
    } else {
        (-change / alpha).exp()
    }
}

/// The points of Metropolis' walk, its start included, one step for each of the `temperatures`.
///
/// A step proposes θ + sξ with ξ ~ N(0, I).
///
/// # Panics
/// If a temperature is negative.
pub fn anneal(
    l: &dyn Fn(&[f64]) -> f64,
    start: &[f64],
    s: f64,
    temperatures: impl IntoIterator<Item = f64>,
    rng: &mut Generator,
) -> Vec<Vec<f64>> {
    let mut path = vec![start.to_vec()];
    let mut theta = start.to_vec();
    let mut loss = l(&theta);
    // ANCHOR: walk
    for alpha in temperatures {
        let proposal: Vec<f64> = theta.iter().map(|x| x + s * normal(rng)).collect();
        let proposed = l(&proposal);
        if uniform(rng) < acceptance(proposed - loss, alpha) {
            (theta, loss) = (proposal, proposed);
        }
        path.push(theta.clone());
    }
    // ANCHOR_END: walk
    path
}

/// `steps` temperatures from `hot` down to `cold` (both positive), each the same fraction of the
/// one before it. One step alone has the temperature `hot`.
pub fn geometric(hot: f64, cold: f64, steps: usize) -> impl Iterator<Item = f64> {
    let last = steps.max(2) as f64 - 1.0;
    (0..steps).map(move |k| hot * (cold / hot).powf(k as f64 / last))
}
