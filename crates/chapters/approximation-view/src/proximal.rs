//! The proximal step, the model that keeps f as it is.

/// prox of h|·|: sign(x)·max(|x| − h, 0), equation `approximation-view:soft-threshold`.
pub fn soft_threshold(x: f64, h: f64) -> f64 {
    x.signum() * (x.abs() - h).max(0.0)
}

/// The minimizer of f(z) + (z − x)²/2h for a convex f of one variable with the (sub)derivative
/// `slope`, equation `approximation-view:proximal-point`.
///
/// Bisection: slope(z) + (z − x)/h increases in z; between x and x − h·slope(x) it changes its sign.
pub fn proximal_step(slope: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    let explicit = x - h * slope(x);
    let (mut low, mut high) = (x.min(explicit), x.max(explicit));
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if slope(middle) + (middle - x) / h < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}
