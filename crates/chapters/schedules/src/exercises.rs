//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p schedules --test exercises -- --ignored
//! ```

use crate::Schedule;
use crate::noise::NoisyParabola;

/// Reduce the rate when the loss stops falling, exercise `ex-plateau` of the page.
///
/// `losses[e]` is the loss after epoch e. Start with `rate`. A loss is an improvement if it is below
/// (1 − 10⁻⁴) times the best before it; the first always is. After more than `patience` epochs in a
/// row without improvement multiply the rate by `factor` and count from 0 again. Return the rate
/// after each epoch, as many as there are losses.
pub fn plateau(rate: f64, factor: f64, patience: usize, losses: &[f64]) -> Vec<f64> {
    let _ = (rate, factor, patience, losses);
    todo!("keep the best loss and the number of epochs since it")
}

/// Schedules one after the other, exercise `ex-joined` of the page.
///
/// Each part has a length in steps; its own time begins at 0 where it begins. The last part goes on
/// after its length. Return η_t.
///
/// # Panics
/// If `parts` is empty.
pub fn joined(parts: &[(u64, &dyn Schedule)], t: u64) -> f64 {
    let _ = (parts, t);
    todo!("find the part that t falls into")
}

/// The best constant rate, exercise `ex-best-constant` of the page.
///
/// Among the constant rates η in (0, 1/λ] find the one with the smallest V_T after `steps` steps
/// from V₀ = `start`, to a relative error of 10⁻⁴. V_T falls and then rises with η there.
pub fn best_constant(noise: NoisyParabola, start: f64, steps: u64) -> f64 {
    let _ = (noise, start, steps);
    todo!("narrow an interval: golden section or ternary search")
}
