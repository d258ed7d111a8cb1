//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p step-size-adaptation --test exercises -- --ignored
//! ```

use descent::{Objective, Tensor};

/// The points that the Polyak step passes, exercise `ex-target`.
///
/// Start at `start`, which is in the result, and take `steps` steps of equation
/// `step-size-adaptation:polyak` with c = 1, ε = 0 and no cap. The least value is not known:
/// `target` is a guess of it. Where f is at or below `target`, lower the guess to f(θ) − `drop`
/// before the step. No step where the gradient is 0.
pub fn polyak_path(
    objective: &dyn Objective,
    start: &[Tensor],
    (target, drop): (f64, f64),
    steps: usize,
) -> Vec<Vec<Tensor>> {
    let _ = (objective, start, target, drop, steps);
    todo!("value, target, gradient, step")
}

/// The estimate of the distance after each gradient, exercise `ex-estimate`.
///
/// `weights`, `grads` and `points` hold w_k, g_k and θ_{k−1}; `origin` is θ₀. Entry t − 1 of the
/// result is the largest of d̂₁, …, d̂_t of equation `step-size-adaptation:distance-bound` in the
/// Euclidean norm, and 0 where none of them is a positive number.
pub fn distance_estimates(
    origin: &[f64],
    weights: &[f64],
    grads: &[Vec<f64>],
    points: &[Vec<f64>],
) -> Vec<f64> {
    let _ = (origin, weights, grads, points);
    todo!("two running sums, their quotient, a running maximum")
}

/// The best constant share of the wealth, exercise `ex-hindsight`.
///
/// Who bets the share b of the wealth on every coin ends with the wealth Π(1 + b c_t). Return the
/// b in [−1, 1] for which this is largest, to within 10⁻⁹. All `coins` lie in [−1, 1]; at least
/// one is positive and at least one negative.
pub fn best_share(coins: &[f64]) -> f64 {
    let _ = coins;
    todo!("the logarithm of the wealth is concave in b: bisect its derivative")
}
