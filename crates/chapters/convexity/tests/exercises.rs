//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p convexity --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use convexity::chord::random_vector;
use convexity::minimize::extreme_eigenvalues;
use convexity::{Ball, ConvexSet, Cuboid, HalfSpace, Simplex, dot, exercises, solutions};
use descent::problems::{LogisticRegression, Quadratic};
use descent::random::generator;
use descent::{Objective, vector};

type L1Ball = fn(&[f64], f64) -> Vec<f64>;
type Projection<'a> = &'a dyn Fn(&[f64]) -> Vec<f64>;
type NearestInBoth = fn(&[f64], Projection, Projection, usize) -> Vec<f64>;
type LargestCurvature = fn(&dyn Objective, &[f64]) -> f64;

fn minus(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| x - y).collect()
}

fn grade_l1_ball(answer: L1Ball) {
    let mut rng = generator(1);
    for n in [1, 2, 6] {
        for radius in [0.5, 1.0, 3.0] {
            for scale in [0.1, 1.0, 4.0] {
                let x = random_vector(n, scale, &mut rng);
                let p = answer(&x, radius);
                assert_eq!(p.len(), n, "as many entries as x");
                let size: f64 = p.iter().map(|p| p.abs()).sum();
                assert!(size <= radius + 1e-9, "‖p‖₁ = {size} > {radius} for {x:?}");
                // (x − p)ᵀ(z − p) is largest at a vertex ±r·eᵢ: the obtuse angle in closed form.
                let d = minus(&x, &p);
                let vertex = radius * d.iter().fold(0.0_f64, |top, d| top.max(d.abs()));
                let angle = vertex - dot(&d, &p);
                assert!(
                    angle < 1e-9,
                    "{p:?} is not nearest to {x:?}, r = {radius}: {angle}"
                );
            }
        }
    }
}

fn grade_nearest_in_both(answer: NearestInBoth) {
    let mut rng = generator(2);
    // A ball and a half-space, whose intersection has no formula: the obtuse angle decides.
    for n in [2, 4] {
        for _ in 0..10 {
            let ball = Ball::new(1.5).unwrap();
            let half = HalfSpace::new(random_vector(n, 1.0, &mut rng), 0.3).unwrap();
            let x = random_vector(n, 3.0, &mut rng);
            let p = answer(&x, &|x| ball.projection(x), &|x| half.projection(x), 2000);
            let inside = ball.contains(&p, 1e-5) && half.contains(&p, 1e-5);
            assert!(inside, "{p:?} is not in both sets");
            let mut members = 0;
            while members < 100 {
                let z = random_vector(n, 0.8, &mut rng);
                if ball.contains(&z, 0.0) && half.contains(&z, 0.0) {
                    let angle = dot(&minus(&x, &p), &minus(&z, &p));
                    assert!(
                        angle < 1e-3,
                        "{z:?} under an acute angle from {p:?}: {angle}"
                    );
                    members += 1;
                }
            }
        }
    }
    // Where one formula is known: non-negative vectors of sum 1.
    let positive = Cuboid::new(vec![0.0; 4], vec![f64::INFINITY; 4]).unwrap();
    let plane = |x: &[f64]| -> Vec<f64> {
        let shift = (x.iter().sum::<f64>() - 1.0) / 4.0;
        x.iter().map(|x| x - shift).collect()
    };
    for _ in 0..10 {
        let x = random_vector(4, 1.0, &mut rng);
        let p = answer(&x, &|x| positive.projection(x), &plane, 2000);
        let wanted = Simplex::new(1.0).unwrap().projection(&x);
        let apart = dot(&minus(&p, &wanted), &minus(&p, &wanted)).sqrt();
        assert!(apart < 1e-5, "{p:?}, not {wanted:?}, for {x:?}");
    }
}

/// The Hessian hidden: what is left are values and gradients.
struct OnlyGradients<'a>(&'a dyn Objective);

