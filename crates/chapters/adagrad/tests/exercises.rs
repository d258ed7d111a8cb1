//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p adagrad --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use adagrad::online::sparse_gradients;
use adagrad::speech::split;
use adagrad::{AdaGrad, exercises, solutions};
use descent::random::{generator, normal};
use descent::{FiniteSum, Objective, Optimizer, vector, zeros_like};

type SparseStep = fn(&mut [f64], &mut [f64], &[usize], f64, f64);
type BestDiagonal = fn(&[Vec<f64>], f64) -> (Vec<f64>, f64);
type DualAveraging = fn(&[f64], &[Vec<f64>], f64) -> Vec<f64>;

/// Against the dense optimizer on a hundred passages, the bias among the words.
fn grade_sparse_step(answer: SparseStep) {
    let (problem, _) = split();
    let n = problem.speeches().vocabulary.len() + 1;
    let mut dense = AdaGrad::new(0.1).unwrap();
    let mut params = problem.start();
    let mut grads = zeros_like(&params);
    let (mut theta, mut s) = (vec![0.0; n], vec![0.0; n]);
    for i in 0..100 {
        problem.batch_gradient_into(&params, &[i], &mut grads);
        dense.step(&mut params, &grads).unwrap();
        let mut places = problem.speeches().passages[i].clone();
        places.push(n - 1);
        answer(&mut theta, &mut s, &places, grads[0][[n - 1]], 0.1);
        for (place, (ours, theirs)) in params[0].iter().zip(&theta).enumerate() {
            assert!(
                (ours - theirs).abs() < 1e-14,
                "passage {i}, word {place}: {theirs}, not {ours}"
            );
        }
    }
    // Only the words are touched: NaN elsewhere stays and does not spread.
    let (mut theta, mut s) = (vec![f64::NAN; 50], vec![f64::NAN; 50]);
    (theta[7], s[7]) = (1.0, 3.0);
    answer(&mut theta, &mut s, &[7], 1.0, 1.0);
    assert!((theta[7] - 0.5).abs() < 1e-9, "{}", theta[7]);
    assert!(s.iter().enumerate().all(|(k, s)| s.is_nan() || k == 7));
}

/// Whatever the diagonal, a small change of any entry makes it worse, and the value is the value.
fn grade_best_diagonal(answer: BestDiagonal) {
    let mut rng = generator(1);
    for (d, distance) in [(2, 1.0), (5, 0.3), (8, 6.0)] {
        let mut gradients = sparse_gradients(d, 0.7, 100, d as u64);
        gradients.push((0..d).map(|_| normal(&mut rng)).collect());
        let (diagonal, minimum) = answer(&gradients, distance);
        assert_eq!(diagonal.len(), d, "one H for each entry");
        let value = |h: &[f64]| -> f64 {
            let entries = gradients.iter().flat_map(|g| g.iter().zip(h));
            let squares: f64 = entries.map(|(g, h)| g * g / h).sum();
            0.5 * (distance * distance * h.iter().sum::<f64>() + squares)
        };
        let there = value(&diagonal);
        assert!(
            (minimum / there - 1.0).abs() < 1e-9,
            "the minimum is {there}, not {minimum}"
        );
        for i in 0..d {
            for factor in [0.99, 1.01] {
                let mut other = diagonal.clone();
                other[i] *= factor;
                assert!(
                    value(&other) > there,
                    "H{i} times {factor} is better: {} below {there}",
                    value(&other)
                );
            }
        }
    }
}

/// Against the objective itself, minimized by thirds.
fn grade_dual_averaging(answer: DualAveraging) {
    let mut rng = generator(2);
    for (lr, rounds) in [(0.3, 1), (1.0, 7), (0.05, 40)] {
        let start = [0.7, -1.0, 0.0];
        let gradients: Vec<Vec<f64>> = (0..rounds)
            .map(|_| vec![normal(&mut rng), 5.0 * normal(&mut rng) + 2.0, 0.0])
            .collect();
        let end = answer(&start, &gradients, lr);
        assert_eq!(end.len(), 3);
        for i in 0..2 {
            let sum: f64 = gradients.iter().map(|g| g[i]).sum();
            let root = gradients.iter().map(|g| g[i] * g[i]).sum::<f64>().sqrt();
            let objective = |x: f64| sum * x + root * (x - start[i]).powi(2) / (2.0 * lr);
            let (mut low, mut high) = (-50.0, 50.0);
            for _ in 0..200 {
                let third = (high - low) / 3.0;
                if objective(low + third) < objective(high - third) {
                    high -= third;
                } else {
                    low += third;
                }
            }
            assert!(
                (end[i] - low).abs() < 1e-6,
                "η = {lr}, T = {rounds}, entry {i}: {}, not {low}",
                end[i]
            );
        }
        assert_eq!(end[2], 0.0, "no gradient, no move");
        // The first step is AdaGrad's.
        if rounds == 1 {
            let mut theta = vector(&start);
            let mut adagrad = AdaGrad::pure(lr).unwrap();
            adagrad.step(&mut theta, &vector(&gradients[0])).unwrap();
            assert!((end[0] - theta[0][[0]]).abs() < 1e-12);
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::sparse_step first"]
fn sparse_step() {
    grade_sparse_step(exercises::sparse_step);
}

#[test]
#[ignore = "for students: implement exercises::best_diagonal first"]
fn best_diagonal() {
    grade_best_diagonal(exercises::best_diagonal);
}

#[test]
#[ignore = "for students: implement exercises::dual_averaging first"]
fn dual_averaging() {
    grade_dual_averaging(exercises::dual_averaging);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_sparse_step(solutions::sparse_step);
    grade_best_diagonal(solutions::best_diagonal);
    grade_dual_averaging(solutions::dual_averaging);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_sparse_step(exercises::sparse_step)),
        "starter"
    );
    assert!(
        rejects(|| grade_best_diagonal(exercises::best_diagonal)),
        "starter"
    );
    assert!(
        rejects(|| grade_dual_averaging(exercises::dual_averaging)),
        "starter"
    );
    // The sum is updated after the step instead of before it.
    let late: SparseStep = |theta, s, words, slope, lr| {
        for &word in words {
            theta[word] -= lr * slope / (s[word].sqrt() + 1e-10);
            s[word] += slope * slope;
        }
    };
    assert!(
        rejects(|| grade_sparse_step(late)),
        "the sum before the step"
    );
    // Every entry is visited.
    let dense: SparseStep = |theta, s, words, slope, lr| {
        for place in 0..theta.len() {
            let g = if words.contains(&place) { slope } else { 0.0 };
            s[place] = if s[place].is_nan() { 0.0 } else { s[place] } + g * g;
            theta[place] -= lr * g / (s[place].sqrt() + 1e-10);
        }
    };
    assert!(rejects(|| grade_sparse_step(dense)), "all entries");
    // The sums of squares without the root.
    let squares: BestDiagonal = |gradients, distance| {
        let (roots, minimum) = solutions::best_diagonal(gradients, distance);
        (roots.iter().map(|h| h * h).collect(), minimum)
    };
    assert!(rejects(|| grade_best_diagonal(squares)), "no root");
    // AdaGrad itself, which weighs each gradient by the sum of its own time.
    let adagrad: DualAveraging = |start, gradients, lr| {
        let (mut optimizer, mut theta) = (AdaGrad::pure(lr).unwrap(), vector(start));
        for g in gradients {
            optimizer.step(&mut theta, &vector(g)).unwrap();
        }
        theta[0].iter().copied().collect()
    };
    assert!(rejects(|| grade_dual_averaging(adagrad)), "AdaGrad");
}
