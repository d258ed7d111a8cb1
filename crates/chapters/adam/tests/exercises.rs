//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p adam --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use adam::exercises::{self, Entry};
use adam::online::OneLarge;
use adam::{Adam, solutions};
use descent::random::{generator, normal, uniform};
use descent::{Optimizer, Spec, vector};

type CorrectedMeans = fn(&[f64], &[f64]) -> Vec<f64>;
type CatchUp = fn(Entry, u64, f64, f64, f64) -> Entry;
type ShortestBadPeriod = fn(f64, f64) -> usize;

fn grade_corrected_means(answer: CorrectedMeans) {
    let mut rng = generator(31);
    let changing: Vec<f64> = (1..=40).map(|t| 1.0 - 1.0 / f64::from(t + 1)).collect();
    let random: Vec<f64> = (0..40).map(|_| uniform(&mut rng)).collect();
    for decays in [vec![0.9; 40], changing, random] {
        let equal = answer(&[2.5; 40], &decays);
        assert_eq!(equal.len(), 40, "one mean for each value");
        for (t, mean) in (1..).zip(equal) {
            assert!(
                (mean - 2.5).abs() < 1e-12,
                "t = {t}: the mean of equal values 2.5 is {mean}"
            );
        }
        let values: Vec<f64> = (0..40).map(|_| normal(&mut rng)).collect();
        for (t, mean) in (1..).zip(answer(&values, &decays)) {
            // Each value with the weight that the recursion gives it, over the sum of the weights.
            let weight = |s: usize| (1.0 - decays[s]) * decays[s + 1..t].iter().product::<f64>();
            let total: f64 = (0..t).map(weight).sum();
            let wanted = (0..t).map(|s| weight(s) * values[s]).sum::<f64>() / total;
            assert!(
                (mean - wanted).abs() < 1e-10,
                "t = {t}: {mean} instead of {wanted}"
            );
        }
    }
}

fn grade_catch_up(answer: CatchUp) {
    static SPEC: Spec = Adam::SPEC;
    for (lr, beta1, beta2, first) in [
        (0.1, 0.9, 0.999, 3.0),
        (0.02, 0.5, 0.25, -1e-3),
        (0.3, 0.0, 0.9, 2.0),
        (0.3, 0.8, 0.5, -7.0),
    ] {
        let settings = SPEC.settings().with("lr", lr).expect("a rate");
        let settings = settings.with("beta1", beta1).expect("a decay");
        let settings = settings.with("beta2", beta2).expect("a decay");
        let settings = settings.with("eps", 0.0).expect("no ε");
        let settings = settings.with("bias_correction", "none").expect("a choice");
        let mut adam = Adam::from_settings(&settings).expect("settings");
        let mut theta = vector(&[0.4]);
        let entry = |adam: &Adam, theta: f64| Entry {
            theta,
            m: adam.first_moment()[0][0],
            v: adam.second_moment()[0][0],
        };
        for g in [first, -0.3 * first, 2.0 * first] {
            adam.step(&mut theta, &vector(&[g])).expect("a step");
        }
        let before = entry(&adam, theta[0][0]);
        for idle in 0..=30 {
            let (got, wanted) = (
                answer(before, idle, lr, beta1, beta2),
                entry(&adam, theta[0][0]),
            );
            for (name, got, wanted) in [
                ("θ", got.theta, wanted.theta),
                ("m", got.m, wanted.m),
                ("v", got.v, wanted.v),
            ] {
                assert!(
                    (got - wanted).abs() < 1e-10 * (1.0 + wanted.abs()),
                    "β₁ = {beta1}, β₂ = {beta2}, {idle} idle steps: {name} = {got}, not {wanted}"
                );
            }
            adam.step(&mut theta, &vector(&[0.0])).expect("a step");
        }
    }
}

