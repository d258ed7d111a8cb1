//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

/// Solves [`crate::exercises::expected_best_without`].
pub fn expected_best_without(values: &[f64], k: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    // The probability that none of the i smallest is chosen: (n−i)(n−i−1)…/(n(n−1)…), k factors.
    let none = |i: usize| -> f64 {
        (0..k)
            .map(|j| (n - j).saturating_sub(i) as f64 / (n - j) as f64)
            .product()
    };
    (0..n).map(|i| (none(i) - none(i + 1)) * sorted[i]).sum()
}

/// Solves [`crate::exercises::sign_flip`].
pub fn sign_flip(differences: &[f64]) -> f64 {
    let size: f64 = differences.iter().map(|d| d.abs()).sum();
    let sum: f64 = differences.iter().sum();
    let ways = 1_usize << differences.len();
    let far = (0..ways)
        .filter(|way| {
            let signed = differences.iter().enumerate();
            let flipped: f64 = signed
                .map(|(i, d)| if way >> i & 1 == 1 { -d } else { *d })
                .sum();
            flipped.abs() >= sum.abs() - 1e-12 * size
        })
        .count();
    far as f64 / ways as f64
}

/// Solves [`crate::exercises::halving`].
pub fn halving(loss: &dyn Fn(usize, usize) -> f64, count: usize, first: usize) -> (usize, usize) {
    let mut left: Vec<usize> = (0..count).collect();
    let (mut budget, mut spent) = (first, 0);
    while left.len() > 1 {
        spent += budget * left.len();
        left.sort_by(|&a, &b| loss(a, budget).total_cmp(&loss(b, budget)));
        left.truncate(left.len().div_ceil(2));
        budget *= 2;
    }
    (left[0], spent)
}
