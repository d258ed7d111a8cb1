//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p memory-efficient --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::Optimizer;
use descent::random::{generator, normal, uniform};
use memory_efficient::quantize::Code;
use memory_efficient::{Sm3, divergence, exercises, solutions};
use nalgebra::DMatrix;
use ndarray::Array2;

type LeastSquares = fn(&[Vec<f64>]) -> (Vec<f64>, Vec<f64>);
type CoverBound = fn(&[Vec<usize>], &[Vec<f64>]) -> Vec<f64>;
type Rounding = fn(&[f64], f64, f64) -> f64;

fn grade_least_squares(answer: LeastSquares) {
    let mut rng = generator(21);
    for (m, n) in [(3, 4), (5, 2), (1, 6)] {
        let v: Vec<Vec<f64>> = (0..m)
            .map(|_| (0..n).map(|_| uniform(&mut rng).powi(2) + 0.01).collect())
            .collect();
        let (a, b) = answer(&v);
        assert_eq!((a.len(), b.len()), (m, n), "one number a row, one a column");
        let error = |product: &dyn Fn(usize, usize) -> f64| -> f64 {
            let entry = |(i, j): (usize, usize)| (v[i][j] - product(i, j)).powi(2);
            (0..m)
                .flat_map(|i| (0..n).map(move |j| (i, j)))
                .map(entry)
                .sum()
        };
        // What the largest singular value leaves.
        let values = DMatrix::from_fn(m, n, |i, j| v[i][j]).singular_values();
        let least: f64 = values.iter().skip(1).map(|s| s * s).sum();
        let found = error(&|i, j| a[i] * b[j]);
        assert!(
            found < least + 1e-9,
            "{m} × {n}: {found}, where {least} is possible"
        );
        assert!(
            a.iter().chain(&b).all(|x| *x >= 0.0),
            "{a:?} {b:?}: nonnegative"
        );
    }
}

fn grade_cover_bound(answer: CoverBound) {
    let mut rng = generator(22);
    let mut draw = |n: usize| -> Vec<f64> { (0..n).map(|_| normal(&mut rng)).collect() };
    // Rows and columns of a 3 × 4 matrix: the optimizer's own bound, read off a step from zero.
    let rows = (0..3).map(|i| (4 * i..4 * i + 4).collect());
    let columns = (0..4).map(|j| (0..3).map(|i| 4 * i + j).collect());
    let lines: Vec<Vec<usize>> = rows.chain(columns).collect();
    let gradients: Vec<Vec<f64>> = (0..15).map(|_| draw(12)).collect();
    let mut optimizer = Sm3::new(1.0, 0.0).expect("allowed");
    let mut wanted = Vec::new();
    for gradient in &gradients {
        let g = Array2::from_shape_fn((3, 4), |(i, j)| gradient[4 * i + j]).into_dyn();
        let mut theta = [&g * 0.0];
        optimizer
            .step(&mut theta, std::slice::from_ref(&g))
            .expect("a step");
        wanted = (&g / &theta[0]).iter().map(|x| x * x).collect();
    }
    let found = answer(&lines, &gradients);
    for (i, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
        assert!(
            (found / wanted - 1.0).abs() < 1e-9,
            "entry {i}: {found}, not {wanted}"
        );
    }
    assert_eq!(found.len(), 12, "one number an entry");
    // One set for each entry: the plain sums. One set of all: the sum of the largest squares.
    let gradients: Vec<Vec<f64>> = (0..6).map(|_| draw(5)).collect();
    let single: Vec<Vec<usize>> = (0..5).map(|i| vec![i]).collect();
    for (i, found) in answer(&single, &gradients).iter().enumerate() {
        let sum: f64 = gradients.iter().map(|g| g[i] * g[i]).sum();
        assert!(
            (found - sum).abs() < 1e-12,
            "one set an entry, entry {i}: {found}, not {sum}"
        );
    }
    let all = answer(&[(0..5).collect()], &gradients);
    let largest = |g: &Vec<f64>| g.iter().map(|g| g * g).fold(0.0, f64::max);
    for (i, found) in all.iter().enumerate() {
        let before: f64 = gradients[..5].iter().map(largest).sum();
        let wanted = before + gradients[5][i] * gradients[5][i];
        assert!(
            (found - wanted).abs() < 1e-12,
            "one set, entry {i}: {found}, not {wanted}"
        );
    }
}

