//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p sign-methods --test exercises -- --ignored
//! ```

/// One step of sign descent with error feedback (Karimireddy et al. 2019), exercise
/// `ex-error-feedback` of the page, equation `sign-methods:error-feedback`.
///
/// `theta`, `error` and `g` have the same length n. Moves θ, and leaves in `error` what the step
/// did not say: p = ηg + e, θ ← θ − (‖p‖₁/n) sign p, e ← p − (‖p‖₁/n) sign p.
pub fn error_feedback(eta: f64, theta: &mut [f64], error: &mut [f64], g: &[f64]) {
    let _ = (eta, theta, error, g);
    todo!("p in place of e, its mean size, the step, what is left")
}

/// Tiger on micro-batches with a single buffer, exercise `ex-accumulate`, equation
/// `sign-methods:tiger`.
///
/// `gradients` are those of the micro-batches, in order; their number is a multiple of `k`. After
/// every `k` of them θ takes one step of Tiger along the mean of the k gradients, with learning
/// rate, β and λ as given. Besides θ, keep one vector of numbers, m. Returns the last θ.
pub fn accumulated(
    start: &[f64],
    gradients: &[Vec<f64>],
    k: usize,
    (lr, beta, lambda): (f64, f64, f64),
) -> Vec<f64> {
    let _ = (start, gradients, k, lr, beta, lambda);
    todo!("decay m at the first micro-batch of each k, add at every one, step at the last")
}

/// The majority vote of M workers (Bernstein et al. 2018), exercise `ex-majority`.
///
/// Each worker sends the signs of its gradient, nothing else. Returns −1, 0 or 1 for each entry:
/// the sign that most workers sent; 0 at a tie. Zero entries vote for neither side.
pub fn majority(gradients: &[Vec<f64>]) -> Vec<f64> {
    let _ = gradients;
    todo!("add up signs, not gradients")
}
