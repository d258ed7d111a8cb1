//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p weight-decay --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::LogisticRegression;
use descent::{Objective, Optimizer, Spec, Tensor, descend, distance, norm, vector};
use momentum::Momentum;
use weight_decay::{Normalized, SgdP, SgdW, exercises, solutions};

type CautiousDecay = fn(&mut [f64], &[f64], f64, f64);
type AlongTheSphere = fn(&dyn Objective, &[Tensor], (f64, f64), usize) -> Vec<Tensor>;
type MatchingL2 = fn(&dyn Fn(f64) -> f64, f64) -> f64;

fn grade_cautious_decay(answer: CautiousDecay) {
    let start = [2.0, -3.0, 1.5, -0.5, 0.0, 4.0];
    let update = [0.5, -1.0, -0.7, 2.0, 1.0, 0.0];
    for (lr, lambda) in [(0.1, 0.5), (0.01, 3.0)] {
        let mut theta = start;
        answer(&mut theta, &update, lr, lambda);
        for i in 0..start.len() {
            let moved = start[i] - lr * update[i];
            let decays = start[i] * update[i] >= 0.0;
            let wanted = moved - f64::from(decays) * lr * lambda * start[i];
            assert!(
                (theta[i] - wanted).abs() < 1e-14,
                "θ = {}, u = {}: {} instead of {wanted}",
                start[i],
                update[i],
                theta[i]
            );
        }
    }
    // A step that crosses zero is judged by the sign before it.
    let mut theta = [0.1];
    answer(&mut theta, &[2.0], 0.1, 1.0);
    assert!((theta[0] - (0.09 - 0.2)).abs() < 1e-14, "{}", theta[0]);
}

fn grade_along_the_sphere(answer: AlongTheSphere) {
    static SPEC: Spec = SgdP::SPEC;
    let wine = LogisticRegression::wine(0.0).expect("the penalty 0");
    let f = Normalized::new(wine, &[Some(3.0)]);
    // The optimizer projects matrices only: a matrix of one row stands for the vector.
    let start = vec![f.start()[0].mapv(|_| 0.5)];
    let settings = |lr: f64, beta: f64| {
        let settings = SPEC.settings().with("lr", lr)?.with("beta", beta)?;
        settings.with("eps", 0.0)?.with("delta", 10.0)
    };
    for (lr, beta, steps) in [(0.5, 0.9, 30), (2.0, 0.5, 20), (1.0, 0.0, 5)] {
        let got = answer(&f, &start, (lr, beta), steps);
        let mut sgdp = SgdP::from_settings(&settings(lr, beta).unwrap()).unwrap();
        let mut row = vec![start[0].clone().insert_axis(ndarray::Axis(0))];
        for _ in 0..steps {
            let theta = vec![row[0].index_axis(ndarray::Axis(0), 0).to_owned()];
            let gradient = f.gradient(&theta)[0].clone();
            sgdp.step(&mut row, &[gradient.insert_axis(ndarray::Axis(0))])
                .unwrap();
        }
        let wanted = vec![row[0].index_axis(ndarray::Axis(0), 0).to_owned()];
        let apart = distance(&got, &wanted);
        assert!(
            apart < 1e-10,
            "η = {lr}, β = {beta}, {steps} steps: {apart:e} from SGDP"
        );
        assert!(norm(&got) > norm(&start), "steps sideways lengthen θ");
    }
}

fn grade_matching_l2(answer: MatchingL2) {
    static SPEC: Spec = Momentum::SPEC;
    for (h, c, lambda, beta) in [
        (1.0, 3.0, 0.1, 0.9),
        (2.0, -1.0, 4.0, 0.5),
        (0.5, 2.0, 1.0, 0.0),
    ] {
        let end = |optimizer: &mut dyn Optimizer| {
            let mut theta = vector(&[0.0]);
            for _ in 0..600 {
                let gradient = vector(&[h * (theta[0][0] - c)]);
                optimizer
                    .step(&mut theta, &gradient)
                    .expect("a finite gradient");
            }
            theta[0][0]
        };
        let l2 = |lambda: f64| {
            let settings = SPEC.settings().with("lr", 0.1)?.with("beta", beta)?;
            let settings = settings.with("weight_decay", lambda)?;
            Ok::<_, descent::SettingError>(end(&mut Momentum::from_settings(&settings)?))
        };
        let l2 = |lambda: f64| l2(lambda).expect("settings in their ranges");
        let target = end(&mut SgdW::new(0.1, beta, lambda).unwrap());
        let found = answer(&l2, target);
        let wanted = (1.0 - beta) * lambda;
        assert!(
            (found - wanted).abs() < 1e-6,
            "h = {h}, λ = {lambda}, β = {beta}: {found} instead of (1 − β)λ = {wanted}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::cautious_decay first"]
fn cautious_decay() {
    grade_cautious_decay(exercises::cautious_decay);
}

#[test]
#[ignore = "for students: implement exercises::along_the_sphere first"]
fn along_the_sphere() {
    grade_along_the_sphere(exercises::along_the_sphere);
}

#[test]
#[ignore = "for students: implement exercises::matching_l2 first"]
fn matching_l2() {
    grade_matching_l2(exercises::matching_l2);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_cautious_decay(solutions::cautious_decay);
    grade_along_the_sphere(solutions::along_the_sphere);
    grade_matching_l2(solutions::matching_l2);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_cautious_decay(exercises::cautious_decay)),
        "starter"
    );
    assert!(
        rejects(|| grade_along_the_sphere(exercises::along_the_sphere)),
        "starter"
    );
    assert!(
        rejects(|| grade_matching_l2(exercises::matching_l2)),
        "starter"
    );
    // Every entry decays.
    let always: CautiousDecay = |theta, update, lr, lambda| {
        for (theta, u) in theta.iter_mut().zip(update) {
            *theta = (1.0 - lr * lambda) * *theta - lr * u;
        }
    };
    assert!(rejects(|| grade_cautious_decay(always)), "plain decay");
    // Judged after the step.
    let late: CautiousDecay = |theta, update, lr, lambda| {
        for (theta, u) in theta.iter_mut().zip(update) {
            let before = *theta;
            *theta -= lr * u;
            if u * *theta >= 0.0 {
                *theta -= lr * lambda * before;
            }
        }
    };
    assert!(rejects(|| grade_cautious_decay(late)), "judged too late");
    // No projection: heavy ball.
    let heavy: AlongTheSphere = |f, start, (lr, beta), steps| {
        let mut heavy = Momentum::new(lr, beta).unwrap();
        descend(f, &mut heavy, start, steps)
            .unwrap()
            .last()
            .to_vec()
    };
    assert!(rejects(|| grade_along_the_sphere(heavy)), "no projection");
    // The weights pulled back to their length.
    let pulled: AlongTheSphere = |f, start, constants, steps| {
        let end = solutions::along_the_sphere(f, start, constants, steps);
        let back = norm(start) / norm(&end);
        end.iter().map(|t| t * back).collect()
    };
    assert!(rejects(|| grade_along_the_sphere(pulled)), "pulled back");
    // λ without the factor 1 − β is not found by any run; a coarse search is not enough.
    let coarse: MatchingL2 = |end, target| {
        let near = |k: i32| (end(f64::from(k) * 0.1) - target).abs();
        let order = |a: &i32, b: &i32| near(*a).total_cmp(&near(*b));
        f64::from((0..50).min_by(order).unwrap()) * 0.1 + 1e-3
    };
    assert!(rejects(|| grade_matching_l2(coarse)), "a coarse search");
}
