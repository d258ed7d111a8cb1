//! Gradient flow, followed closely by the classical Runge–Kutta method.

/// y(t) for ẏ = field(y), y(0) = `start`, in `steps` steps of the Runge–Kutta method.
///
/// The field writes ẏ for its first argument into its second.
pub fn flow(
    field: &dyn Fn(&[f64], &mut [f64]),
    start: &[f64],
    time: f64,
    steps: u32,
) -> Vec<Vec<f64>> {
    let h = time / f64::from(steps);
    let slope = |y: &[f64]| {
        let mut k = vec![0.0; y.len()];
        field(y, &mut k);
        k
    };
    let plus = |y: &[f64], c: f64, k: &[f64]| -> Vec<f64> {
        y.iter().zip(k).map(|(y, k)| y + c * k).collect()
    };
    let mut path = vec![start.to_vec()];
    let mut y = start.to_vec();
    for _ in 0..steps {
        let k1 = slope(&y);
        let k2 = slope(&plus(&y, h / 2.0, &k1));
        let k3 = slope(&plus(&y, h / 2.0, &k2));
        let k4 = slope(&plus(&y, h, &k3));
        for (i, y) in y.iter_mut().enumerate() {
            *y += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
        path.push(y.clone());
    }
    path
}
