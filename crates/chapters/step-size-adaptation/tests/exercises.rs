//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p step-size-adaptation --test exercises -- --ignored`. The tests
//! that are not ignored show that each grader accepts the solution and rejects the starter and a
//! wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{LogisticRegression, Quadratic};
use descent::random::{generator, normal, uniform};
use descent::{Objective, OracleOptimizer, Tensor, distance, vector};
use step_size_adaptation::{LargestEntry, PolyakSgd, exercises, solutions};

type PolyakPath = fn(&dyn Objective, &[Tensor], (f64, f64), usize) -> Vec<Vec<Tensor>>;
type Estimates = fn(&[f64], &[f64], &[Vec<f64>], &[Vec<f64>]) -> Vec<f64>;
type BestShare = fn(&[f64]) -> f64;

fn grade_polyak_path(answer: PolyakPath) {
    let wine = LogisticRegression::wine(0.1).unwrap();
    let cone = LargestEntry {
        slope: 2.0,
        entries: 3,
    };
    let bowl = Quadratic::new(&[1.0, 1.0]).unwrap();
    let problems: [(&dyn Objective, f64); 4] =
        [(&wine, 0.0), (&wine, 0.65), (&cone, 0.5), (&bowl, 0.0)];
    for (f, first) in problems {
        let path = answer(f, &f.start(), (first, 0.05), 25);
        assert_eq!(
            path.len(),
            26,
            "{}: the start and one point a step",
            f.name()
        );
        assert_eq!(path[0], f.start(), "{}: the start", f.name());
        let mut target = first;
        for t in 1..=25 {
            let mut theta = path[t - 1].clone();
            let value = f.value(&theta);
            target = if value > target { target } else { value - 0.05 };
            let mut step = PolyakSgd::new(target).unwrap();
            step.step_on(f, &mut theta).unwrap();
            let apart = distance(&theta, &path[t]);
            assert!(
                apart < 1e-9,
                "{}, target {target}, step {t}: {apart:e} apart",
                f.name()
            );
        }
    }
}

fn grade_distance_estimates(answer: Estimates) {
    let mut rng = generator(31);
    let f = Quadratic::new(&[0.3, 1.0, 2.0]).unwrap();
    for trial in 0..40 {
        let origin = [normal(&mut rng), normal(&mut rng), 2.0];
        let far = origin.iter().map(|x| x * x).sum::<f64>().sqrt();
        let (mut weights, mut grads, mut points) = (Vec::new(), Vec::new(), Vec::new());
        for k in 0..12 {
            let part = if k == 0 { 0.0 } else { 1.2 * uniform(&mut rng) };
            let point: Vec<f64> = origin.iter().map(|x| x * (1.0 - part)).collect();
            grads.push(descent::flatten(&f.gradient(&vector(&point))));
            points.push(point);
            weights.push(uniform(&mut rng) + 0.01);
        }
        let found = answer(&origin, &weights, &grads, &points);
        assert_eq!(found.len(), 12, "one estimate for each gradient");
        assert!(
            found[0].abs() < 1e-12,
            "the first gradient says nothing: {}",
            found[0]
        );
        for t in 1..=12 {
            let estimate = |t: usize| {
                let sum = |i: usize| (0..t).map(|k| weights[k] * grads[k][i]).sum::<f64>();
                let above = |k: usize| -> f64 {
                    (0..3)
                        .map(|i| weights[k] * grads[k][i] * (origin[i] - points[k][i]))
                        .sum()
                };
                let size = (0..3).map(|i| sum(i).powi(2)).sum::<f64>().sqrt();
                (0..t).map(above).sum::<f64>() / size
            };
            let wanted = (1..=t).map(estimate).fold(0.0, f64::max);
            let got = found[t - 1];
            assert!(
                (got - wanted).abs() < 1e-9,
                "trial {trial}, t = {t}: {got}, not {wanted}"
            );
            assert!(
                got <= far * (1.0 + 1e-12),
                "trial {trial}: {got} above the distance {far}"
            );
        }
    }
    let nothing = answer(
        &[1.0],
        &[1.0, 1.0],
        &[vec![0.0], vec![0.0]],
        &[vec![1.0], vec![1.0]],
    );
    assert_eq!(nothing, [0.0, 0.0], "gradients 0: 0/0 is no estimate");
}

