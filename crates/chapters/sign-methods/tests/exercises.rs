//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p sign-methods --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::{generator, normal, with_replacement};
use descent::{Optimizer, vector};
use sign_methods::{Tiger, exercises, sign, solutions};

type ErrorFeedback = fn(f64, &mut [f64], &mut [f64], &[f64]);
type Accumulated = fn(&[f64], &[Vec<f64>], usize, (f64, f64, f64)) -> Vec<f64>;
type Majority = fn(&[Vec<f64>]) -> Vec<f64>;

fn grade_error_feedback(answer: ErrorFeedback) {
    // θ − e is where plain steps along the gradients would be.
    let mut rng = generator(1);
    let (mut theta, mut error, mut plain) = (vec![1.0; 6], vec![0.0; 6], vec![1.0; 6]);
    for t in 1..=50 {
        let g: Vec<f64> = (0..6).map(|_| normal(&mut rng)).collect();
        let before = theta.clone();
        answer(0.1, &mut theta, &mut error, &g);
        for i in 0..6 {
            plain[i] -= 0.1 * g[i];
            let gap = theta[i] - error[i] - plain[i];
            assert!(
                gap.abs() < 1e-12,
                "step {t}, entry {i}: θ − e is {gap:e} off"
            );
            let (here, there) = (theta[i] - before[i], theta[0] - before[0]);
            assert!(
                here != 0.0 && (here.abs() - there.abs()).abs() < 1e-12,
                "step {t}: entries move by {here} and {there}"
            );
        }
    }
    // The example on which signs alone are stuck at f ≥ 0.5.
    let (mut theta, mut error) = ([1.007, 0.991], [0.0, 0.0]);
    for i in with_replacement(2, 3000, &mut rng) {
        let a = [[1.5, -0.5], [-0.5, 1.5]][i];
        let inner = a[0] * theta[0] + a[1] * theta[1];
        answer(0.02, &mut theta, &mut error, &[inner * a[0], inner * a[1]]);
    }
    let distance = theta[0].hypot(theta[1]);
    assert!(distance < 1e-3, "after 3000 steps ‖θ‖ is {distance}");
}

fn grade_accumulated(answer: Accumulated) {
    let mut rng = generator(2);
    for (k, beta, lambda) in [(1, 0.9, 0.0), (4, 0.965, 0.1), (5, 0.3, 1.0)] {
        let micro: Vec<Vec<f64>> = (0..30 * k)
            .map(|_| vec![normal(&mut rng) + 0.2, normal(&mut rng)])
            .collect();
        let mut theta = vector(&[2.0, -1.0]);
        let mut tiger = Tiger::new(0.05, beta, lambda).unwrap();
        for batch in micro.chunks(k) {
            let mean = [0, 1].map(|i| batch.iter().map(|g| g[i]).sum::<f64>() / k as f64);
            tiger.step(&mut theta, &vector(&mean)).unwrap();
        }
        let got = answer(&[2.0, -1.0], &micro, k, (0.05, beta, lambda));
        for i in 0..2 {
            assert!(
                (got[i] - theta[0][i]).abs() < 1e-12,
                "k = {k}, β = {beta}, entry {i}: {}, but Tiger on the means ends at {}",
                got[i],
                theta[0][i]
            );
        }
    }
}

fn grade_majority(answer: Majority) {
    let lecture: Vec<Vec<f64>> = (0..10)
        .map(|k| vec![if k == 0 { -0.9 } else { 0.1 }, 0.0, f64::from(k) - 4.5])
        .collect();
    assert_eq!(
        answer(&lecture),
        [1.0, 0.0, 0.0],
        "nine to one, nobody, a tie"
    );
    // One entry 0.5 with noise of deviation 1: a single sign is wrong with probability 0.31. The
    // bound 2√(q(1−q)) to the power 25 says 0.14 for 25 workers; it is 0.024 in truth.
    let (mut rng, mut wrong) = (generator(3), 0);
    for _ in 0..400 {
        let workers: Vec<Vec<f64>> = (0..25).map(|_| vec![0.5 + normal(&mut rng)]).collect();
        wrong += i32::from(answer(&workers) != [1.0]);
    }
    // Binomial with mean 10 and deviation 3.
    assert!(wrong < 28, "{wrong} wrong votes of 400");
}

#[test]
#[ignore = "for students: implement exercises::error_feedback first"]
fn error_feedback() {
    grade_error_feedback(exercises::error_feedback);
}

#[test]
#[ignore = "for students: implement exercises::accumulated first"]
fn accumulated() {
    grade_accumulated(exercises::accumulated);
}

#[test]
#[ignore = "for students: implement exercises::majority first"]
fn majority() {
    grade_majority(exercises::majority);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_error_feedback(solutions::error_feedback);
    grade_accumulated(solutions::accumulated);
    grade_majority(solutions::majority);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_error_feedback(exercises::error_feedback)),
        "starter"
    );
    assert!(
        rejects(|| grade_accumulated(exercises::accumulated)),
        "starter"
    );
    assert!(rejects(|| grade_majority(exercises::majority)), "starter");
    // The step has the length η, as sign descent's.
    let unscaled: ErrorFeedback = |eta, theta, error, g| {
        for i in 0..theta.len() {
            let p = eta * g[i] + error[i];
            theta[i] -= eta * sign(p);
            error[i] = p - eta * sign(p);
        }
    };
    assert!(rejects(|| grade_error_feedback(unscaled)), "length η");
    // The old error is dropped.
    let forgetful: ErrorFeedback = |eta, theta, error, g| {
        error.fill(0.0);
        solutions::error_feedback(eta, theta, error, g);
    };
    assert!(rejects(|| grade_error_feedback(forgetful)), "no memory");
    // m decays at every micro-batch.
    let every: Accumulated = |start, gradients, k, (lr, beta, lambda)| {
        let (mut theta, mut m) = (start.to_vec(), vec![0.0; start.len()]);
        for (s, g) in gradients.iter().enumerate() {
            for i in 0..m.len() {
                m[i] = beta * m[i] + (1.0 - beta) * g[i];
                if (s + 1) % k == 0 {
                    theta[i] -= lr * (sign(m[i]) + lambda * theta[i]);
                }
            }
        }
        theta
    };
    assert!(rejects(|| grade_accumulated(every)), "decay at every batch");
    // The sign of the mean gradient.
    let mean: Majority = |gradients| {
        let entries = 0..gradients[0].len();
        entries
            .map(|i| sign(gradients.iter().map(|g| g[i]).sum()))
            .collect()
    };
    assert!(rejects(|| grade_majority(mean)), "the sign of the sum");
}
