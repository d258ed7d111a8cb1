//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p averaging --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use averaging::{Lookahead, ScheduleFree, exercises, solutions};
use descent::{Objective, Optimizer, flatten, problems::Rosenbrock, vector};

type LookaheadPath = fn(&dyn Fn(f64) -> f64, f64, (f64, f64), usize, usize) -> Vec<f64>;
type ScheduleFreeStep = fn(&mut [f64], &mut [f64], &[f64], (f64, f64, f64));
type PolynomialAverage = fn(&mut dyn Iterator<Item = f64>, f64) -> f64;

fn grade_lookahead_path(answer: LookaheadPath) {
    let gradient = |x: f64| x + x.sin();
    for (eta, alpha, k, steps) in [
        (0.3, 0.5, 5, 23),
        (0.1, 0.8, 3, 12),
        (0.7, 0.2, 1, 6),
        (0.4, 0.6, 4, 3),
    ] {
        let got = answer(&gradient, 2.0, (eta, alpha), k, steps);
        assert_eq!(got.len(), steps, "one entry for each step");
        let (mut ours, mut theta) = (
            Lookahead::new(eta, k as u64, alpha).unwrap(),
            vector(&[2.0]),
        );
        for (t, got) in got.iter().enumerate() {
            let grad = vec![theta[0].mapv(gradient)];
            ours.step(&mut theta, &grad).unwrap();
            let wanted = theta[0][0];
            assert!(
                (got - wanted).abs() < 1e-12,
                "k = {k}, α = {alpha}, after step {}: {got} instead of {wanted}",
                t + 1
            );
        }
    }
}

fn grade_schedule_free_step(answer: ScheduleFreeStep) {
    let f = Rosenbrock::default();
    for (eta, beta) in [(2e-4, 0.9), (3e-4, 0.5), (1e-4, 1.0)] {
        let mut ours = ScheduleFree::new(eta, beta).unwrap();
        let mut point = f.start();
        let (mut y, mut z) = (flatten(&point), flatten(&point));
        for t in 1..=30 {
            let grad = f.gradient(&point);
            ours.step(&mut point, &grad).unwrap();
            answer(
                &mut y,
                &mut z,
                &flatten(&grad),
                (eta, beta, 1.0 / f64::from(t)),
            );
            for (name, got, wanted) in [
                ("y", &y, flatten(&point)),
                ("z", &z, flatten(ours.base(&point))),
            ] {
                for (got, wanted) in got.iter().zip(&wanted) {
                    assert!(
                        (got - wanted).abs() < 1e-10,
                        "β = {beta}, step {t}, {name}: {got} instead of {wanted}"
                    );
                }
            }
        }
    }
}

fn grade_polynomial_average(answer: PolynomialAverage) {
    let points: Vec<f64> = (1..=50).map(|t| f64::from(t * t % 17) - 3.0).collect();
    for b in [1.0, 2.0, 3.0, 10.0] {
        for count in [1, 2, 50] {
            let got = answer(&mut points[..count].iter().copied(), b);
            // Weights Γ(t + b − 1)/Γ(t), by their ratio.
            let (mut weight, mut sum, mut total) = (1.0, 0.0, 0.0);
            for (t, y) in points[..count].iter().enumerate() {
                sum += weight * y;
                total += weight;
                let t = t as f64 + 1.0;
                weight *= (t + b - 1.0) / t;
            }
            let wanted = sum / total;
            assert!(
                (got - wanted).abs() < 1e-12,
                "b = {b}, {count} points: {got} instead of {wanted}"
            );
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::lookahead_path first"]
fn lookahead_path() {
    grade_lookahead_path(exercises::lookahead_path);
}

#[test]
#[ignore = "for students: implement exercises::schedule_free_step first"]
fn schedule_free_step() {
    grade_schedule_free_step(exercises::schedule_free_step);
}

#[test]
#[ignore = "for students: implement exercises::polynomial_average first"]
fn polynomial_average() {
    grade_polynomial_average(exercises::polynomial_average);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_lookahead_path(solutions::lookahead_path);
    grade_schedule_free_step(solutions::schedule_free_step);
    grade_polynomial_average(solutions::polynomial_average);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_lookahead_path(exercises::lookahead_path)));
    assert!(rejects(|| grade_schedule_free_step(
        exercises::schedule_free_step
    )));
    assert!(rejects(|| grade_polynomial_average(
        exercises::polynomial_average
    )));
    // A library's slip: synchronizes after steps 1, k + 1, …, with slow weights copied after step 1.
    let early: LookaheadPath = |gradient, start, (eta, alpha), k, steps| {
        let (mut theta, mut phi) = (start, f64::NAN);
        (0..steps)
            .map(|t| {
                theta -= eta * gradient(theta);
                if t % k == 0 {
                    if t == 0 {
                        phi = theta;
                    }
                    phi += alpha * (theta - phi);
                    theta = phi;
                }
                theta
            })
            .collect()
    };
    assert!(rejects(|| grade_lookahead_path(early)), "phase");
    // The slow weights at the start of the cycle are those before the last step instead.
    let local: LookaheadPath = |gradient, start, (eta, alpha), k, steps| {
        let mut theta = start;
        (1..=steps)
            .map(|t| {
                let old = theta;
                theta -= eta * gradient(theta);
                if t % k == 0 {
                    theta = old + alpha * (theta - old);
                }
                theta
            })
            .collect()
    };
    assert!(rejects(|| grade_lookahead_path(local)), "the last step");
    // x from the new z.
    let late: ScheduleFreeStep = |y, z, grad, (eta, beta, c)| {
        for i in 0..y.len() {
            z[i] -= eta * grad[i];
            let x = (y[i] - (1.0 - beta) * z[i]) / beta;
            y[i] = (1.0 - beta) * z[i] + beta * (x + c * (z[i] - x));
        }
    };
    assert!(rejects(|| grade_schedule_free_step(late)), "z moved first");
    // The plain mean.
    let plain: PolynomialAverage = |points, _| {
        let points: Vec<f64> = points.collect();
        points.iter().sum::<f64>() / points.len() as f64
    };
    assert!(rejects(|| grade_polynomial_average(plain)), "no weights");
    // t counted from 1: the first point does not replace x₀ = 0.
    let shifted: PolynomialAverage = |points, b| {
        let shares = (1_u32..).map(|t| b / (f64::from(t) + b));
        points
            .zip(shares)
            .fold(0.0, |x, (y, share)| x + share * (y - x))
    };
    assert!(rejects(|| grade_polynomial_average(shifted)), "t from 1");
}
