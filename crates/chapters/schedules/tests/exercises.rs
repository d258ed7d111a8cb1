//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p schedules --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use schedules::noise::NoisyParabola;
use schedules::{Cosine, LinearFactor, Schedule, WarmupStableDecay, exercises, solutions};

type Plateau = fn(f64, f64, usize, &[f64]) -> Vec<f64>;
type Joined = fn(&[(u64, &dyn Schedule)], u64) -> f64;
type BestConstant = fn(NoisyParabola, f64, u64) -> f64;

fn grade_plateau(answer: Plateau) {
    let compare = |rates: &[f64], wanted: &[f64], what: &str| {
        assert_eq!(rates.len(), wanted.len(), "{what}: one rate for each loss");
        for (e, (rate, wanted)) in rates.iter().zip(wanted).enumerate() {
            assert!(
                (rate - wanted).abs() < 1e-12,
                "{what}: after epoch {e} the rate is {rate}, not {wanted}"
            );
        }
    };
    let falling = [4.0, 3.0, 2.0, 1.0];
    compare(&answer(0.1, 0.5, 0, &falling), &[0.1; 4], "a falling loss");
    let flat = [2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0];
    let wanted = [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025];
    compare(&answer(0.1, 0.5, 2, &flat), &wanted, "a flat loss");
    // An improvement of 10⁻⁵ of the loss is none; a real one starts the count anew.
    let losses = [1.0, 1.0 - 1e-5, 0.9, 0.95, 0.9, 0.91, 0.8];
    let wanted = [1.0, 1.0, 1.0, 1.0, 0.1, 0.1, 0.1];
    compare(
        &answer(1.0, 0.1, 1, &losses),
        &wanted,
        "a loss with a pause",
    );
}

fn grade_joined(answer: Joined) {
    let (up, down) = (
        LinearFactor::new(0.3, (0.0, 1.0), 10).unwrap(),
        Cosine::new(0.3, 0.0, 40).unwrap(),
    );
    let flat = |_: u64| 0.3;
    let parts: [(u64, &dyn Schedule); 3] = [(10, &up), (25, &flat), (40, &down)];
    for t in 0..120 {
        let wanted = match t {
            0..10 => up.rate(t),
            10..35 => 0.3,
            _ => down.rate(t - 35),
        };
        let rate = answer(&parts, t);
        assert!(
            (rate - wanted).abs() < 1e-15,
            "t = {t}: {rate}, not {wanted}"
        );
    }
    // Put together from its three parts, warmup–stable–decay is the book's own.
    let last = LinearFactor::new(0.3, (1.0, 0.0), 20).unwrap();
    let whole = WarmupStableDecay::new(0.3, (10, 25, 20)).unwrap();
    let parts: [(u64, &dyn Schedule); 3] = [(10, &up), (25, &flat), (20, &last)];
    for t in 0..70 {
        let (rate, wanted) = (answer(&parts, t), whole.rate(t));
        assert!(
            (rate - wanted).abs() < 1e-15,
            "t = {t}: {rate}, not {wanted}"
        );
    }
}

fn grade_best_constant(answer: BestConstant) {
    for (lambda, s, start, steps) in [
        (1.0, 1.0, 100.0, 50),
        (0.5, 0.2, 4.0, 200),
        (2.0, 3.0, 9.0, 10),
    ] {
        let noise = NoisyParabola { lambda, s };
        let eta = answer(noise, start, steps);
        let end = |eta: f64| {
            noise
                .second_moments(&|_: u64| eta, start, steps)
                .pop()
                .unwrap()
        };
        // A search over a grid of 20 000 rates.
        let best = (1..=20_000)
            .map(|k| f64::from(k) / 2e4 / lambda)
            .min_by(|a, b| end(*a).total_cmp(&end(*b)))
            .unwrap();
        assert!(
            (eta / best - 1.0).abs() < 1e-3 || end(eta) <= end(best) * (1.0 + 1e-9),
            "λ = {lambda}, s = {s}, V₀ = {start}, T = {steps}: {eta}, not {best}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::plateau first"]
fn plateau() {
    grade_plateau(exercises::plateau);
}

#[test]
#[ignore = "for students: implement exercises::joined first"]
fn joined() {
    grade_joined(exercises::joined);
}

#[test]
#[ignore = "for students: implement exercises::best_constant first"]
fn best_constant() {
    grade_best_constant(exercises::best_constant);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_plateau(solutions::plateau);
    grade_joined(solutions::joined);
    grade_best_constant(solutions::best_constant);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_plateau(exercises::plateau)), "starter");
    assert!(rejects(|| grade_joined(exercises::joined)), "starter");
    assert!(
        rejects(|| grade_best_constant(exercises::best_constant)),
        "starter"
    );
    // Cut one epoch too early.
    let early: Plateau = |rate, factor, patience, losses| {
        solutions::plateau(rate, factor, patience.max(1) - 1, losses)
    };
    assert!(rejects(|| grade_plateau(early)), "impatient");
    // The count goes on after a cut: one cut an epoch.
    let hasty: Plateau = |rate, factor, patience, losses| {
        let (mut best, mut since, mut now) = (f64::INFINITY, 0, rate);
        let after = |loss: &f64| {
            since = if *loss < best { 0 } else { since + 1 };
            best = best.min(*loss);
            if since > patience {
                now *= factor;
            }
            now
        };
        losses.iter().map(after).collect()
    };
    assert!(rejects(|| grade_plateau(hasty)), "no new count");
    // Every part on the common clock.
    let common: Joined = |parts, t| {
        let mut begin = 0;
        for (length, schedule) in parts {
            begin += length;
            if t < begin {
                return schedule.rate(t);
            }
        }
        parts[parts.len() - 1].1.rate(t)
    };
    assert!(rejects(|| grade_joined(common)), "common clock");
    // The greedy rate of the start is no constant's best.
    let greedy: BestConstant = |noise, start, _| noise.best_rate(start);
    assert!(rejects(|| grade_best_constant(greedy)), "greedy");
}
