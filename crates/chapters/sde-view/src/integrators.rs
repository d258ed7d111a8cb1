//! Explicit methods for ẏ = F(t, y) with a fixed step.

use descent::{Objective, flatten, vector};

/// The right-hand side F(t, y) of an ordinary differential equation.
pub type Field<'a> = dyn Fn(f64, &[f64]) -> Vec<f64> + 'a;

/// The field −∇l of the gradient flow θ̇ = −∇l(θ).
///
/// The objective must take one vector.
pub fn downhill(objective: &dyn Objective) -> impl Fn(f64, &[f64]) -> Vec<f64> {
    |_, theta| {
        let gradient = flatten(&objective.gradient(&vector(theta)));
        gradient.into_iter().map(|g| -g).collect()
    }
}

/// y + h·k.
fn along(y: &[f64], h: f64, k: &[f64]) -> Vec<f64> {
    y.iter().zip(k).map(|(y, k)| y + h * k).collect()
}

/// The points y₀, …, y_N of explicit Euler on [t₀, t₁] in `steps` = N steps.
pub fn explicit_euler(
    field: &Field,
    start: &[f64],
    (t0, t1): (f64, f64),
    steps: usize,
) -> Vec<Vec<f64>> {
    let h = (t1 - t0) / steps as f64;
    march(start, steps, |i, y| {
        along(y, h, &field(t0 + i as f64 * h, y))
    })
}

/// The points y₀, …, y_N of the classical Runge–Kutta method on [t₀, t₁] in `steps` = N steps.
pub fn runge_kutta(
    field: &Field,
    start: &[f64],
    (t0, t1): (f64, f64),
    steps: usize,
) -> Vec<Vec<f64>> {
    let h = (t1 - t0) / steps as f64;
    march(start, steps, |i, y| {
        let t = t0 + i as f64 * h;
        let k1 = field(t, y);
        let k2 = field(t + h / 2.0, &along(y, h / 2.0, &k1));
        let k3 = field(t + h / 2.0, &along(y, h / 2.0, &k2));
        let k4 = field(t + h, &along(y, h, &k3));
        let mean = |j: usize| (k1[j] + 2.0 * k2[j] + 2.0 * k3[j] + k4[j]) / 6.0;
        (0..y.len()).map(|j| y[j] + h * mean(j)).collect()
    })
}

fn march(
    start: &[f64],
    steps: usize,
    advance: impl Fn(usize, &[f64]) -> Vec<f64>,
) -> Vec<Vec<f64>> {
    let mut points = vec![start.to_vec()];
    for i in 0..steps {
        points.push(advance(i, &points[i]));
    }
    points
}
