//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p field-guide --test exercises -- --ignored
//! ```

/// The mean smallest of `k` *different* values of `values`, all choices of k equally likely,
/// exercise `ex-without` of the page. 1 ≤ k ≤ the number of values.
pub fn expected_best_without(values: &[f64], k: usize) -> f64 {
    let _ = (values, k);
    todo!("in how many choices is the i-th smallest value the smallest?")
}

/// The exact p-value of the sign-flip test, exercise `ex-signs`: the share of all 2ⁿ ways to flip
/// the signs of `differences` in which the sum is at least as far from 0 as it is; n ≤ 20. Count
/// sums as equal that differ by less than 10⁻¹² of Σ|d|.
pub fn sign_flip(differences: &[f64]) -> f64 {
    let _ = differences;
    todo!("a number from 0 to 2ⁿ − 1 is a list of signs")
}

/// Successive halving, exercise `ex-halving`: `loss(i, b)` is what configuration i reaches with
/// the budget b. All `count` configurations get the budget `first`; the better half (rounded up)
/// gets twice as much, and so on until one is left, which is returned with the budget spent in all,
/// every round paid for anew.
pub fn halving(loss: &dyn Fn(usize, usize) -> f64, count: usize, first: usize) -> (usize, usize) {
    let _ = (loss, count, first);
    todo!("sort, keep, double")
}
