//! What the chapter asks of a convex set: membership and the nearest point.

/// A closed convex set C in ℝⁿ with a formula for its projection, `convexity:set`.
///
/// # Panics
/// The methods of the book's sets panic if `x` has not the set's dimension: a programmer's mistake.
pub trait ConvexSet {
    /// Replaces x by its projection `P_C(x)`, the point of C nearest to it, `convexity:obtuse`.
    fn project(&self, x: &mut [f64]);

    /// Whether x is in C, where each inequality may be missed by `tolerance`.
    fn contains(&self, x: &[f64], tolerance: f64) -> bool;

    /// `P_C(x)` as a new vector.
    fn projection(&self, x: &[f64]) -> Vec<f64> {
        let mut p = x.to_vec();
        self.project(&mut p);
        p
    }
}

/// The inner product xᵀy.
///
/// # Panics
/// If the lengths differ.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    assert_eq!(x.len(), y.len(), "{} entries against {}", x.len(), y.len());
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// The error of a set whose definition makes no sense.
pub(crate) fn invalid(problem: &'static str, what: String) -> descent::ProblemError {
    descent::ProblemError::Invalid { problem, what }
}