fn grade_rounding(answer: Rounding) {
    const DRAWS: u32 = 2000;
    let code = Code::dynamic(true);
    let mut rng = generator(23);
    for _ in 0..40 {
        let x = (2.0 * uniform(&mut rng) - 1.0) * 0.99 * 10_f64.powf(-4.0 * uniform(&mut rng));
        // Equally spaced u: the mean is exact to one part in the number of draws.
        let answers =
            (0..DRAWS).map(|k| answer(code.values(), x, (f64::from(k) + 0.5) / f64::from(DRAWS)));
        let answers: Vec<f64> = answers.collect();
        let near = code.values().iter().filter(|v| answers.contains(v)).count();
        assert!(near <= 2, "{x}: {near} different answers");
        assert!(
            answers.iter().all(|a| code.values().contains(a)),
            "{x}: not of the table"
        );
        let (low, high) = answers
            .iter()
            .fold((f64::MAX, f64::MIN), |(l, h), a| (l.min(*a), h.max(*a)));
        let mean = answers.iter().sum::<f64>() / f64::from(DRAWS);
        let allowed = (high - low) / f64::from(DRAWS) + 1e-12;
        assert!(
            (mean - x).abs() <= allowed,
            "{x}: the mean is {mean}, between {low} and {high}"
        );
    }
    // A value of the table stays.
    for u in [0.0, 0.3, 0.999] {
        assert_eq!(
            answer(&[-1.0, 0.0, 0.5, 1.0], 0.5, u),
            0.5,
            "0.5 is a value"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::least_squares_rank_one first"]
fn least_squares_rank_one() {
    grade_least_squares(exercises::least_squares_rank_one);
}

#[test]
#[ignore = "for students: implement exercises::cover_bound first"]
fn cover_bound() {
    grade_cover_bound(exercises::cover_bound);
}

#[test]
#[ignore = "for students: implement exercises::round_at_random first"]
fn round_at_random() {
    grade_rounding(exercises::round_at_random);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_least_squares(solutions::least_squares_rank_one);
    grade_cover_bound(solutions::cover_bound);
    grade_rounding(solutions::round_at_random);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_least_squares(exercises::least_squares_rank_one)),
        "starter"
    );
    assert!(
        rejects(|| grade_cover_bound(exercises::cover_bound)),
        "starter"
    );
    assert!(
        rejects(|| grade_rounding(exercises::round_at_random)),
        "starter"
    );
    // The minimizer of another divergence.
    let sums: LeastSquares = |v| {
        let matrix = Array2::from_shape_fn((v.len(), v[0].len()), |(i, j)| v[i][j]);
        let product = divergence::rank_one(&matrix);
        let first = product[[0, 0]];
        let a = product.column(0).iter().map(|x| x / first).collect();
        (a, product.row(0).to_vec())
    };
    assert!(rejects(|| grade_least_squares(sums)), "row and column sums");
    // SM3-I in the place of SM3-II.
    let one: CoverBound = |sets, gradients| {
        let largest = |set: &Vec<usize>| -> f64 {
            let most = |g: &Vec<f64>| set.iter().map(|&i| g[i] * g[i]).fold(0.0, f64::max);
            gradients.iter().map(most).sum()
        };
        let of = |i: usize| sets.iter().filter(move |set| set.contains(&i));
        let bound = |i| of(i).map(largest).fold(f64::INFINITY, f64::min);
        (0..gradients[0].len()).map(bound).collect()
    };
    assert!(rejects(|| grade_cover_bound(one)), "SM3-I");
    // The maximum over the sets in the place of the minimum.
    let loose: CoverBound = |sets, gradients| {
        let mut kept = vec![0.0_f64; sets.len()];
        let mut bounds = Vec::new();
        for gradient in gradients {
            let old = |i: usize| {
                let of = sets.iter().zip(&kept).filter(|(set, _)| set.contains(&i));
                of.map(|(_, kept)| *kept).fold(0.0, f64::max)
            };
            bounds = (0..gradient.len())
                .map(|i| old(i) + gradient[i] * gradient[i])
                .collect();
            for (set, kept) in sets.iter().zip(&mut kept) {
                *kept = set.iter().map(|&i| bounds[i]).fold(0.0, f64::max);
            }
        }
        bounds
    };
    assert!(rejects(|| grade_cover_bound(loose)), "the largest");
    // To the nearest value, whatever u; and a fair coin.
    let nearest: Rounding = |values, x, _| {
        let distance = |a: &f64| (a - x).abs();
        let best = values
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)));
        best.copied().unwrap_or(0.0)
    };
    assert!(rejects(|| grade_rounding(nearest)), "the nearest");
    let coin: Rounding =
        |values, x, u| solutions::round_at_random(values, x, if u < 0.5 { 0.0 } else { 1.0 });
    assert!(rejects(|| grade_rounding(coin)), "a coin");
}