impl Objective for OnlyGradients<'_> {
    fn name(&self) -> &'static str {
        "only gradients"
    }

    fn start(&self) -> Vec<descent::Tensor> {
        self.0.start()
    }

    fn value(&self, params: &[descent::Tensor]) -> f64 {
        self.0.value(params)
    }

    fn gradient_into(&self, params: &[descent::Tensor], grads: &mut [descent::Tensor]) {
        self.0.gradient_into(params, grads);
    }
}

fn grade_largest_curvature(answer: LargestCurvature) {
    let wine = LogisticRegression::wine(0.01).unwrap();
    let bowl = Quadratic::new(&[0.3, 7.0, 2.0, 5.0]).unwrap();
    let mut rng = generator(3);
    for (f, scale) in [
        (&bowl as &dyn Objective, 2.0),
        (&wine, 0.0),
        (&wine, 0.5),
        (&wine, 1.0),
    ] {
        let n = f.start()[0].len();
        let theta = random_vector(n, scale, &mut rng);
        let (_, wanted) = extreme_eigenvalues(&f.hessian(&vector(&theta)).unwrap());
        let got = answer(&OnlyGradients(f), &theta);
        assert!(
            (got / wanted - 1.0).abs() < 1e-4,
            "{}: {got}, not {wanted}",
            f.name()
        );
    }
}

#[test]
#[ignore = "for students: implement exercises::project_onto_l1_ball first"]
fn project_onto_l1_ball() {
    grade_l1_ball(exercises::project_onto_l1_ball);
}

#[test]
#[ignore = "for students: implement exercises::nearest_in_both first"]
fn nearest_in_both() {
    grade_nearest_in_both(exercises::nearest_in_both);
}

#[test]
#[ignore = "for students: implement exercises::largest_curvature first"]
fn largest_curvature() {
    grade_largest_curvature(exercises::largest_curvature);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_l1_ball(solutions::project_onto_l1_ball);
    grade_nearest_in_both(solutions::nearest_in_both);
    grade_largest_curvature(solutions::largest_curvature);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(
        rejects(|| grade_l1_ball(exercises::project_onto_l1_ball)),
        "starter"
    );
    assert!(
        rejects(|| grade_nearest_in_both(exercises::nearest_in_both)),
        "starter"
    );
    assert!(
        rejects(|| grade_largest_curvature(exercises::largest_curvature)),
        "starter"
    );
    // Shrinking x until it fits: right for the Euclidean ball only.
    let scaled: L1Ball = |x, radius| {
        let size: f64 = x.iter().map(|x| x.abs()).sum();
        x.iter().map(|x| x * (radius / size).min(1.0)).collect()
    };
    assert!(rejects(|| grade_l1_ball(scaled)), "scaling");
    // The sphere: points inside are pushed out.
    let always: L1Ball = |x, radius| {
        let mut sizes: Vec<f64> = x.iter().map(|x| x.abs()).collect();
        Simplex::new(radius).unwrap().project(&mut sizes);
        sizes.iter().zip(x).map(|(s, x)| s * x.signum()).collect()
    };
    assert!(rejects(|| grade_l1_ball(always)), "points inside moved");
    // Plain alternating projections find a point of both sets, not the nearest.
    let alternating: NearestInBoth =
        |x, onto_a, onto_b, rounds| (0..rounds).fold(x.to_vec(), |x, _| onto_b(&onto_a(&x)));
    assert!(
        rejects(|| grade_nearest_in_both(alternating)),
        "no corrections"
    );
    // Too few steps: the curvature in a fixed direction.
    let one_direction: LargestCurvature = |f, theta| {
        let ones = vec![1.0; theta.len()];
        let ahead: Vec<f64> = theta.iter().map(|t| t + 1e-5).collect();
        let (a, b) = (f.gradient(&vector(&ahead)), f.gradient(&vector(theta)));
        dot(&minus(&descent::flatten(&a), &descent::flatten(&b)), &ones)
            / (1e-5 * theta.len() as f64)
    };
    assert!(
        rejects(|| grade_largest_curvature(one_direction)),
        "one direction"
    );
}
