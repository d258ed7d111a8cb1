//! Finite differences, their best steps, and numbers with fewer digits to try them on.

/// (f(x + h) − f(x))/h: equation `gradients:forward-difference`.
///
/// The step that divides is the one that was taken, (x + h) − x, which rounding may have changed.
pub fn forward(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let ahead = x + h;
    (f(ahead) - f(x)) / (ahead - x)
}

/// (f(x + h) − f(x − h))/2h: equation `gradients:central-difference`.
pub fn central(f: &dyn Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let (ahead, behind) = (x + h, x - h);
    (f(ahead) - f(behind)) / (ahead - behind)
}

/// The step 2√(δ/M₂) that minimizes the bound ½hM₂ + 2δ/h, and the bound there: equation
/// `gradients:forward-step`.
pub fn best_forward(delta: f64, m2: f64) -> (f64, f64) {
    (2.0 * (delta / m2).sqrt(), 2.0 * (delta * m2).sqrt())
}

/// The step (3δ/M₃)^{1/3} that minimizes the bound h²M₃/6 + δ/h, and the bound there: equation
/// `gradients:central-step`.
pub fn best_central(delta: f64, m3: f64) -> (f64, f64) {
    let bound = 1.125 * delta * delta * m3;
    ((3.0 * delta / m3).cbrt(), bound.cbrt())
}

/// `x` rounded to `bits` binary digits, so that the relative error is at most 2^−bits.
///
/// Veltkamp's splitting (Dekker 1971).
///
/// # Panics
/// If `bits` is not from 2 to 52.
pub fn rounded(x: f64, bits: i32) -> f64 {
    assert!((2..=52).contains(&bits), "{bits} bits of at most 52");
    let scaled = x * (f64::powi(2.0, 53 - bits) + 1.0);
    scaled - (scaled - x)
}
