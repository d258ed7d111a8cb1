//! The square root of a sum Σ g gᵀ, kept as a triangular factor R with RᵀR = Σ g gᵀ.
//!
//! The factor holds the numbers themselves, not their squares, so directions a million times
//! weaker than the strongest keep ten digits.

/// Takes the row `g` into the upper triangular `r`, n × n by rows: RᵀR ← RᵀR + g gᵀ. Uses up `g`.
pub(crate) fn absorb(r: &mut [f64], g: &mut [f64]) {
    let n = g.len();
    for k in 0..n {
        let (a, b) = (r[k * n + k], g[k]);
        let length = a.hypot(b);
        if b != 0.0 {
            let (cos, sin) = (a / length, b / length);
            for j in k..n {
                let (x, y) = (r[k * n + j], g[j]);
                r[k * n + j] = cos * x + sin * y;
                g[j] = cos * y - sin * x;
            }
        }
    }
}

/// Rotates the columns of `w`, n × n by columns, until they are orthogonal, and collects the
/// rotations in `v`: W ← WV (one-sided Jacobi). The lengths of the columns are then the singular
/// values, the columns of V the right singular vectors.
pub(crate) fn orthogonalize(w: &mut [f64], v: &mut [f64], n: usize) {
    /// Convergence is quadratic; ten sweeps are rare.
    const SWEEPS: usize = 40;
    v.fill(0.0);
    for k in 0..n {
        v[k * n + k] = 1.0;
    }
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let (a, b, c) = products(column(w, p, n), column(w, q, n));
                if c * c <= 1e-30 * a * b {
                    continue;
                }
                rotated = true;
                let zeta = (b - a) / (2.0 * c);
                let tangent = zeta.signum() / (zeta.abs() + zeta.hypot(1.0));
                let cos = 1.0 / tangent.hypot(1.0);
                rotate(w, (p, q), n, cos, cos * tangent);
                rotate(v, (p, q), n, cos, cos * tangent);
            }
        }
        if !rotated {
            break;
        }
    }
}

/// The k-th column of an n × n matrix stored by columns.
pub(crate) fn column(matrix: &[f64], k: usize, n: usize) -> &[f64] {
    &matrix[k * n..(k + 1) * n]
}

/// x·y.
pub(crate) fn inner(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// ‖x‖.
pub(crate) fn norm(x: &[f64]) -> f64 {
    inner(x, x).sqrt()
}

/// x·x, y·y and x·y.
fn products(x: &[f64], y: &[f64]) -> (f64, f64, f64) {
    (inner(x, x), inner(y, y), inner(x, y))
}

/// Turns the columns p < q in their plane.
fn rotate(matrix: &mut [f64], (p, q): (usize, usize), n: usize, cos: f64, sin: f64) {
    let (left, right) = matrix.split_at_mut(q * n);
    for (x, y) in left[p * n..(p + 1) * n].iter_mut().zip(&mut right[..n]) {
        (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y);
    }
}
