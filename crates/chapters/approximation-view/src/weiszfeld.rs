//! The geometric median by majorize–minimize.

/// f(x) = Σ ‖x − aᵢ‖, the sum of the distances from x to the points `anchors`.
pub fn total_distance(anchors: &[[f64; 2]], x: [f64; 2]) -> f64 {
    anchors.iter().map(|a| distance(*a, x)).sum()
}

/// Σ (‖x − aᵢ‖²/2‖y − aᵢ‖ + ‖y − aᵢ‖/2), which is f at x = y and above f elsewhere.
pub fn majorizer(anchors: &[[f64; 2]], y: [f64; 2], x: [f64; 2]) -> f64 {
    anchors
        .iter()
        .map(|a| distance(*a, x).powi(2) / (2.0 * distance(*a, y)) + 0.5 * distance(*a, y))
        .sum()
}

/// One step of Weiszfeld's iteration, equation `approximation-view:weiszfeld`: the mean of the
/// points, each with weight 1/‖y − aᵢ‖.
///
/// `None` if y is one of the points, where the weight is infinite. Weiszfeld 1937.
pub fn step(anchors: &[[f64; 2]], y: [f64; 2]) -> Option<[f64; 2]> {
    let (mut sum, mut total) = ([0.0; 2], 0.0);
    for a in anchors {
        let weight = 1.0 / distance(*a, y);
        if !weight.is_finite() {
            return None;
        }
        sum = [sum[0] + weight * a[0], sum[1] + weight * a[1]];
        total += weight;
    }
    Some([sum[0] / total, sum[1] / total])
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
