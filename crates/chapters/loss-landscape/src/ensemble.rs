//! Ensembles: several networks that vote with their probabilities.

use ndarray::Array2;

/// The mean of −ln pᵢ(yᵢ) over the rows of `probabilities`, yᵢ in `classes`.
pub fn cross_entropy(probabilities: &Array2<f64>, classes: &[usize]) -> f64 {
    let losses = probabilities.rows().into_iter().zip(classes);
    let total: f64 = losses.map(|(row, &class)| -row[class].ln()).sum();
    total / classes.len() as f64
}

/// The arithmetic mean of the members' probabilities: equation `loss-landscape:ensemble`.
///
/// # Panics
/// If there is no member or the shapes differ.
pub fn averaged(members: &[Array2<f64>]) -> Array2<f64> {
    let mut sum = members.first().expect("one member or more").clone();
    for member in &members[1..] {
        sum += member;
    }
    sum / members.len() as f64
}

/// The most probable class of each row.
pub fn predictions(probabilities: &Array2<f64>) -> Vec<usize> {
    let winner = |row: ndarray::ArrayView1<'_, f64>| {
        let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(class, _)| class)
    };
    probabilities.rows().into_iter().map(winner).collect()
}

/// The share of examples on which two lists of classes differ: equation
/// `loss-landscape:disagreement`, or the error rate if one of them is the truth.
pub fn disagreement(a: &[usize], b: &[usize]) -> f64 {
    a.iter().zip(b).filter(|(a, b)| a != b).count() as f64 / a.len() as f64
}
