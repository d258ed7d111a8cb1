//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p memory-efficient --test exercises -- --ignored
//! ```

/// The best rank-one approximation in the sum of squares, exercise `ex-frobenius` of the page.
///
/// `v` holds the rows of a matrix of positive numbers. Return a and b, nonnegative, such that
/// Σ (V_ij − a_i b_j)² is as small as any rank-one matrix can make it, by alternation: start at
/// b = 1, then repeat a = Vb/‖b‖² and b = Vᵀa/‖a‖² until nothing changes.
pub fn least_squares_rank_one(v: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let _ = v;
    todo!("alternate: each factor is the least-squares solution for the other one")
}

/// SM3-II for a cover of one's own, exercise `ex-cover`.
///
/// `sets` are index sets whose union is 0, …, N − 1, where N is the length of each gradient. Return
/// ν_t(i) of equation `memory-efficient:sm3-two` for the last of `gradients`.
pub fn cover_bound(sets: &[Vec<usize>], gradients: &[Vec<f64>]) -> Vec<f64> {
    let _ = (sets, gradients);
    todo!("keep one number for each set; ν is the smallest over the sets that hold i, plus g²")
}

/// Rounding to neighbours at random, exercise `ex-stochastic`.
///
/// `values` rises and `x` lies within its ends. Return one of the two values next to `x` (or the one
/// that equals it), such that over uniform `u` in [0, 1) the mean is `x`: with `u` below the right
/// probability the upper one, otherwise the lower one.
pub fn round_at_random(values: &[f64], x: f64, u: f64) -> f64 {
    let _ = (values, x, u);
    todo!("the nearer neighbour is the likelier one, in proportion")
}
