//! Programming exercises: replace each `todo!()`, then run the grader:
//!
//! ```console
//! cargo test -p newton --test exercises -- --ignored
//! ```

use ndarray::Array1;

/// Hg from the last steps, exercise `ex-recursion` of the page.
///
/// `pairs` holds (sᵢ, yᵢ), the oldest first, each with yᵢᵀsᵢ > 0. With H⁽⁰⁾ = γI, apply
/// H⁽ⁱ⁺¹⁾ = (I − ρsyᵀ)H⁽ⁱ⁾(I − ρysᵀ) + ρssᵀ once for each pair and return H times `g`. Allocate no
/// matrix.
pub fn direction(pairs: &[(Array1<f64>, Array1<f64>)], gamma: f64, g: &Array1<f64>) -> Array1<f64> {
    let _ = (pairs, gamma, g);
    todo!("two loops, or one function that calls itself")
}

/// A step that satisfies the weak Wolfe conditions, exercise `ex-bisection`.
///
/// `phi(t)` returns (φ(t), φ′(t)); φ′(0) < 0 and φ is bounded below. Return t > 0 with
/// φ(t) ≤ φ(0) + c₁tφ′(0) and φ′(t) ≥ c₂φ′(0). Use no interpolation: halve and double.
pub fn wolfe_step(phi: &dyn Fn(f64) -> (f64, f64), c1: f64, c2: f64) -> f64 {
    let _ = (phi, c1, c2);
    todo!("keep a low end that lacks curvature and a high end that lacks decrease")
}

/// Solves Aθ = b with products Av alone, exercise `ex-products`.
///
/// `product(v)` is Av for a symmetric positive definite A. Start from 0 and stop when ‖Aθ − b‖ is at
/// most `tol`·‖b‖. You may ask for at most as many products as A has different eigenvalues, plus two.
pub fn solve(
    product: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    b: &Array1<f64>,
    tol: f64,
) -> Array1<f64> {
    let _ = (product, b, tol);
    todo!("conjugate gradients")
}
