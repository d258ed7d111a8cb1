//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p gradients --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{DigitsMlp, LogisticRegression};
use descent::statistics::order;
use descent::{Objective, Tensor};
use gradients::{
    Dual, GradientError, Scalar, Tampered, Tolerances, exercises, finite, point_near, solutions,
};

type Richardson = fn(&dyn Fn(f64) -> f64, f64, f64) -> f64;
type NewtonRoot = fn(&dyn Fn(Dual) -> Dual, f64) -> f64;
type FastGradcheck = fn(&dyn Objective, &[Tensor], &Tolerances, u64) -> Result<(), GradientError>;

fn grade_richardson(answer: Richardson) {
    for (f, slope, x) in [
        (f64::exp as fn(f64) -> f64, 0.7_f64.exp(), 0.7),
        (f64::ln, 0.5, 2.0),
    ] {
        let errors: Vec<(f64, f64)> = (2..7)
            .map(|k| f64::powi(2.0, -k))
            .map(|h| (h, (answer(&f, x, h) - slope).abs()))
            .collect();
        let found = order(&errors);
        assert!((found - 4.0).abs() < 0.1, "order {found} at x = {x}, not 4");
    }
}

fn grade_newton_root(answer: NewtonRoot) {
    let calls = Cell::new(0);
    let root = |f: fn(Dual) -> Dual, start: f64| {
        calls.set(0);
        answer(
            &|x| {
                calls.set(calls.get() + 1);
                f(x)
            },
            start,
        )
    };
    for (f, start, wanted) in [
        (
            (|x| x * x - Dual::constant(2.0)) as fn(Dual) -> Dual,
            1.0,
            2.0_f64.sqrt(),
        ),
        (|x| x.cos() - x, 1.0, 0.739_085_133_215_160_6),
        (|x| x.exp() - Dual::constant(10.0), 3.0, 10.0_f64.ln()),
    ] {
        let found = root(f, start);
        let error = (found - wanted).abs();
        assert!(error < 1e-14, "from {start}: {found}, {error:e} away");
        let calls = calls.get();
        assert!(
            calls <= 51,
            "{calls} evaluations; one a step gives f and f′ together"
        );
    }
    // Digits double: 1, 3/2, 17/12, … meet √2 to all digits at the sixth evaluation.
    root(|x| x * x - Dual::constant(2.0), 1.0);
    let calls = calls.get();
    assert!(calls <= 7, "{calls} evaluations for √2");
}

/// What is done to a gradient, after the parameters.
type Bug<'a> = &'a dyn Fn(&[f64], &mut [f64]);

/// Counts the evaluations of another objective.
struct Watched<'a> {
    inner: &'a dyn Objective,
    values: Cell<usize>,
}

impl Objective for Watched<'_> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.values.set(self.values.get() + 1);
        self.inner.value(params)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(params, grads);
    }
}

fn grade_fast_gradcheck(answer: FastGradcheck) {
    let defaults = Tolerances::default();
    let (wine, digits) = (
        LogisticRegression::wine(0.1).unwrap(),
        DigitsMlp::new(4, 0).unwrap(),
    );
    let problems: [&dyn Objective; 2] = [&wine, &digits];
    for problem in problems {
        let theta = point_near(problem, 1);
        let watched = Watched {
            inner: problem,
            values: Cell::new(0),
        };
        let verdict = answer(&watched, &theta, &defaults, 7);
        assert_eq!(verdict, Ok(()), "a right gradient");
        let values = watched.values.get();
        assert_eq!(values, 2, "{values} evaluations of f");
        // Bugs that move single entries, far in the list too, must be seen by some direction.
        let bugs: [(&str, Bug); 3] = [
            ("one sign", &|_, g| {
                let last = g.len() - 1;
                g[last] = -g[last];
            }),
            ("a factor", &|_, g| g.iter_mut().for_each(|g| *g *= 1.01)),
            ("a shift", &|_, g| g.rotate_left(1)),
        ];
        for (name, bug) in bugs {
            let wrong = Tampered::gradient_of(problem, bug);
            let missed = (0..5)
                .filter(|&seed| answer(&wrong, &theta, &defaults, seed).is_ok())
                .count();
            assert!(
                missed <= 1,
                "{}, {name}: missed in {missed} of 5 draws",
                problem.name()
            );
        }
    }
}

#[test]
#[ignore = "for students: implement exercises::richardson first"]
fn richardson() {
    grade_richardson(exercises::richardson);
}

#[test]
#[ignore = "for students: implement exercises::newton_root first"]
fn newton_root() {
    grade_newton_root(exercises::newton_root);
}

#[test]
#[ignore = "for students: implement exercises::fast_gradcheck first"]
fn fast_gradcheck() {
    grade_fast_gradcheck(exercises::fast_gradcheck);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_richardson(solutions::richardson);
    grade_newton_root(solutions::newton_root);
    grade_fast_gradcheck(solutions::fast_gradcheck);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_richardson(exercises::richardson)),
        "starter"
    );
    assert!(
        rejects(|| grade_newton_root(exercises::newton_root)),
        "starter"
    );
    assert!(
        rejects(|| grade_fast_gradcheck(exercises::fast_gradcheck)),
        "starter"
    );
    // No extrapolation, and the weights of a first-order rule.
    assert!(rejects(|| grade_richardson(finite::central)), "order 2");
    let first: Richardson =
        |f, x, h| 2.0 * finite::central(f, x, h) - finite::central(f, x, 2.0 * h);
    assert!(rejects(|| grade_richardson(first)), "weights 2 and −1");
    // The slope is forgotten: x ← x − f(x).
    let slopeless: NewtonRoot = |f, start| {
        let mut x = start;
        for _ in 0..50 {
            x -= f(Dual::variable(x)).value;
        }
        x
    };
    assert!(rejects(|| grade_newton_root(slopeless)), "no slope");
    // The dual number carries no derivative, so every step divides by 0.
    let constant: NewtonRoot = |f, start| {
        let y = f(Dual::constant(start));
        start - y.value / y.slope
    };
    assert!(rejects(|| grade_newton_root(constant)), "a constant");
    // Only the first entry is looked at.
    let first_entry: FastGradcheck =
        |f, theta, tolerances, _| gradients::gradcheck_entries(f, theta, tolerances, &[0]);
    assert!(rejects(|| grade_fast_gradcheck(first_entry)), "one entry");
    // So are three entries.
    let whole: FastGradcheck =
        |f, theta, tolerances, _| gradients::gradcheck_entries(f, theta, tolerances, &[0, 1, 2]);
    assert!(rejects(|| grade_fast_gradcheck(whole)), "three entries");
    // Everything passes.
    assert!(
        rejects(|| grade_fast_gradcheck(|_, _, _, _| Ok(()))),
        "no check"
    );
}
