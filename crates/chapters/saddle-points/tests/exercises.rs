//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p saddle-points --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and a wrong answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{himmelblau, walled_saddle};
use descent::random::{Generator, generator, normal};
use descent::{Objective, Tensor, distance, norm, vector};
use nalgebra::{DMatrix, DVector};
use saddle_points::matrices::{goe, spectrum, with_spectrum};
use saddle_points::{exercises, solutions};

type Verdict = fn(&[f64], f64) -> Option<&'static str>;
type Lowest = fn(&dyn Fn(&[f64]) -> Vec<f64>, f64, &[f64]) -> (f64, Vec<f64>);
type Perturbed =
    fn(&dyn Objective, &[Tensor], (f64, f64, f64, usize), usize, &mut Generator) -> Vec<Tensor>;

fn grade_verdict(answer: Verdict) {
    for (eigenvalues, wanted) in [
        (vec![0.3, 2.0, 0.1], Some("minimum")),
        (vec![-0.3, -2.0], Some("maximum")),
        (vec![1.0, -1e-3], Some("saddle")),
        // One of each sign is enough, whatever the zeros say.
        (vec![1.0, 0.0, -1.0], Some("saddle")),
        // x⁴ + y² and x³ + y² have these eigenvalues.
        (vec![0.0, 2.0], None),
        (vec![0.0, -2.0], None),
        (vec![0.0, 0.0], None),
        // Within the tolerance of 0.
        (vec![-1e-9, 2.0], None),
    ] {
        let got = answer(&eigenvalues, 1e-6);
        assert_eq!(got, wanted, "λ = {eigenvalues:?}");
    }
}

fn grade_lowest(answer: Lowest) {
    let mut rng = generator(40);
    let mut matrices = vec![
        // The largest modulus belongs to a positive eigenvalue.
        with_spectrum(&[-1.0, 0.2, 3.0], &mut rng),
        // No negative eigenvalue at all.
        with_spectrum(&[0.5, 1.0, 4.0, 4.0], &mut rng),
    ];
    matrices.push(goe(6, &mut rng));
    for h in matrices {
        let n = h.nrows();
        let bound = h.norm();
        let start: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
        let times = |v: &[f64]| (&h * DVector::from_row_slice(v)).as_slice().to_vec();
        let (value, vector) = answer(&times, bound, &start);
        let exact = spectrum(&h);
        assert!(
            (value - exact[0]).abs() < 1e-6 * bound,
            "the smallest of {exact:?}, not {value}"
        );
        let v = DVector::from_row_slice(&vector);
        assert!((v.norm() - 1.0).abs() < 1e-9, "length {}", v.norm());
        let identity = DMatrix::<f64>::identity(n, n);
        let residual = (&h * &v - identity * &v * value).norm();
        assert!(residual < 1e-3 * bound, "‖Hv − λv‖ = {residual}");
    }
}

fn grade_perturbed(answer: Perturbed) {
    let settings = (0.05, 1e-3, 1e-3, 200);
    // From the exact saddle it must end beside a minimum, on either side with equal chance.
    let f = walled_saddle();
    let mut above = 0;
    for seed in 0..40 {
        let end = answer(
            &f,
            &vector(&[0.0, 0.0]),
            settings,
            400,
            &mut generator(seed),
        );
        let nearest = f
            .minimizers()
            .iter()
            .map(|m| distance(&end, m))
            .fold(f64::INFINITY, f64::min);
        assert!(nearest < 0.01, "seed {seed}: it ends at {}", end[0]);
        above += usize::from(end[0][1] > 0.0);
    }
    assert!((8..=32).contains(&above), "{above} of 40 went up");
    // Far from critical points it is plain gradient descent and leaves the generator alone.
    let f = himmelblau();
    let settings = (0.001, 1e-3, 1e-3, 200);
    let mut rng = generator(1);
    let end = answer(&f, &f.start(), settings, 30, &mut rng);
    let mut plain = f.start();
    for _ in 0..30 {
        let g = f.gradient(&plain);
        plain[0] = &plain[0] - &(&g[0] * 0.001);
    }
    assert!(distance(&end, &plain) < 1e-12, "no kick is due here");
    assert_eq!(
        normal(&mut rng),
        normal(&mut generator(1)),
        "draws without a kick"
    );
    // One kick, then a pause: 199 steps at a minimum bring it back.
    let minimum = vector(&[3.0, 2.0]);
    let end = answer(
        &f,
        &minimum,
        (0.01, 1e-3, 0.1, 1000),
        300,
        &mut generator(2),
    );
    let gradient = norm(&f.gradient(&end));
    assert!(
        gradient < 1e-6,
        "a kick during the pause: ‖∇f‖ = {gradient}"
    );
}

#[test]
#[ignore = "for students: implement exercises::verdict first"]
fn verdict() {
    grade_verdict(exercises::verdict);
}

#[test]
#[ignore = "for students: implement exercises::lowest first"]
fn lowest() {
    grade_lowest(exercises::lowest);
}

#[test]
#[ignore = "for students: implement exercises::perturbed first"]
fn perturbed() {
    grade_perturbed(exercises::perturbed);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_verdict(solutions::verdict);
    grade_lowest(solutions::lowest);
    grade_perturbed(solutions::perturbed);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_verdict(exercises::verdict)), "starter");
    assert!(rejects(|| grade_lowest(exercises::lowest)), "starter");
    assert!(rejects(|| grade_perturbed(exercises::perturbed)), "starter");
    // "Not positive semidefinite means saddle."
    let indefinite: Verdict = |eigenvalues, tolerance| {
        let negative = eigenvalues.iter().any(|&l| l < -tolerance);
        Some(if negative { "saddle" } else { "minimum" })
    };
    assert!(rejects(|| grade_verdict(indefinite)), "not semidefinite");
    // Every vanishing eigenvalue called undecided.
    let timid: Verdict = |eigenvalues, tolerance| {
        let vanishes = eigenvalues.iter().any(|l| l.abs() <= tolerance);
        if vanishes {
            None
        } else {
            solutions::verdict(eigenvalues, tolerance)
        }
    };
    assert!(rejects(|| grade_verdict(timid)), "any zero undecided");
    // Power iteration on H itself finds the eigenvalue of largest modulus.
    let unshifted: Lowest = |times, bound, start| {
        let negated = |v: &[f64]| -> Vec<f64> {
            times(v).iter().zip(v).map(|(h, v)| bound * v - h).collect()
        };
        let (_, v) = solutions::lowest(&negated, bound, start);
        let value = v.iter().zip(&times(&v)).map(|(v, h)| v * h).sum();
        (value, v)
    };
    assert!(rejects(|| grade_lowest(unshifted)), "power iteration on H");
    // Plain gradient descent stays.
    let plain: Perturbed = |f, start, (lr, ..), steps, rng| {
        solutions::perturbed(f, start, (lr, 0.0, 0.0, 1), steps, rng)
    };
    assert!(rejects(|| grade_perturbed(plain)), "no kick");
    // A kick at every step with a small gradient.
    let restless: Perturbed = |f, start, (lr, threshold, kick, _), steps, rng| {
        solutions::perturbed(f, start, (lr, threshold, kick, 1), steps, rng)
    };
    assert!(rejects(|| grade_perturbed(restless)), "no pause");
    // A kick at every step, whatever the gradient.
    let always: Perturbed = |f, start, (lr, _, kick, _), steps, rng| {
        solutions::perturbed(f, start, (lr, f64::INFINITY, kick, 1), steps, rng)
    };
    assert!(rejects(|| grade_perturbed(always)), "noise always");
}
