//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p stochastic-gradient --test exercises -- --ignored`. The tests that
//! are not ignored show that each grader accepts the solution and rejects the starter and typical
//! wrong answers.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{DigitsMlp, LeastSquares, LogisticRegression};
use descent::random::{Generator, generator, with_replacement};
use descent::{FiniteSum, Objective, Tensor, distance, norm, vector, zeros_like};
use stochastic_gradient::noise::noise_scale;
use stochastic_gradient::{exercises, solutions};

type NoiseScale = fn(&dyn FiniteSum, &[Tensor], (usize, usize), usize, &mut Generator) -> f64;
type Accumulated = fn(&dyn FiniteSum, &[Tensor], &[usize], usize) -> Vec<Tensor>;
type Reduced = fn(&dyn FiniteSum, &[Tensor], (&[Tensor], &[Tensor]), &[usize]) -> Vec<Tensor>;

/// A problem that watches how it is asked.
struct Watched<P> {
    problem: P,
    largest: Cell<usize>,
    full: Cell<bool>,
}

impl<P> Watched<P> {
    fn new(problem: P) -> Self {
        let (largest, full) = (Cell::new(0), Cell::new(false));
        Self {
            problem,
            largest,
            full,
        }
    }
}

impl<P: FiniteSum> Objective for Watched<P> {
    fn name(&self) -> &str {
        self.problem.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.problem.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.problem.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.full.set(true);
        self.problem.gradient_into(params, grads);
    }
}

impl<P: FiniteSum> FiniteSum for Watched<P> {
    fn examples(&self) -> usize {
        self.problem.examples()
    }

    fn batch_gradient_into(&self, params: &[Tensor], batch: &[usize], grads: &mut [Tensor]) {
        self.largest.set(self.largest.get().max(batch.len()));
        self.problem.batch_gradient_into(params, batch, grads);
    }
}

fn grade_noise_scale(answer: NoiseScale) {
    let wine = LogisticRegression::wine(0.01).unwrap();
    for (entry, small, big) in [(0.0, 1, 16), (0.05, 2, 30), (-0.1, 5, 100)] {
        let theta = vector(&[entry; 14]);
        let wanted = noise_scale(&wine, &theta);
        let watched = Watched::new(wine.clone());
        let found = answer(
            &watched,
            &theta,
            (small, big),
            20_000,
            &mut generator(small as u64),
        );
        // The means of 20 000 squared norms are good to about 1 %.
        assert!(
            (found / wanted - 1.0).abs() < 0.1,
            "θ = {entry}, B = {small} and {big}: {found}, not {wanted}"
        );
        assert!(
            !watched.full.get() && watched.largest.get() <= big,
            "the full gradient was used"
        );
    }
}

fn grade_accumulated(answer: Accumulated) {
    let mlp = DigitsMlp::new(4, 1).unwrap();
    let theta = mlp.start();
    for (size, chunk) in [(12, 4), (13, 4), (5, 1), (7, 50), (100, 33)] {
        let batch: Vec<usize> = (0..size).map(|i| i * 17 % 1797).collect();
        let mut wanted = zeros_like(&theta);
        mlp.batch_gradient_into(&theta, &batch, &mut wanted);
        let watched = Watched::new(mlp.clone());
        let found = answer(&watched, &theta, &batch, chunk);
        let apart = distance(&found, &wanted);
        assert!(
            apart < 1e-12 * norm(&wanted).max(1.0),
            "{size} examples in chunks of {chunk}: {apart:e} apart"
        );
        assert!(
            watched.largest.get() <= chunk && !watched.full.get(),
            "more than {chunk} examples at once"
        );
    }
}

