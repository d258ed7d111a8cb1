//! Solutions of the programming exercises. `tests/exercises.rs` proves that the graders accept them.

/// Solves [`crate::exercises::least_squares_rank_one`].
pub fn least_squares_rank_one(v: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let (rows, columns) = (v.len(), v.first().map_or(0, Vec::len));
    let square = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
    let (mut a, mut b) = (vec![0.0; rows], vec![1.0; columns]);
    for _ in 0..1000 {
        let length = square(&b);
        for (a, row) in a.iter_mut().zip(v) {
            *a = row.iter().zip(&b).map(|(v, b)| v * b).sum::<f64>() / length;
        }
        let length = square(&a);
        for (j, b) in b.iter_mut().enumerate() {
            *b = v.iter().zip(&a).map(|(row, a)| row[j] * a).sum::<f64>() / length;
        }
    }
    (a, b)
}

/// Solves [`crate::exercises::cover_bound`].
pub fn cover_bound(sets: &[Vec<usize>], gradients: &[Vec<f64>]) -> Vec<f64> {
    let mut kept = vec![0.0_f64; sets.len()];
    let mut bounds = Vec::new();
    for gradient in gradients {
        bounds = vec![f64::INFINITY; gradient.len()];
        for (set, kept) in sets.iter().zip(&kept) {
            for &i in set {
                bounds[i] = bounds[i].min(*kept);
            }
        }
        for (bound, g) in bounds.iter_mut().zip(gradient) {
            *bound += g * g;
        }
        for (set, kept) in sets.iter().zip(&mut kept) {
            *kept = set.iter().map(|&i| bounds[i]).fold(0.0, f64::max);
        }
    }
    bounds
}

/// Solves [`crate::exercises::round_at_random`].
pub fn round_at_random(values: &[f64], x: f64, u: f64) -> f64 {
    let upper = values.partition_point(|&value| value < x);
    let upper = upper.clamp(1, values.len() - 1);
    let (low, high) = (values[upper - 1], values[upper]);
    if u < (x - low) / (high - low) {
        high
    } else {
        low
    }
}
