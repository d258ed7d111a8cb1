//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p forward-gradient --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::{Generator, generator, normal};
use forward_gradient::{exercises, guess, solutions};
use gradients::{Valley, forward};

type LayerSlope = fn(&[f64], &[f64], &[f64]) -> f64;
type Project = fn(&[Vec<f64>], &[f64]) -> Vec<f64>;
type WithMemory = fn(&Valley, &[f64], f64, f64, &[Vec<f64>]) -> Vec<f64>;

fn draw(n: usize, rng: &mut Generator) -> Vec<f64> {
    (0..n).map(|_| normal(rng)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn grade_layer_slope(answer: LayerSlope) {
    let mut rng = generator(1);
    for (p, q) in [(1, 1), (3, 2), (2, 5)] {
        let (x, w, v) = (
            draw(p, &mut rng),
            draw(p * q, &mut rng),
            draw(p * q, &mut rng),
        );
        let value = |h: f64| -> f64 {
            let unit = |j: usize| {
                let z = |i: usize| x[i] * (w[i * q + j] + h * v[i * q + j]);
                0.5 * (0..p).map(z).sum::<f64>().tanh().powi(2)
            };
            (0..q).map(unit).sum()
        };
        let quotient = (value(1e-5) - value(-1e-5)) / 2e-5;
        let got = answer(&x, &w, &v);
        assert!(
            (got - quotient).abs() < 1e-8,
            "{p} × {q}: {got}, but values say {quotient}"
        );
    }
}

fn grade_project(answer: Project) {
    let mut rng = generator(2);
    for (n, k) in [(3, 1), (5, 2), (6, 4), (4, 4)] {
        let g = draw(n, &mut rng);
        let tangents: Vec<Vec<f64>> = (0..k).map(|_| draw(n, &mut rng)).collect();
        let slopes: Vec<f64> = tangents.iter().map(|v| dot(&g, v)).collect();
        let got = answer(&tangents, &slopes);
        assert_eq!(got.len(), n, "a vector of n entries");
        for (v, slope) in tangents.iter().zip(&slopes) {
            let along = dot(&got, v);
            assert!(
                (along - slope).abs() < 1e-9,
                "k {k} of {n}: slope {along} for {slope}"
            );
        }
        // In the span: orthogonal to what is left of the gradient.
        let rest: Vec<f64> = g.iter().zip(&got).map(|(g, p)| g - p).collect();
        assert!(
            dot(&got, &rest).abs() < 1e-9,
            "k {k} of {n}: not in the span"
        );
    }
}

fn grade_with_memory(answer: WithMemory) {
    let f = Valley { a: 1.0, b: 5.0 };
    let mut rng = generator(3);
    for (lr, beta) in [(0.005, 0.0), (0.01, 0.3)] {
        let tangents: Vec<Vec<f64>> = (0..25).map(|_| draw(2, &mut rng)).collect();
        let (mut theta, mut h) = (vec![-1.0, 1.5], vec![0.0, 0.0]);
        for v in &tangents {
            let slope = |w: &[f64]| forward::directional(&f, &theta, w).1;
            let estimate = guess::corrected(slope, &h, v);
            let moved: Vec<f64> = theta
                .iter()
                .zip(&estimate)
                .map(|(x, e)| x - lr * e)
                .collect();
            h = h
                .iter()
                .zip(&estimate)
                .map(|(h, e)| (1.0 - beta) * h + beta * e)
                .collect();
            theta = moved;
        }
        let got = answer(&f, &[-1.0, 1.5], lr, beta, &tangents);
        let apart = (got[0] - theta[0]).hypot(got[1] - theta[1]);
        assert!(apart < 1e-10, "η {lr}, β {beta}: {got:?}, not {theta:?}");
    }
}

#[test]
#[ignore = "for students: implement exercises::layer_slope first"]
fn layer_slope() {
    grade_layer_slope(exercises::layer_slope);
}

#[test]
#[ignore = "for students: implement exercises::project first"]
fn project() {
    grade_project(exercises::project);
}

#[test]
#[ignore = "for students: implement exercises::with_memory first"]
fn with_memory() {
    grade_with_memory(exercises::with_memory);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_layer_slope(solutions::layer_slope);
    grade_project(solutions::project);
    grade_with_memory(solutions::with_memory);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_layer_slope(exercises::layer_slope)),
        "starter"
    );
    assert!(rejects(|| grade_project(exercises::project)), "starter");
    assert!(
        rejects(|| grade_with_memory(exercises::with_memory)),
        "starter"
    );
    // The slope of tanh forgotten.
    let straight: LayerSlope = |x, w, v| {
        let q = w.len() / x.len();
        let through =
            |m: &[f64], j: usize| -> f64 { (0..x.len()).map(|i| x[i] * m[i * q + j]).sum() };
        (0..q).map(|j| through(w, j).tanh() * through(v, j)).sum()
    };
    assert!(rejects(|| grade_layer_slope(straight)), "no tanh′");
    // The sum of forward gradients, as if the tangents were orthonormal.
    let summed: Project = |tangents, slopes| {
        let entry = |i: usize| tangents.iter().zip(slopes).map(|(v, s)| s * v[i]).sum();
        (0..tangents[0].len()).map(entry).collect()
    };
    assert!(rejects(|| grade_project(summed)), "a sum");
    // The guess corrected by the whole slope instead of the gap.
    let whole: WithMemory = |f, theta, lr, beta, tangents| {
        let (mut theta, mut h) = (theta.to_vec(), vec![0.0; theta.len()]);
        for v in tangents {
            let slope = forward::directional(f, &theta, v).1;
            for i in 0..theta.len() {
                theta[i] -= lr * (h[i] + slope * v[i]);
                h[i] += beta * slope * v[i];
            }
        }
        theta
    };
    assert!(rejects(|| grade_with_memory(whole)), "hᵀv forgotten");
}