fn grade_reduced(answer: Reduced) {
    let f = LeastSquares::sample();
    let anchor = f.start();
    let theta = vec![anchor[0].mapv(|w| 0.99 * w + 0.01)];
    let (at_anchor, full) = (f.gradient(&anchor), f.gradient(&theta));
    let (mut mean, mut reduced, mut plain) = (zeros_like(&theta), 0.0, 0.0);
    for i in 0..4 {
        let found = answer(&f, &theta, (&anchor, &at_anchor), &[i]);
        mean[0].scaled_add(0.25, &found[0]);
        reduced += distance(&found, &full).powi(2);
        let mut g = zeros_like(&theta);
        f.batch_gradient_into(&theta, &[i], &mut g);
        plain += distance(&g, &full).powi(2);
    }
    let bias = distance(&mean, &full);
    assert!(
        bias < 1e-12,
        "the mean over the examples misses ∇f by {bias}"
    );
    // One per cent of the way from the anchor the noise has a ten-thousandth of its variance.
    assert!(
        reduced < 1e-3 * plain,
        "variance {reduced}, without the anchor {plain}"
    );
}

#[test]
#[ignore = "for students: implement exercises::noise_scale_from_batches first"]
fn noise_scale_from_batches() {
    grade_noise_scale(exercises::noise_scale_from_batches);
}

#[test]
#[ignore = "for students: implement exercises::accumulated_gradient first"]
fn accumulated_gradient() {
    grade_accumulated(exercises::accumulated_gradient);
}

#[test]
#[ignore = "for students: implement exercises::reduced_gradient first"]
fn reduced_gradient() {
    grade_reduced(exercises::reduced_gradient);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_noise_scale(solutions::noise_scale_from_batches);
    grade_accumulated(solutions::accumulated_gradient);
    grade_reduced(solutions::reduced_gradient);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_noise_scale(exercises::noise_scale_from_batches)),
        "starter"
    );
    assert!(
        rejects(|| grade_accumulated(exercises::accumulated_gradient)),
        "starter"
    );
    assert!(
        rejects(|| grade_reduced(exercises::reduced_gradient)),
        "starter"
    );
    // The large batch taken for the full gradient: its own noise counts as signal.
    let biased: NoiseScale = |f, params, (small, big), draws, rng| {
        let mut g = zeros_like(params);
        let mut mean_square = |b: usize| {
            let squares = (0..draws).map(|_| {
                f.batch_gradient_into(params, &with_replacement(f.examples(), b, rng), &mut g);
                norm(&g).powi(2)
            });
            squares.sum::<f64>() / draws as f64
        };
        let (noisy, quiet) = (mean_square(small), mean_square(big));
        (noisy - quiet) * small as f64 / quiet
    };
    assert!(rejects(|| grade_noise_scale(biased)), "big batch as signal");
    // The full gradient used where only batches are allowed.
    let exact: NoiseScale = |f, params, _, _, _| noise_scale(f, params);
    assert!(rejects(|| grade_noise_scale(exact)), "full gradient");
    // Every chunk with the same weight, the short one too.
    let unweighted: Accumulated = |f, params, batch, chunk| {
        let (mut sum, mut g) = (zeros_like(params), zeros_like(params));
        let chunks = batch.chunks(chunk);
        let count = chunks.len() as f64;
        for part in chunks {
            f.batch_gradient_into(params, part, &mut g);
            for (sum, g) in sum.iter_mut().zip(&g) {
                sum.scaled_add(1.0 / count, g);
            }
        }
        sum
    };
    assert!(rejects(|| grade_accumulated(unweighted)), "equal weights");
    // The sum in place of the mean.
    let summed: Accumulated = |f, params, batch, chunk| {
        let mean = solutions::accumulated_gradient(f, params, batch, chunk);
        mean.iter().map(|g| g * batch.len() as f64).collect()
    };
    assert!(rejects(|| grade_accumulated(summed)), "sum");
    // The anchor's full gradient forgotten, or its batch gradient added.
    let forgotten: Reduced = |f, params, (anchor, full), batch| {
        let zero = zeros_like(full);
        solutions::reduced_gradient(f, params, (anchor, &zero), batch)
    };
    assert!(rejects(|| grade_reduced(forgotten)), "no full gradient");
    let plain: Reduced = |f, params, _, batch| {
        let mut g = zeros_like(params);
        f.batch_gradient_into(params, batch, &mut g);
        g
    };
    assert!(rejects(|| grade_reduced(plain)), "plain mini-batch");
}
