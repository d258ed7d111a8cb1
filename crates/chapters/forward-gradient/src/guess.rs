//! Estimates of a gradient that begin with a guess. `slope` is always the function w ↦ ∇f(θ)ᵀw, one
//! forward pass a call.

/// h + (∇fᵀv − hᵀv)v: the guess h, corrected along one tangent; unbiased if v has covariance I.
/// Equation `forward-gradient:guess`.
// ANCHOR: corrected
pub fn corrected(slope: impl Fn(&[f64]) -> f64, h: &[f64], v: &[f64]) -> Vec<f64> {
    let gap = slope(v) - dot(h, v);
    h.iter().zip(v).map(|(h, v)| h + gap * v).collect()
}
// ANCHOR_END: corrected

/// (∇fᵀh)h/‖h‖²: the component of the gradient along the guess, 0 if h is 0. Equation
/// `forward-gradient:projection`.
pub fn projected(slope: impl Fn(&[f64]) -> f64, h: &[f64]) -> Vec<f64> {
    let square = dot(h, h);
    let share = if square == 0.0 {
        0.0
    } else {
        slope(h) / square
    };
    h.iter().map(|h| share * h).collect()
}

/// [`projected`] plus the forward gradient along the part of `xi` that is orthogonal to h, scaled to
/// the length √(n − 1): unbiased if ξ ~ N(0, I). Equation `forward-gradient:projection`.
pub fn completed(slope: impl Fn(&[f64]) -> f64, h: &[f64], xi: &[f64]) -> Vec<f64> {
    let share = dot(h, xi) / dot(h, h);
    let w: Vec<f64> = xi.iter().zip(h).map(|(xi, h)| xi - share * h).collect();
    let scale = ((h.len() as f64 - 1.0) / dot(&w, &w)).sqrt();
    let w: Vec<f64> = w.iter().map(|w| scale * w).collect();
    let rest = slope(&w);
    let along = projected(slope, h);
    along.iter().zip(&w).map(|(a, w)| a + rest * w).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
