//! Every problem of the zoo: gradients and Hessians against differences, minimizers, mini-batches.

use descent::data::speeches;
use descent::problems::{
    self, DigitsMlp, LeastSquares, LogisticRegression, Quadratic, Rosenbrock, SpeechEmbedding,
    SpeechRegression, ZOO,
};
use descent::random::{generator, normal, permutation, uniform};
use descent::{
    FiniteSum, Objective, Tensor, differences, distance, dot, flatten, norm, unflatten, zeros_like,
};

/// The cube root of the machine epsilon balances the two errors of a central difference.
const H: f64 = 6e-6;

/// A random point near the start, away from symmetric places where wrong terms vanish.
fn point_near(start: &[Tensor], seed: u64) -> Vec<Tensor> {
    let mut rng = generator(seed);
    let moved: Vec<f64> = flatten(start)
        .iter()
        .map(|x| x + 0.7 * normal(&mut rng))
        .collect();
    unflatten(&moved, start)
}

fn check_gradient(objective: &dyn Objective, seed: u64) {
    let theta = point_near(&objective.start(), seed);
    let (exact, numeric) = (
        objective.gradient(&theta),
        differences::gradient(objective, &theta, H),
    );
    let error = distance(&exact, &numeric) / norm(&exact).max(1.0);
    assert!(
        error < 1e-8,
        "{}: relative gradient error {error:e}",
        objective.name()
    );
}

fn check_hessian(objective: &dyn Objective, seed: u64) {
    let theta = point_near(&objective.start(), seed);
    let Some(exact) = objective.hessian(&theta) else {
        return;
    };
    let numeric = differences::hessian(objective, &theta, H);
    let scale = exact.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
    let error = (&exact - &numeric)
        .iter()
        .fold(0.0_f64, |a, b| a.max(b.abs()))
        / scale;
    assert!(
        error < 1e-8,
        "{}: relative Hessian error {error:e}",
        objective.name()
    );
}

#[test]
fn gradients_and_hessians_agree_with_differences() {
    for entry in ZOO {
        let problem = (entry.build)();
        assert_eq!(problem.name(), entry.name);
        // The network has 1210 parameters, each difference is two passes over the data; the speeches
        // have 5069 and are checked along random lines below.
        let seeds = match entry.name {
            "speech-regression" => 0..0,
            "digits-mlp" => 0..1,
            _ => 0..5,
        };
        for seed in seeds {
            check_gradient(problem.as_ref(), seed);
            check_hessian(problem.as_ref(), seed);
        }
    }
}

#[test]
fn directional_derivatives_are_the_gradients_components() {
    let mut offered = 0;
    for entry in ZOO {
        let problem = (entry.build)();
        for seed in 0..3 {
            let theta = point_near(&problem.start(), seed);
            let v = point_near(&zeros_like(&theta), seed + 10);
            let Some(slope) = problem.directional_derivative(&theta, &v) else {
                continue;
            };
            offered += 1;
            let along = dot(&problem.gradient(&theta), &v);
            // Two orders of summation of at most some hundred thousand products.
            let error = (slope - along).abs() / (1.0 + along.abs());
            assert!(error < 1e-11, "{}: {slope} {along}", entry.name);
        }
    }
    assert_eq!(offered, 3 * 5, "how many problems offer it");
}

#[test]
fn the_networks_second_derivatives_agree_with_differences_of_gradients() {
    let network = DigitsMlp::new(5, 3).unwrap();
    for seed in 0..3 {
        let theta = point_near(&network.start(), seed);
        let v = point_near(&network.start(), seed + 10);
        let exact = network.hessian_vector(&theta, &v).unwrap();
        let gradient = |h: f64| {
            let moved: Vec<Tensor> = theta.iter().zip(&v).map(|(a, b)| a + &(b * h)).collect();
            network.gradient(&moved)
        };
        let numeric: Vec<Tensor> = gradient(1e-5)
            .iter()
            .zip(&gradient(-1e-5))
            .map(|(ahead, behind)| (ahead - behind) / 2e-5)
            .collect();
        let error = distance(&exact, &numeric) / norm(&exact);
        assert!(error < 1e-7, "seed {seed}: relative error {error:e}");
    }
}

#[test]
fn the_speeches_gradients_agree_with_differences_along_random_lines() {
    let problems: [&dyn Objective; 2] = [
        &SpeechRegression::new(speeches()),
        &SpeechEmbedding::new(speeches(), 4, 3).unwrap(),
    ];
    for (problem, seed) in problems
        .iter()
        .flat_map(|p| (0..5).map(move |seed| (p, seed)))
    {
        let theta = point_near(&problem.start(), seed);
        let line = point_near(&zeros_like(&theta), seed + 10);
        let value = |h: f64| {
            let moved = theta.iter().zip(&line).map(|(a, b)| a + &(b * h));
            problem.value(&moved.collect::<Vec<Tensor>>())
        };
        let exact = dot(&problem.gradient(&theta), &line);
        let numeric = (value(1e-5) - value(-1e-5)) / 2e-5;
        let error = (exact - numeric).abs() / exact.abs().max(1.0);
        assert!(
            error < 1e-7,
            "{}, seed {seed}: {exact} {numeric}",
            problem.name()
        );
    }
}

#[test]
fn a_passage_touches_only_the_rows_of_its_words() {
    let network = SpeechEmbedding::new(speeches(), 4, 3).unwrap();
    let theta = network.start();
    let mut grads = zeros_like(&theta);
    network.batch_gradient_into(&theta, &[7, 11], &mut grads);
    let touched: Vec<usize> = grads[0]
        .outer_iter()
        .enumerate()
        .filter(|(_, row)| row.iter().any(|&g| g != 0.0))
        .map(|(word, _)| word)
        .collect();
    let mut words = [7, 11].map(|i| speeches().passages[i].clone()).concat();
    words.sort_unstable();
    words.dedup();
    assert_eq!(touched, words);
}

