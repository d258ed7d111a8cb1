//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p gradient-descent --test exercises -- --ignored`. The tests that are
//! not ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{LogisticRegression, Rosenbrock};
use descent::{Objective, Tensor, distance, dot};
use gradient_descent::spectra::with_spectrum;
use gradient_descent::{exercises, solutions};

type Apply<'a> = &'a dyn Fn(&[f64]) -> Vec<f64>;
type BestRate = fn(Apply, usize) -> f64;
type CoordinateDescent = fn(&[Vec<f64>], &[f64], usize) -> Vec<f64>;
type WarmBacktracking = fn(&dyn Objective, &[Tensor], f64, usize) -> Vec<Tensor>;

fn grade_best_rate(answer: BestRate) {
    for spectrum in [
        vec![0.5, 1.0, 4.0],
        vec![0.02, 0.3, 0.9, 1.0],
        vec![3.0, 100.0],
    ] {
        let n = spectrum.len();
        let h = with_spectrum(&spectrum, 1);
        let apply = |v: &[f64]| -> Vec<f64> {
            h.rows()
                .into_iter()
                .map(|row| row.iter().zip(v).map(|(h, v)| h * v).sum())
                .collect()
        };
        let rate = answer(&apply, n);
        let wanted = 2.0 / (spectrum[0] + spectrum[n - 1]);
        assert!(
            (rate / wanted - 1.0).abs() < 1e-4,
            "eigenvalues {spectrum:?}: {rate}, not {wanted}"
        );
    }
}

/// H with columns of very different curvature, so that |gᵢ| and |gᵢ|/√Hᵢᵢ order the coordinates
/// differently.
fn uneven() -> (Vec<Vec<f64>>, Vec<f64>) {
    let h = with_spectrum(&[0.5, 2.0, 30.0, 1.0, 7.0], 2);
    let rows = h.rows().into_iter().map(|row| row.to_vec()).collect();
    (rows, vec![1.0, -2.0, 0.5, 3.0, -1.0])
}

fn grade_coordinate_descent(answer: CoordinateDescent) {
    let (h, b) = uneven();
    let gradient = |theta: &[f64]| -> Vec<f64> {
        let product = h
            .iter()
            .map(|row| row.iter().zip(theta).map(|(h, x)| h * x).sum::<f64>());
        product.zip(&b).map(|(p, b)| p - b).collect()
    };
    let mut before = answer(&h, &b, 0);
    assert_eq!(before, vec![0.0; 5], "it starts at 0");
    for steps in 1..=12 {
        let theta = answer(&h, &b, steps);
        let g = gradient(&before);
        let moved: Vec<usize> = (0..5).filter(|&i| theta[i] != before[i]).collect();
        assert!(
            moved.len() == 1,
            "step {steps} moves the coordinates {moved:?}"
        );
        let largest = g.iter().fold(0.0_f64, |m, g| m.max(g.abs()));
        assert!(
            g[moved[0]].abs() == largest,
            "step {steps} moves along |g| = {}, the largest is {largest}",
            g[moved[0]].abs()
        );
        let left = gradient(&theta)[moved[0]];
        assert!(
            left.abs() < 1e-9,
            "step {steps} stops where the slope along it is {left}"
        );
        before = theta;
    }
    let end = gradient(&answer(&h, &b, 2000));
    assert!(
        end.iter().all(|g| g.abs() < 1e-8),
        "after 2000 steps g = {end:?}"
    );
}

/// An objective that counts how often its value is asked for.
struct Counted<'a> {
    f: &'a dyn Objective,
    values: Cell<usize>,
}

impl Objective for Counted<'_> {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn start(&self) -> Vec<Tensor> {
        self.f.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.values.set(self.values.get() + 1);
        self.f.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.f.gradient_into(params, grads);
    }
}