fn grade_shortest_bad_period(answer: ShortestBadPeriod) {
    for (beta2, excess) in [(0.3, 1.0), (0.9, 1.0), (0.9, 1.5), (0.99, 1.0), (0.99, 2.0)] {
        let n = answer(beta2, excess);
        let climbs = |period: usize| {
            // Adam itself, long enough for v to be periodic, with a rate that stays inside [−1, 1].
            let c = excess * period as f64;
            let rounds = (2000 / period + 2) * period;
            let mut adam = Adam::with_betas(0.1, 0.0, beta2).expect("decays");
            let play = OneLarge { c, period }
                .play(&mut adam, &|_| 1e-6, rounds, 0.0)
                .expect("rounds");
            play.points[rounds] > play.points[rounds - period]
        };
        assert!(n >= 2, "a period of {n} has no small slope");
        assert!(
            climbs(n),
            "β₂ = {beta2}, C = {excess}n: at n = {n} Adam goes down"
        );
        assert!(
            n == 2 || !climbs(n - 1),
            "β₂ = {beta2}, C = {excess}n: it climbs before {n}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::corrected_means first"]
fn corrected_means() {
    grade_corrected_means(exercises::corrected_means);
}

#[test]
#[ignore = "for students: implement exercises::catch_up first"]
fn catch_up() {
    grade_catch_up(exercises::catch_up);
}

#[test]
#[ignore = "for students: implement exercises::shortest_bad_period first"]
fn shortest_bad_period() {
    grade_shortest_bad_period(exercises::shortest_bad_period);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_corrected_means(solutions::corrected_means);
    grade_catch_up(solutions::catch_up);
    grade_shortest_bad_period(solutions::shortest_bad_period);
    // What the page says of their growth.
    for (excess, wanted) in [(1.0, [7, 21, 64]), (1.5, [18, 155, 1528])] {
        let found = [0.9, 0.99, 0.999].map(|b| solutions::shortest_bad_period(b, excess));
        assert_eq!(found, wanted, "c = {excess}");
    }
}

#[test]
fn starters_are_rejected() {
    assert!(rejects(|| grade_corrected_means(
        exercises::corrected_means
    )));
    assert!(rejects(|| grade_catch_up(exercises::catch_up)));
    assert!(rejects(|| grade_shortest_bad_period(
        exercises::shortest_bad_period
    )));
}

#[test]
fn the_power_of_the_newest_decay_does_not_correct_a_changing_one() {
    let wrong: CorrectedMeans = |values, decays| {
        let mut m = 0.0;
        let mean = |(t, (x, beta)): (i32, (&f64, &f64))| {
            m = beta * m + (1.0 - beta) * x;
            m / (1.0 - beta.powi(t))
        };
        (1..).zip(values.iter().zip(decays)).map(mean).collect()
    };
    assert!(rejects(|| grade_corrected_means(wrong)));
}

#[test]
fn moments_that_do_not_decay_and_sums_that_begin_too_early_are_rejected() {
    let stale: CatchUp = |entry, idle, lr, beta1, beta2| Entry {
        theta: solutions::catch_up(entry, idle, lr, beta1, beta2).theta,
        ..entry
    };
    assert!(rejects(|| grade_catch_up(stale)));
    let early: CatchUp = |entry, idle, lr, beta1, beta2| {
        let q = beta1 / beta2.sqrt();
        let sum: f64 = (0..idle).map(|k| q.powf(k as f64)).sum();
        Entry {
            theta: entry.theta - lr * entry.m / entry.v.sqrt() * sum,
            ..solutions::catch_up(entry, idle, lr, beta1, beta2)
        }
    };
    assert!(rejects(|| grade_catch_up(early)));
}

#[test]
fn a_period_one_too_long_and_a_rule_of_thumb_are_rejected() {
    let late: ShortestBadPeriod = |beta2, excess| solutions::shortest_bad_period(beta2, excess) + 1;
    assert!(rejects(|| grade_shortest_bad_period(late)));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let memory: ShortestBadPeriod = |beta2, _| (1.0 / (1.0 - beta2)).round() as usize;
    assert!(rejects(|| grade_shortest_bad_period(memory)));
}