#[test]
fn the_speakers_can_be_told_apart() {
    let (train, held_out) = speeches().split(400);
    let problem = SpeechRegression::new(train.clone());
    let mut theta = problem.start();
    for _ in 0..200 {
        let grads = problem.gradient(&theta);
        for (theta, g) in theta.iter_mut().zip(&grads) {
            theta.scaled_add(-0.2, g);
        }
    }
    let (seen, unseen) = (
        problem.accuracy(&theta, &train),
        problem.accuracy(&theta, &held_out),
    );
    assert!(seen > 0.95 && unseen > 0.8, "{seen} {unseen}");
}

#[test]
fn the_digits_can_be_split() {
    let network = DigitsMlp::new(4, 1).unwrap();
    let theta = point_near(&network.start(), 2);
    let all: Vec<usize> = (0..network.examples()).collect();
    let (first, rest) = all.split_at(500);
    let weigh = |a: f64, b: f64| (500.0 * a + 1297.0 * b) / 1797.0;
    let loss = weigh(
        network.loss_on(&theta, first),
        network.loss_on(&theta, rest),
    );
    assert!((loss - network.value(&theta)).abs() < 1e-12, "{loss}");
    let accuracy = weigh(
        network.accuracy_on(&theta, first),
        network.accuracy_on(&theta, rest),
    );
    assert!(
        (accuracy - network.accuracy(&theta)).abs() < 1e-12,
        "{accuracy}"
    );
}

#[test]
fn rosenbrock_is_right_for_other_a_and_b() {
    let mut rng = generator(3);
    for seed in 0..20 {
        let (a, b) = (4.0 * uniform(&mut rng) - 2.0, 50.0 * uniform(&mut rng));
        let valley = Rosenbrock { a, b };
        check_gradient(&valley, seed);
        check_hessian(&valley, seed);
        assert_eq!(valley.value(&valley.minimizers()[0]), 0.0);
    }
}

#[test]
fn minimizers_are_stationary_and_no_neighbour_is_lower() {
    for entry in ZOO {
        let problem = (entry.build)();
        for minimizer in problem.minimizers() {
            let slope = norm(&problem.gradient(&minimizer));
            assert!(
                slope < 1e-11,
                "{}: gradient {slope:e} at {minimizer:?}",
                entry.name
            );
            let lowest = problem.value(&minimizer);
            for seed in 0..200 {
                let other = problem.value(&point_near(&minimizer, seed));
                assert!(other > lowest, "{}: {other} below {lowest}", entry.name);
            }
        }
    }
}

#[test]
fn smoothness_and_strong_convexity_bound_the_curvature() {
    let mut with_constants = 0;
    for entry in ZOO {
        let problem = (entry.build)();
        let (smooth, convex) = (problem.smoothness(), problem.strong_convexity());
        if smooth.is_none() && convex.is_none() {
            continue;
        }
        with_constants += 1;
        for seed in 0..50 {
            let (p, q) = (
                point_near(&problem.start(), seed),
                point_near(&problem.start(), seed + 50),
            );
            let bend = distance(&problem.gradient(&p), &problem.gradient(&q));
            let apart = distance(&p, &q);
            assert!(
                smooth.is_none_or(|l| bend <= l * apart * (1.0 + 1e-12)),
                "{}",
                entry.name
            );
            assert!(
                convex.is_none_or(|mu| bend >= mu * apart * (1.0 - 1e-12)),
                "{}",
                entry.name
            );
        }
    }
    assert!(
        with_constants >= 3,
        "only {with_constants} problems state L or μ"
    );
}

#[test]
fn batches_that_partition_the_examples_average_to_the_gradient() {
    let problems: [&dyn FiniteSum; 5] = [
        &LeastSquares::sample(),
        &LogisticRegression::wine(0.3).unwrap(),
        &DigitsMlp::new(5, 1).unwrap(),
        &SpeechRegression::new(speeches()),
        &SpeechEmbedding::new(speeches(), 3, 2).unwrap(),
    ];
    for problem in problems {
        let theta = point_near(&problem.start(), 9);
        let n = problem.examples();
        let order = permutation(n, &mut generator(4));
        let mut mean = zeros_like(&theta);
        let mut part = zeros_like(&theta);
        for batch in order.chunks(n / 3) {
            problem.batch_gradient_into(&theta, batch, &mut part);
            for (sum, part) in mean.iter_mut().zip(&part) {
                sum.scaled_add(batch.len() as f64 / n as f64, part);
            }
        }
        let error = distance(&mean, &problem.gradient(&theta)) / norm(&mean);
        assert!(error < 1e-13, "{}: {error:e}", problem.name());
    }
}

#[test]
fn bad_definitions_get_a_message() {
    let message = |error: problems::ProblemError| error.to_string();
    assert_eq!(
        message(Quadratic::new(&[1.0, f64::NAN]).unwrap_err()),
        "quadratic: the spectrum [1.0, NaN] must be finite numbers, one at least",
    );
    assert!(message(DigitsMlp::new(0, 0).unwrap_err()).contains("1 or more"));
    assert!(message(LogisticRegression::wine(-1.0).unwrap_err()).contains("penalty -1"));
    let unknown = problems::by_name("rosenbrok").err().map(message).unwrap();
    assert!(unknown.contains("did you mean `rosenbrock`?"), "{unknown}");
}
