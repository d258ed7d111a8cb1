//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p zeroth-order --test exercises -- --ignored
//! ```

use descent::Objective;
use descent::random::Generator;

/// The gradient from 2n values, exercise `ex-coordinates` of the page.
///
/// Return the list of central quotients [f(θ + εeᵢ) − f(θ − εeᵢ)]/2ε along the coordinate
/// directions eᵢ. `theta` is a single vector; f at a vector is `objective.at(&vector)`.
pub fn coordinate_gradient(objective: &dyn Objective, theta: &[f64], eps: f64) -> Vec<f64> {
    let _ = (objective, theta, eps);
    todo!("move one coordinate there and back")
}

/// The (1+1) evolution strategy with the one-fifth rule, exercise `ex-one-fifth`.
///
/// Repeat until `budget` values of f have been asked, f(`start`) included: y = x + (r/√n)ξ with
/// ξ ~ N(0, I) drawn from `rng` by `descent::random::normal`, coordinate by coordinate. If
/// f(y) < f(x), take y and multiply r by e^{0.8}; otherwise multiply r by e^{−0.2}, so that r stays
/// where one trial in five succeeds. Start with r = `radius`. Return the last x.
pub fn one_fifth(
    objective: &dyn Objective,
    start: &[f64],
    radius: f64,
    budget: usize,
    rng: &mut Generator,
) -> Vec<f64> {
    let _ = (objective, start, radius, budget, rng);
    todo!("a trial, a comparison, a new radius")
}

/// A run replayed from its slopes alone, exercise `ex-replay`.
///
/// MeZO took `slopes.len()` steps from `start` with learning rate `lr`. Step t used
/// zₜ ~ N(0, I) from `descent::random::generator(seeds[t])`, coordinate by coordinate, and found the
/// slope `slopes[t]` along it. Return the parameters after the last step, without asking f.
pub fn replay(start: &[f64], lr: f64, seeds: &[u64], slopes: &[f64]) -> Vec<f64> {
    let _ = (start, lr, seeds, slopes);
    todo!("draw z again, add −ηsz")
}
