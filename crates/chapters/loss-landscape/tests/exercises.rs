//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p loss-landscape --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::generator;
use descent::{Objective, Tensor, differences, dot, norm, vector};
use loss_landscape::curvature::{moved, normal_like, power_iteration};
use loss_landscape::network::{Activation, Network, coarse, split};
use loss_landscape::rescale::rescaled;
use loss_landscape::{exercises, solutions, train};

type Product<'a> = &'a dyn Fn(&[Tensor]) -> Vec<Tensor>;
type Smallest = fn(Product<'_>, &[Tensor], usize) -> f64;
type Diagonal = fn(Product<'_>, &[Vec<Tensor>]) -> Vec<Tensor>;
type Flattest = fn(&dyn Objective, &[Tensor]) -> f64;

/// Q diag(spectrum) Q v with the reflection Q at the plane orthogonal to w.
fn reflected(spectrum: &[f64], w: &[Tensor], v: &[Tensor]) -> Vec<Tensor> {
    let reflect = |v: &[Tensor]| moved(v, -2.0 * dot(v, w) / dot(w, w), w);
    let mut inside = reflect(v);
    for (x, l) in inside[0].iter_mut().zip(spectrum) {
        *x *= l;
    }
    reflect(&inside)
}

fn grade_smallest(answer: Smallest) {
    let mut rng = generator(21);
    for spectrum in [
        [3.0, 2.0, 1.0, 0.5],
        [5.0, 1.0, 0.2, -0.7],
        [1.0, 0.3, -0.4, -4.0],
        [2.0, 1.0, 0.0, -2.0],
        [-1.0, -2.0, -3.0, -5.0],
    ] {
        let w = normal_like(&vector(&[0.0; 4]), &mut rng);
        let start = normal_like(&w, &mut rng);
        let got = answer(&|v| reflected(&spectrum, &w, v), &start, 2000);
        let wanted = spectrum.iter().copied().fold(f64::MAX, f64::min);
        assert!(
            (got - wanted).abs() < 1e-5,
            "spectrum {spectrum:?}: {got}, not {wanted}"
        );
    }
}

fn grade_diagonal(answer: Diagonal) {
    let spectrum = [3.0, -1.0, 0.5, 2.0, 0.0];
    let w = normal_like(&vector(&[0.0; 5]), &mut generator(22));
    let product = |v: &[Tensor]| reflected(&spectrum, &w, v);
    let probes: Vec<Vec<Tensor>> = (0_u32..32)
        .map(|bits| vector(&[0, 1, 2, 3, 4].map(|i| f64::from(bits >> i & 1) * 2.0 - 1.0)))
        .collect();
    let got = answer(&product, &probes);
    for (i, entry) in got[0].iter().enumerate() {
        let unit = vector(&[0, 1, 2, 3, 4].map(|j| f64::from(u8::from(i == j))));
        let wanted = product(&unit)[0][i];
        let error = (entry - wanted).abs();
        assert!(error < 1e-12, "entry {i}: {entry}, not {wanted}");
    }
}

fn grade_flattest(answer: Flattest) {
    let f = Network::new(coarse(&split(60, 4).0), 4, Activation::Relu).expect("a network");
    let (mut theta, mut rng) = (f.initial(4), generator(4));
    for _ in 0..60 {
        train::epoch(&f, &mut theta, (0.2, 10), &mut rng);
    }
    for alpha in [1.0, 6.0] {
        let here = rescaled(&theta, alpha);
        let best = answer(&f, &here);
        assert!(
            best > 0.0 && best.is_finite(),
            "α = {best} is no scale factor"
        );
        let trace = |factor: f64| {
            let there = rescaled(&here, factor);
            differences::hessian(&f, &there, 1e-7).diag().sum()
        };
        let lowest = trace(best);
        for factor in [0.9, 1.1] {
            let beside = trace(best * factor);
            assert!(
                lowest < beside,
                "trace {lowest} at α = {best}, but {beside} at {factor} times that"
            );
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::smallest_eigenvalue first"]
fn smallest_eigenvalue() {
    grade_smallest(exercises::smallest_eigenvalue);
}

#[test]
#[ignore = "for students: implement exercises::diagonal first"]
fn diagonal() {
    grade_diagonal(exercises::diagonal);
}

#[test]
#[ignore = "for students: implement exercises::flattest_rescaling first"]
fn flattest_rescaling() {
    grade_flattest(exercises::flattest_rescaling);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_smallest(solutions::smallest_eigenvalue);
    grade_diagonal(solutions::diagonal);
    grade_flattest(solutions::flattest_rescaling);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_smallest(exercises::smallest_eigenvalue)),
        "starter"
    );
    assert!(rejects(|| grade_diagonal(exercises::diagonal)), "starter");
    assert!(
        rejects(|| grade_flattest(exercises::flattest_rescaling)),
        "starter"
    );
    let plain: Smallest = |product, start, steps| {
        let quotients = power_iteration(product, start, steps);
        quotients.last().copied().unwrap_or(f64::NAN)
    };
    assert!(rejects(|| grade_smallest(plain)), "the largest modulus");
    // The shift is the largest modulus as plain power iteration gives it, with its sign.
    let signed: Smallest = |product, start, steps| {
        let last = |q: Vec<f64>| q.last().copied().unwrap_or(f64::NAN);
        let r = last(power_iteration(product, start, steps));
        let shifted = |v: &[Tensor]| {
            moved(
                &v.iter().map(|v| v * r).collect::<Vec<_>>(),
                -1.0,
                &product(v),
            )
        };
        r - last(power_iteration(&shifted, start, steps))
    };
    assert!(rejects(|| grade_smallest(signed)), "a shift with a sign");
    let total: Diagonal = |product, probes| {
        let one = |z: &Vec<Tensor>| dot(z, &product(z));
        let trace = probes.iter().map(one).sum::<f64>() / probes.len() as f64;
        probes[0].iter().map(|z| z.mapv(|_| trace / 5.0)).collect()
    };
    assert!(
        rejects(|| grade_diagonal(total)),
        "the mean of the diagonal"
    );
    let squared: Flattest = |f, theta| solutions::flattest_rescaling(f, theta).powi(2);
    assert!(rejects(|| grade_flattest(squared)), "a square root too few");
    let norms: Flattest = |_, theta| (norm(&theta[2..3]) / norm(&theta[..1])).sqrt();
    assert!(rejects(|| grade_flattest(norms)), "balanced norms");
}
