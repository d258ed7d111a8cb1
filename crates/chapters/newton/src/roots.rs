//! Solving F(x) = 0 on a line: by tangents, and by secants.

/// x₀, x₁, …: each next x is the zero of the tangent at the last, equation `newton:root-step`.
///
/// The list ends early where a tangent is level.
pub fn tangents(
    f: impl Fn(f64) -> f64,
    slope: impl Fn(f64) -> f64,
    start: f64,
    steps: usize,
) -> Vec<f64> {
    let next = |x: &f64| Some(x - f(*x) / slope(*x)).filter(|x| x.is_finite());
    std::iter::successors(Some(start), next)
        .take(steps + 1)
        .collect()
}

/// x₀, x₁, …: each next x is the zero of the line through the last two, `newton:secant-method`.
///
/// The list ends early where that line is level, as when rounding has made the last two equal.
pub fn secants(f: impl Fn(f64) -> f64, start: (f64, f64), steps: usize) -> Vec<f64> {
    let mut path = vec![start.0, start.1];
    for _ in 1..steps {
        let [a, b] = [path[path.len() - 2], path[path.len() - 1]];
        let next = b - f(b) * (b - a) / (f(b) - f(a));
        if !next.is_finite() {
            break;
        }
        path.push(next);
    }
    path
}
