//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p adam --test exercises -- --ignored
//! ```

/// Running means m̂₁, …, m̂_T of `values` with a decay β_t that changes at each step, exercise
/// `ex-warm-decay` of the page: m_t = β_t m_{t−1} + (1 − β_t) x_t from m₀ = 0, corrected so that
/// equal values have that value as their mean.
///
/// `values` and `decays` have the same length; each decay lies in [0, 1).
pub fn corrected_means(values: &[f64], decays: &[f64]) -> Vec<f64> {
    let _ = (values, decays);
    todo!("what do the weights sum to after t steps?")
}

/// One entry of a parameter with Adam's moments, for [`catch_up`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The parameter θ.
    pub theta: f64,
    /// The first moment m.
    pub m: f64,
    /// The second moment v > 0.
    pub v: f64,
}

/// What `idle` steps of Adam with zero gradients make of `entry`, at once, exercise `ex-catch-up`
/// of the page. Nothing is corrected and ε = 0; 0 ≤ β₁ < 1, 0 < β₂ < 1.
pub fn catch_up(entry: Entry, idle: u64, lr: f64, beta1: f64, beta2: f64) -> Entry {
    let _ = (entry, idle, lr, beta1, beta2);
    todo!("a geometric series; what if its ratio is 1?")
}

/// The smallest period n at which Adam with β₁ = 0 and decay `beta2` moves the wrong way on the
/// problem with one large slope C = `excess`·n in each period, exercise `ex-critical` of the page.
///
/// 0 < β₂ < 1 and `excess` ≥ 1. Use [`crate::online::OneLarge::drift`].
pub fn shortest_bad_period(beta2: f64, excess: f64) -> usize {
    let _ = (beta2, excess);
    todo!("go through the periods")
}
