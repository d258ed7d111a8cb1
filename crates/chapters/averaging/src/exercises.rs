//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p averaging --test exercises -- --ignored
//! ```

/// The points that Lookahead around gradient descent passes, exercise `ex-lookahead`.
///
/// One entry of the result for each step, `steps` in all: the fast weight θ after the step, that
/// is φ after every k-th. `rates` are (η, α).
pub fn lookahead_path(
    gradient: &dyn Fn(f64) -> f64,
    start: f64,
    rates: (f64, f64),
    k: usize,
    steps: usize,
) -> Vec<f64> {
    let _ = (gradient, start, rates, k, steps);
    todo!("slow weights start at `start`; synchronize after steps k, 2k, …")
}

/// One step of Schedule-Free that keeps z alone, exercise `ex-one-buffer`.
///
/// `y` and `z` have an entry for each parameter; `grad` is the gradient at `y`. `rates` are
/// (η, β, c) with 0 < β ≤ 1: z ← z − ηg, x ← x + c(z − x), y ← (1 − β)z + βx, without an array x.
pub fn schedule_free_step(y: &mut [f64], z: &mut [f64], grad: &[f64], rates: (f64, f64, f64)) {
    let _ = (y, z, grad, rates);
    todo!("compute x from y and z before z moves")
}

/// The average with weights that grow as tʳ, exercise `ex-polynomial` (Shamir & Zhang 2013).
///
/// Returns x_T, where x_{t+1} = x_t + b(y_{t+1} − x_t)/(t + b) for t = 0, 1, …, T − 1 and
/// `points` are y₁, …, y_T. Each point is seen once, in order, and none is kept.
pub fn polynomial_average(points: &mut dyn Iterator<Item = f64>, b: f64) -> f64 {
    let _ = (points, b);
    todo!("the first point replaces whatever x₀ was")
}
