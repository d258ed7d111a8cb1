//! Solutions of the programming exercises.

use gradients::{Formula, forward};

/// Exercise `ex-layer`.
pub fn layer_slope(x: &[f64], w: &[f64], v: &[f64]) -> f64 {
    let q = w.len() / x.len();
    let through = |m: &[f64], j: usize| -> f64 {
        x.iter()
            .enumerate()
            .map(|(i, x)| x * m[i * q + j])
            .sum::<f64>()
    };
    (0..q)
        .map(|j| {
            let a = through(w, j).tanh();
            a * (1.0 - a * a) * through(v, j)
        })
        .sum()
}

/// Exercise `ex-projection`.
pub fn project(tangents: &[Vec<f64>], slopes: &[f64]) -> Vec<f64> {
    let mut basis: Vec<(Vec<f64>, f64)> = Vec::new();
    for (tangent, slope) in tangents.iter().zip(slopes) {
        let (mut v, mut s) = (tangent.clone(), *slope);
        for (e, along) in &basis {
            let share = dot(&v, e);
            v.iter_mut().zip(e).for_each(|(v, e)| *v -= share * e);
            s -= share * along;
        }
        let length = dot(&v, &v).sqrt();
        for v in &mut v {
            *v /= length;
        }
        basis.push((v, s / length));
    }
    let mut estimate = vec![0.0; tangents.first().map_or(0, Vec::len)];
    for (e, along) in &basis {
        estimate
            .iter_mut()
            .zip(e)
            .for_each(|(g, e)| *g += along * e);
    }
    estimate
}

/// Exercise `ex-memory`.
pub fn with_memory(
    f: &impl Formula,
    theta: &[f64],
    lr: f64,
    beta: f64,
    tangents: &[Vec<f64>],
) -> Vec<f64> {
    let (mut theta, mut h) = (theta.to_vec(), vec![0.0; theta.len()]);
    for v in tangents {
        let gap = forward::directional(f, &theta, v).1 - dot(&h, v);
        for i in 0..theta.len() {
            theta[i] -= lr * (h[i] + gap * v[i]);
            h[i] += beta * gap * v[i];
        }
    }
    theta
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
