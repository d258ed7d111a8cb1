//! How many steps a training run needs at each batch size.

use descent::problems::LogisticRegression;
use descent::random::{Generator, generator, with_replacement};
use descent::{FiniteSum as _, Objective as _, ProblemError, zeros_like};

/// One batch size with its best run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// B.
    pub batch: usize,
    /// η, the best of a grid with ratio √2.
    pub lr: f64,
    /// The mean number of steps to the target.
    pub steps: f64,
}

/// SGD on the wines (logistic regression, ρ = 0.01, from 0) until f ≤ 0.1: steps at the best η.
///
/// Each batch is drawn with replacement; the mean is over 8 seeds of at most 400 steps.
///
/// # Errors
/// Never: the penalty is fixed.
///
/// # Panics
/// If a batch size is 0.
pub fn runs(batches: &[usize]) -> Result<Vec<Run>, ProblemError> {
    let wine = LogisticRegression::wine(0.01)?;
    let best = |&batch: &usize| {
        // The theory's shape, η ∝ 1/(1 + 𝓑/B), centres the grid; the search decides.
        let centre = 6.0 / (1.0 + 20.0 / batch as f64);
        let (mut best, mut lr) = (8 * 400, centre);
        for k in [0, -1, 1, -2, 2] {
            let tried = centre * 2.0_f64.powf(f64::from(k) / 2.0);
            let mut total = 0;
            for seed in 0..8 {
                // A rate that has spent more than the best so far is given up.
                let left = 400.min(best - total);
                total += steps(&wine, batch, tried, left, &mut generator(seed));
            }
            if total < best {
                (best, lr) = (total, tried);
            }
        }
        Run {
            batch,
            lr,
            steps: best as f64 / 8.0,
        }
    };
    Ok(batches.iter().map(best).collect())
}

/// Steps until f ≤ 0.1, at most `limit`.
fn steps(
    wine: &LogisticRegression,
    batch: usize,
    lr: f64,
    limit: usize,
    rng: &mut Generator,
) -> usize {
    let mut theta = wine.start();
    let mut grads = zeros_like(&theta);
    for t in 0..limit {
        if wine.value(&theta) <= 0.1 {
            return t;
        }
        let indices = with_replacement(wine.examples(), batch, rng);
        wine.batch_gradient_into(&theta, &indices, &mut grads);
        theta[0].scaled_add(-lr, &grads[0]);
    }
    limit
}