fn grade_best_share(answer: BestShare) {
    // Sides only: 70 of 100 heads make the share 2 · 0.7 − 1.
    let sides: Vec<f64> = (0..100)
        .map(|t| if t % 10 < 7 { 1.0 } else { -1.0 })
        .collect();
    let found = answer(&sides);
    assert!((found - 0.4).abs() < 1e-8, "70 of 100: {found}, not 0.4");
    let mut rng = generator(32);
    for trial in 0..40 {
        let drift = 0.8 * (uniform(&mut rng) - 0.5);
        let mut coins: Vec<f64> = (0..60)
            .map(|_| f64::clamp(drift + 1.4 * uniform(&mut rng) - 0.7, -1.0, 1.0))
            .collect();
        coins.extend([0.3, -0.3]);
        let wealth = |b: f64| coins.iter().map(|c| (1.0 + b * c).ln()).sum::<f64>();
        let found = answer(&coins);
        assert!((-1.0..=1.0).contains(&found), "trial {trial}: {found}");
        for i in -100..=100 {
            let other = f64::from(i) / 100.0;
            let (here, there) = (wealth(found), wealth(other));
            assert!(
                there <= here + 1e-9,
                "trial {trial}: the share {other} beats {found}"
            );
        }
    }
    let found = answer(&[1.0, 1.0, 1.0, -1e-9]);
    assert!((found - 1.0).abs() < 1e-6, "nearly sure: {found}");
}

#[test]
#[ignore = "for students: implement exercises::polyak_path first"]
fn polyak_path() {
    grade_polyak_path(exercises::polyak_path);
}

#[test]
#[ignore = "for students: implement exercises::distance_estimates first"]
fn distance_estimates() {
    grade_distance_estimates(exercises::distance_estimates);
}

#[test]
#[ignore = "for students: implement exercises::best_share first"]
fn best_share() {
    grade_best_share(exercises::best_share);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_polyak_path(solutions::polyak_path);
    grade_distance_estimates(solutions::distance_estimates);
    grade_best_share(solutions::best_share);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_polyak_path(exercises::polyak_path)),
        "starter"
    );
    assert!(
        rejects(|| grade_distance_estimates(exercises::distance_estimates)),
        "starter"
    );
    assert!(
        rejects(|| grade_best_share(exercises::best_share)),
        "starter"
    );
    // The target is never lowered.
    let fixed: PolyakPath = |f, start, (target, _), steps| {
        let mut path = vec![start.to_vec()];
        for t in 0..steps {
            let mut theta = path[t].clone();
            PolyakSgd::new(target)
                .unwrap()
                .step_on(f, &mut theta)
                .unwrap();
            path.push(theta);
        }
        path
    };
    assert!(rejects(|| grade_polyak_path(fixed)), "a fixed target");
    // Weights that are ignored; and no running maximum.
    let equal: Estimates = |origin, weights, grads, points| {
        solutions::distance_estimates(origin, &vec![1.0; weights.len()], grads, points)
    };
    assert!(rejects(|| grade_distance_estimates(equal)), "equal weights");
    let last: Estimates = |origin, weights, grads, points| {
        let one = |k: usize| {
            solutions::distance_estimates(origin, &weights[k..=k], &grads[k..=k], &points[k..=k])[0]
        };
        (0..weights.len()).map(one).collect()
    };
    assert!(
        rejects(|| grade_distance_estimates(last)),
        "each gradient alone"
    );
    // The mean is right for sides only.
    let mean: BestShare = |coins| coins.iter().sum::<f64>() / coins.len() as f64;
    assert!(rejects(|| grade_best_share(mean)), "the mean");
}
