//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p matrix-preconditioners --test exercises -- --ignored`. The tests
//! that are not ignored show that each grader accepts the solution and rejects the starter and wrong
//! answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::random::{generator, normal};
use descent::{Tensor, data, vector};
use matrix_preconditioners::newton_schulz::{Coefficients, MUON, QUINTIC, on_singular_value};
use matrix_preconditioners::{exercises, solutions};
use nalgebra::DMatrix;
use ndarray::{Array2, Axis};

type NaturalStep = fn(&Array2<f64>, &Array2<f64>, &[usize], (f64, f64)) -> Array2<f64>;
type OneSided = fn(&mut Array2<f64>, &mut Array2<f64>, &Array2<f64>, f64);
type Schedule = fn(f64, usize) -> Vec<Coefficients>;
type AllSigns = fn(&dyn Fn(&Tensor) -> Tensor, &Tensor) -> Tensor;

fn draw(m: usize, n: usize, seed: u64) -> Array2<f64> {
    let mut rng = generator(seed);
    Array2::from_shape_simple_fn((m, n), || normal(&mut rng))
}

/// For this model the Fisher matrix is the Hessian of the loss, which differences show.
fn grade_natural_step(answer: NaturalStep) {
    let data::Classified { inputs, classes } = data::wine();
    let inputs = inputs.view().split_at(Axis(1), 3).0.to_owned();
    let weights = draw(3, 3, 1) * 0.3;
    for (eta, gamma) in [(1.0, 1e-2), (0.3, 0.1), (0.5, 1.0)] {
        let got = answer(&weights, &inputs, &classes, (eta, gamma));
        // (F + γI)(W − W') = ηg, with g and the Hessian of the loss by differences.
        let loss = |w: &Array2<f64>| {
            let scores = inputs.dot(w);
            let each = scores
                .rows()
                .into_iter()
                .zip(&classes)
                .map(|(row, &c)| row.mapv(f64::exp).sum().ln() - row[c]);
            each.sum::<f64>() / classes.len() as f64
        };
        let h = 1e-4;
        let shifted = |shifts: &[(usize, f64)]| {
            let mut w = weights.clone();
            for &(k, by) in shifts {
                w[[k / 3, k % 3]] += by;
            }
            loss(&w)
        };
        for i in 0..9 {
            let slope = (shifted(&[(i, h)]) - shifted(&[(i, -h)])) / (2.0 * h);
            let mut left = 0.0;
            for j in 0..9 {
                let second = (shifted(&[(i, h), (j, h)])
                    - shifted(&[(i, h), (j, -h)])
                    - shifted(&[(i, -h), (j, h)])
                    + shifted(&[(i, -h), (j, -h)]))
                    / (4.0 * h * h);
                let moved = weights[[j / 3, j % 3]] - got[[j / 3, j % 3]];
                left += (second + if i == j { gamma } else { 0.0 }) * moved;
            }
            assert!(
                (left - eta * slope).abs() < 1e-4 * (1.0 + slope.abs()),
                "η = {eta}, γ = {gamma}: (F + γI) times your step has the entry {left}, ηg has {}",
                eta * slope
            );
        }
    }
}

fn grade_one_sided_step(answer: OneSided) {
    let (mut w, mut factor) = (Array2::zeros((3, 4)), Array2::<f64>::eye(3) * 0.1);
    let mut l = DMatrix::<f64>::identity(3, 3) * 0.1;
    for step in 1..=4 {
        let (g, before) = (draw(3, 4, 10 + step), w.clone());
        answer(&mut w, &mut factor, &g, 0.5);
        let dense = DMatrix::from_fn(3, 4, |i, j| g[[i, j]]);
        l += &dense * dense.transpose();
        let eigen = l.clone().symmetric_eigen();
        let root = &eigen.eigenvectors
            * DMatrix::from_diagonal(&eigen.eigenvalues.map(|x| x.powf(-0.5)))
            * eigen.eigenvectors.transpose();
        let wanted = 0.5 * root * dense;
        for ((i, j), x) in w.indexed_iter() {
            let moved = before[[i, j]] - x;
            assert!(
                (moved - wanted[(i, j)]).abs() < 1e-10,
                "step {step}: entry ({i}, {j}) moves by {moved} instead of {}",
                wanted[(i, j)]
            );
        }
    }
}

