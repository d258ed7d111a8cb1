//! The smallest learning problem: find the mean of a population from a sample.
//!
//! The population is a table, one example a row, each as likely as the others. The loss of θ on an
//! example x is ½‖x − θ‖².

use ndarray::{Array1, Array2, Axis};

/// μ, the mean of the rows, which minimizes the risk.
///
/// # Panics
/// If there are no rows.
pub fn mean(rows: &Array2<f64>) -> Array1<f64> {
    rows.mean_axis(Axis(0)).expect("at least one example")
}

/// tr Σ = E‖x − μ‖², the total variance of the rows.
///
/// # Panics
/// If there are no rows.
pub fn total_variance(rows: &Array2<f64>) -> f64 {
    2.0 * risk(rows, &mean(rows))
}

/// The mean loss of `theta` over the rows: the risk for the population, the empirical risk for a
/// sample.
pub fn risk(rows: &Array2<f64>, theta: &Array1<f64>) -> f64 {
    let squares = rows
        .rows()
        .into_iter()
        .map(|x| (&x - theta).mapv(|d| d * d).sum());
    0.5 * squares.sum::<f64>() / rows.nrows() as f64
}