fn grade_warm_backtracking(answer: WarmBacktracking) {
    let logistic = LogisticRegression::wine(0.01).unwrap();
    let valley = Rosenbrock::default();
    for (f, lr, steps) in [
        (&logistic as &dyn Objective, 1e-3, 60),
        (&valley, 1.0, 200),
        (&valley, 1e3, 50),
    ] {
        let counted = Counted {
            f,
            values: Cell::new(0),
        };
        let got = answer(&counted, &f.start(), lr, steps);
        // The same rule, written down anew.
        let (mut theta, mut first, mut tried) = (f.start(), lr, 0);
        for _ in 0..steps {
            let g = f.gradient(&theta);
            let mut eta = first;
            loop {
                tried += 1;
                let next: Vec<Tensor> = vec![&theta[0] - &(&g[0] * eta)];
                if f.value(&next) <= f.value(&theta) - 0.5 * eta * dot(&g, &g) {
                    theta = next;
                    break;
                }
                eta /= 2.0;
            }
            first = 2.0 * eta;
        }
        let apart = distance(&got, &theta);
        assert!(
            apart < 1e-9,
            "{}, η₀ = {lr}: {apart:e} from where it must be",
            f.name()
        );
        // One value for the start and one for each trial.
        assert!(
            counted.values.get() <= tried + 1,
            "{}, η₀ = {lr}: {} values for {tried} trials",
            f.name(),
            counted.values.get()
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::best_rate first"]
fn best_rate() {
    grade_best_rate(exercises::best_rate);
}

#[test]
#[ignore = "for students: implement exercises::coordinate_descent first"]
fn coordinate_descent() {
    grade_coordinate_descent(exercises::coordinate_descent);
}

#[test]
#[ignore = "for students: implement exercises::warm_backtracking first"]
fn warm_backtracking() {
    grade_warm_backtracking(exercises::warm_backtracking);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_best_rate(solutions::best_rate);
    grade_coordinate_descent(solutions::coordinate_descent);
    grade_warm_backtracking(solutions::warm_backtracking);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_best_rate(exercises::best_rate)), "starter");
    assert!(
        rejects(|| grade_coordinate_descent(exercises::coordinate_descent)),
        "starter"
    );
    assert!(
        rejects(|| grade_warm_backtracking(exercises::warm_backtracking)),
        "starter"
    );
    // 1/L in place of 2/(μ + L).
    let one_over_l: BestRate = |apply, n| {
        let mut v = vec![1.0; n];
        for _ in 0..2000 {
            let image = apply(&v);
            let length = image.iter().map(|x| x * x).sum::<f64>().sqrt();
            v = image.iter().map(|x| x / length).collect();
        }
        1.0 / apply(&v).iter().zip(&v).map(|(w, v)| w * v).sum::<f64>()
    };
    assert!(rejects(|| grade_best_rate(one_over_l)), "1/L");
    // The trace in place of the two ends.
    let by_trace: BestRate = |apply, n| {
        let entry = |i: usize| {
            let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
            apply(&unit)[i]
        };
        n as f64 / (0..n).map(entry).sum::<f64>()
    };
    assert!(rejects(|| grade_best_rate(by_trace)), "the mean eigenvalue");
    // One coordinate after another.
    let cyclic: CoordinateDescent = |h, b, steps| {
        let mut theta = vec![0.0; b.len()];
        for step in 0..steps {
            let i = step % b.len();
            let g: f64 = h[i].iter().zip(&theta).map(|(h, x)| h * x).sum::<f64>() - b[i];
            theta[i] -= g / h[i][i];
        }
        theta
    };
    assert!(rejects(|| grade_coordinate_descent(cyclic)), "cyclic");
    // The step −g without the curvature.
    let short: CoordinateDescent = |h, b, steps| {
        let mut theta = vec![0.0; b.len()];
        for _ in 0..steps {
            let g: Vec<f64> = h
                .iter()
                .zip(b)
                .map(|(row, b)| row.iter().zip(&theta).map(|(h, x)| h * x).sum::<f64>() - b)
                .collect();
            let i = (0..b.len()).max_by(|&i, &j| g[i].abs().total_cmp(&g[j].abs()));
            theta[i.unwrap_or(0)] -= 0.03 * g[i.unwrap_or(0)];
        }
        theta
    };
    assert!(
        rejects(|| grade_coordinate_descent(short)),
        "a constant rate"
    );
    // Every search from η₀ again.
    let cold: WarmBacktracking = |f, start, lr, steps| {
        let mut theta = start.to_vec();
        for _ in 0..steps {
            let g = f.gradient(&theta);
            let mut eta = lr;
            while f.value(&[&theta[0] - &(&g[0] * eta)]) > f.value(&theta) - 0.5 * eta * dot(&g, &g)
            {
                eta /= 2.0;
            }
            theta = vec![&theta[0] - &(&g[0] * eta)];
        }
        theta
    };
    assert!(rejects(|| grade_warm_backtracking(cold)), "no memory");
    // The right points, but f(θ) is computed anew at every trial.
    let wasteful: WarmBacktracking = |f, start, lr, steps| {
        for _ in 0..5 * steps {
            f.value(start);
        }
        solutions::warm_backtracking(f, start, lr, steps)
    };
    assert!(rejects(|| grade_warm_backtracking(wasteful)), "wasteful");
}