fn grade_schedule(answer: Schedule) {
    for (low, steps) in [(0.01, 8), (0.001, 10), (0.3, 7)] {
        let schedule = answer(low, steps);
        assert_eq!(schedule.len(), steps, "{steps} steps were asked for");
        for k in 0..=20_000 {
            let start = low + (1.0 - low) * f64::from(k) / 2e4;
            let end = schedule
                .iter()
                .fold(start, |sigma, &c| on_singular_value(c, sigma));
            assert!(
                (end - 1.0).abs() < 1e-3,
                "low = {low}, {steps} steps: {start} ends at {end}"
            );
        }
    }
}

fn grade_all_signs(answer: AllSigns) {
    // f = x₀²x₁ + sin(x₁x₂) + x₂⁴: the diagonal is (2x₁, −x₂² sin, −x₁² sin + 12x₂²).
    let gradient = |x: &Tensor| {
        let cos = (x[1] * x[2]).cos();
        let g = [
            2.0 * x[0] * x[1],
            x[0] * x[0] + x[2] * cos,
            x[1] * cos + 4.0 * x[2].powi(3),
        ];
        vector(&g).remove(0)
    };
    for at in [[0.5, -1.2, 0.7], [2.0, 0.3, -1.0]] {
        let got = answer(&gradient, &vector(&at)[0]);
        let sin = (at[1] * at[2]).sin();
        let wanted = [
            2.0 * at[1],
            -at[2] * at[2] * sin,
            -at[1] * at[1] * sin + 12.0 * at[2] * at[2],
        ];
        for (i, wanted) in wanted.iter().enumerate() {
            assert!(
                (got[i] - wanted).abs() < 1e-5,
                "at {at:?}: entry {i} is {} instead of {wanted}",
                got[i]
            );
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::natural_step first"]
fn natural_step() {
    grade_natural_step(exercises::natural_step);
}

#[test]
#[ignore = "for students: implement exercises::one_sided_step first"]
fn one_sided_step() {
    grade_one_sided_step(exercises::one_sided_step);
}

#[test]
#[ignore = "for students: implement exercises::schedule first"]
fn schedule() {
    grade_schedule(exercises::schedule);
}

#[test]
#[ignore = "for students: implement exercises::all_signs first"]
fn all_signs() {
    grade_all_signs(exercises::all_signs);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_natural_step(solutions::natural_step);
    grade_one_sided_step(solutions::one_sided_step);
    grade_schedule(solutions::schedule);
    grade_all_signs(solutions::all_signs);
}

#[test]
fn the_starters_are_rejected() {
    assert!(rejects(|| grade_natural_step(exercises::natural_step)));
    assert!(rejects(|| grade_one_sided_step(exercises::one_sided_step)));
    assert!(rejects(|| grade_schedule(exercises::schedule)));
    assert!(rejects(|| grade_all_signs(exercises::all_signs)));
}

#[test]
fn typical_wrong_answers_are_rejected() {
    // Without the damping.
    assert!(rejects(|| grade_natural_step(|w, x, c, (lr, _)| {
        solutions::natural_step(w, x, c, (lr, 1e-9))
    })));
    // The damping in the place of the rate.
    assert!(rejects(|| grade_natural_step(|w, x, c, (lr, d)| {
        solutions::natural_step(w, x, c, (d, lr))
    })));
    // Shampoo's exponent for two factors, −1/4, with one.
    assert!(rejects(|| grade_one_sided_step(|w, l, g, lr| {
        *l += &g.dot(&g.t());
        let root = matrix_preconditioners::eigen::Eigen::of(&l.view()).power(-0.25, 0.0);
        w.scaled_add(-lr, &root.dot(g));
    })));
    // The gradient is left out of the factor that divides it.
    assert!(rejects(|| grade_one_sided_step(|w, l, g, lr| {
        let root = matrix_preconditioners::eigen::Eigen::of(&l.view()).power(-0.5, 0.0);
        w.scaled_add(-lr, &root.dot(g));
        *l += &g.dot(&g.t());
    })));
    // Muon's polynomial alone stays in its band; the convergent one alone is too slow.
    assert!(rejects(|| grade_schedule(|_, steps| vec![MUON; steps])));
    assert!(rejects(|| grade_schedule(|_, steps| vec![QUINTIC; steps])));
    // Row sums of the Hessian: z = (1, …, 1) alone.
    assert!(rejects(|| grade_all_signs(|gradient, at| {
        (gradient(&(at + 1e-4)) - gradient(&(at - 1e-4))) / 2e-4
    })));
}
