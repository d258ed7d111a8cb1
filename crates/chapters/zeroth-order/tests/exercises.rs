//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p zeroth-order --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use descent::problems::{Quadratic, himmelblau};
use descent::random::{Generator, RngExt as _, generator, normal};
use descent::statistics::order;
use descent::{Objective, OracleOptimizer, Tensor, flatten};
use zeroth_order::{Counted, Mezo, exercises, solutions};

type CoordinateGradient = fn(&dyn Objective, &[f64], f64) -> Vec<f64>;
type OneFifth = fn(&dyn Objective, &[f64], f64, usize, &mut Generator) -> Vec<f64>;
type Replay = fn(&[f64], f64, &[u64], &[f64]) -> Vec<f64>;

fn grade_coordinate_gradient(answer: CoordinateGradient) {
    let f = himmelblau();
    let theta = [1.3, -0.4];
    let exact = flatten(&f.gradient(&descent::vector(&theta)));
    let mut errors = Vec::new();
    for eps in [0.1, 0.05, 0.025] {
        let counted = Counted::new(&f);
        let got = answer(&counted, &theta, eps);
        assert_eq!(counted.calls(), 4, "2n values");
        assert_eq!(got.len(), 2, "one slope for each coordinate");
        let error = (got[0] - exact[0]).hypot(got[1] - exact[1]);
        errors.push((eps, error));
    }
    let slope = order(&errors);
    assert!(
        (slope - 2.0).abs() < 0.01,
        "the error must fall as ε², not ε^{slope}"
    );
}

fn grade_one_fifth(answer: OneFifth) {
    let f = Quadratic::new(&[1.0; 10]).unwrap();
    for (radius, seed) in [(1.0, 1), (1e3, 2), (1e-3, 3)] {
        let counted = Counted::new(&f);
        let mut rng = generator(seed);
        let end = answer(&counted, &[1.0; 10], radius, 1500, &mut rng);
        assert_eq!(counted.calls(), 1500, "the budget is 1500 values");
        let value = f.at(&end);
        // The best radius would gain a factor e^{0.4} every 10 steps; the rule comes near to it.
        assert!(value < 1e-15, "from the radius {radius} to f = {value:e}");
    }
}

/// f, with a record of its values.
struct Recorded<'a> {
    inner: &'a dyn Objective,
    values: RefCell<Vec<f64>>,
}

impl Objective for Recorded<'_> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn start(&self) -> Vec<Tensor> {
        self.inner.start()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let value = self.inner.value(params);
        self.values.borrow_mut().push(value);
        value
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.inner.gradient_into(params, grads);
    }
}

fn grade_replay(answer: Replay) {
    let f = himmelblau();
    let recorded = Recorded {
        inner: &f,
        values: RefCell::default(),
    };
    let (lr, eps, seed) = (0.002, 1e-3, 5);
    let mut method = Mezo::new(lr, eps, seed).unwrap();
    let mut params = f.start();
    for _ in 0..80 {
        method.step_on(&recorded, &mut params).unwrap();
    }
    let mut rng = generator(seed);
    let seeds: Vec<u64> = (0..80).map(|_| rng.random()).collect();
    let values = recorded.values.borrow();
    let slopes: Vec<f64> = values
        .chunks(2)
        .map(|pair| (pair[0] - pair[1]) / (2.0 * eps))
        .collect();
    let got = answer(&flatten(&f.start()), lr, &seeds, &slopes);
    for (got, wanted) in got.iter().zip(flatten(&params)) {
        assert!(
            (got - wanted).abs() < 1e-12,
            "{got} where the run ended at {wanted}"
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::coordinate_gradient first"]
fn coordinate_gradient() {
    grade_coordinate_gradient(exercises::coordinate_gradient);
}

#[test]
#[ignore = "for students: implement exercises::one_fifth first"]
fn one_fifth() {
    grade_one_fifth(exercises::one_fifth);
}

#[test]
#[ignore = "for students: implement exercises::replay first"]
fn replay() {
    grade_replay(exercises::replay);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_coordinate_gradient(solutions::coordinate_gradient);
    grade_one_fifth(solutions::one_fifth);
    grade_replay(solutions::replay);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_coordinate_gradient(exercises::coordinate_gradient)),
        "starter"
    );
    assert!(rejects(|| grade_one_fifth(exercises::one_fifth)), "starter");
    assert!(rejects(|| grade_replay(exercises::replay)), "starter");
    // Forward instead of central.
    let forward: CoordinateGradient = |f, theta, eps| {
        let mut slopes = Vec::new();
        for i in 0..theta.len() {
            let mut moved = theta.to_vec();
            moved[i] += eps;
            slopes.push((f.at(&moved) - f.at(theta)) / eps);
        }
        slopes
    };
    assert!(rejects(|| grade_coordinate_gradient(forward)), "forward");
    // A radius that never changes.
    let stiff: OneFifth = |f, start, radius, budget, rng| {
        let (mut x, mut value) = (start.to_vec(), f.at(start));
        for _ in 1..budget {
            let scale = radius / (x.len() as f64).sqrt();
            let y: Vec<f64> = x.iter().map(|x| x + scale * normal(rng)).collect();
            let trial = f.at(&y);
            if trial < value {
                (x, value) = (y, trial);
            }
        }
        x
    };
    assert!(rejects(|| grade_one_fifth(stiff)), "a constant radius");
    // One generator for all steps instead of one seed for each.
    let one: Replay = |start, lr, seeds, slopes| {
        let (mut theta, mut rng) = (start.to_vec(), generator(seeds[0]));
        for slope in slopes {
            for theta in &mut theta {
                *theta -= lr * slope * normal(&mut rng);
            }
        }
        theta
    };
    assert!(rejects(|| grade_replay(one)), "one generator");
}
