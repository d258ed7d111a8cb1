//! Solutions of the programming exercises.

/// Exercise `ex-lookahead`: one loop, in which every k-th step is followed by a synchronization.
pub fn lookahead_path(
    gradient: &dyn Fn(f64) -> f64,
    start: f64,
    rates: (f64, f64),
    k: usize,
    steps: usize,
) -> Vec<f64> {
    let (eta, alpha) = rates;
    let (mut theta, mut phi) = (start, start);
    (1..=steps)
        .map(|t| {
            theta -= eta * gradient(theta);
            if t.is_multiple_of(k) {
                phi += alpha * (theta - phi);
                theta = phi;
            }
            theta
        })
        .collect()
}

/// Exercise `ex-one-buffer`: x = (y − (1 − β)z)/β.
pub fn schedule_free_step(y: &mut [f64], z: &mut [f64], grad: &[f64], rates: (f64, f64, f64)) {
    let (eta, beta, c) = rates;
    for ((y, z), g) in y.iter_mut().zip(z).zip(grad) {
        let x = (*y - (1.0 - beta) * *z) / beta;
        *z -= eta * g;
        let x = x + c * (*z - x);
        *y = (1.0 - beta) * *z + beta * x;
    }
}

/// Exercise `ex-polynomial`: the recursion as it stands; for t = 0 its share is 1.
pub fn polynomial_average(points: &mut dyn Iterator<Item = f64>, b: f64) -> f64 {
    let shares = (0_u32..).map(|t| b / (f64::from(t) + b));
    points
        .zip(shares)
        .fold(0.0, |x, (y, share)| x + share * (y - x))
}
