//! Everything that happens on a line: descent, bisection, Newton's method.

/// x₀, x₁, …, x_`steps` of x ← x − ηf′(x), with f′ = `slope` and η = `lr`.
pub fn descent(slope: &dyn Fn(f64) -> f64, lr: f64, start: f64, steps: usize) -> Vec<f64> {
    path(start, steps, |x| x - lr * slope(x))
}

/// x₀, x₁, …, x_`steps` of Newton's method: equation `gradient-descent:newton`.
///
/// Where f″ vanishes the next point is not a number or infinite.
pub fn newton(
    slope: &dyn Fn(f64) -> f64,
    curvature: &dyn Fn(f64) -> f64,
    start: f64,
    steps: usize,
) -> Vec<f64> {
    path(start, steps, |x| x - slope(x) / curvature(x))
}

fn path(start: f64, steps: usize, next: impl Fn(f64) -> f64) -> Vec<f64> {
    std::iter::successors(Some(start), |&x| Some(next(x)))
        .take(steps + 1)
        .collect()
}

/// A function of one variable with its first two derivatives.
pub struct Curve<'a> {
    /// f
    pub value: &'a dyn Fn(f64) -> f64,
    /// f′
    pub slope: &'a dyn Fn(f64) -> f64,
    /// f″
    pub curvature: &'a dyn Fn(f64) -> f64,
}

/// One step of damped Newton, and the factor s that was accepted: equation
/// `gradient-descent:newton-damped`.
///
/// The step is −s f′/|f″|, so that it goes downhill also where f″ < 0, and −s f′ where f″ = 0. s is
/// the first of 1, ρ, ρ², … for which f falls by c s f′²/|f″| at least, with ρ = `shrink`; 0 if it
/// falls for none above 10⁻²⁰.
pub fn damped_newton_step(f: &Curve, x: f64, c: f64, shrink: f64) -> (f64, f64) {
    let (slope, curvature) = ((f.slope)(x), (f.curvature)(x).abs());
    // ANCHOR: damped
    let direction = if curvature > 0.0 {
        -slope / curvature
    } else {
        -slope
    };
    let mut s = 1.0;
    while (f.value)(x + s * direction) > (f.value)(x) + c * s * slope * direction {
        s *= shrink;
        if s < 1e-20 {
            return (x, 0.0);
        }
    }
    (x + s * direction, s)
    // ANCHOR_END: damped
}

/// An interval of length (b − a)/2ᵏ that holds a zero of φ′ = `slope`, after k = `halvings`
/// halvings of [a, b]: equation `gradient-descent:bisection`.
///
/// Needs φ′(a) < 0 ≤ φ′(b), and keeps it.
pub fn bisect(slope: &dyn Fn(f64) -> f64, a: f64, b: f64, halvings: usize) -> (f64, f64) {
    let (mut a, mut b) = (a, b);
    for _ in 0..halvings {
        let middle = f64::midpoint(a, b);
        if slope(middle) < 0.0 {
            a = middle;
        } else {
            b = middle;
        }
    }
    (a, b)
}
