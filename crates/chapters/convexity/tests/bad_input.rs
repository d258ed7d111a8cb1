//! What the chapter's sets and methods refuse, and what is a member of a set.

use convexity::{
    Ball, ConvexSet, Cuboid, HalfSpace, HalfSpaceProblem, Simplex, projected_gradient,
};
use descent::problems::Quadratic;

#[test]
fn sets_that_make_no_sense_are_refused() {
    for r in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            Ball::new(r).unwrap_err().to_string(),
            format!("ball: the radius {r} must be finite and not negative")
        );
    }
    for r in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(
            Simplex::new(r).unwrap_err().to_string(),
            format!("simplex: the sum {r} must be positive and finite")
        );
    }
    let cuboid = |low: &[f64], high: &[f64]| Cuboid::new(low.to_vec(), high.to_vec());
    assert_eq!(
        cuboid(&[0.0], &[1.0, 2.0]).unwrap_err().to_string(),
        "box: 1 lower bounds and 2 upper ones, but each needs the other"
    );
    for (low, high) in [(1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
        assert_eq!(
            cuboid(&[-1.0, low], &[1.0, high]).unwrap_err().to_string(),
            format!("box: the lower bound {low} is not at most the upper {high}")
        );
    }
    // A box may be a point or have no end.
    assert!(cuboid(&[0.0, f64::NEG_INFINITY], &[0.0, f64::INFINITY]).is_ok());
    for (w, b) in [
        ([0.0, 0.0], 1.0),
        ([f64::NAN, 1.0], 1.0),
        ([1.0, 0.0], f64::INFINITY),
    ] {
        assert_eq!(
            HalfSpace::new(w.to_vec(), b).unwrap_err().to_string(),
            format!(
                "half-space: wᵀx ≤ {b} with w = {w:?} bounds no half-space: w must be finite and \
                 not zero, b finite"
            )
        );
    }
    let problem = HalfSpaceProblem::new(vec![1.0], vec![1.0, 2.0], 0.0);
    assert_eq!(
        problem.unwrap_err().to_string(),
        "half-space problem: a has 1 entries and w has 2; both need the same number"
    );
}

#[test]
fn projected_gradient_descent_needs_a_learning_rate() {
    let (f, set) = (Quadratic::new(&[1.0]).unwrap(), Ball::new(1.0).unwrap());
    for lr in [-0.1, f64::NAN, f64::INFINITY] {
        assert_eq!(
            projected_gradient(&f, &set, &[0.5], lr, 3)
                .unwrap_err()
                .to_string(),
            format!(
                "projected gradient descent: the learning rate {lr} must be finite and not negative"
            )
        );
    }
}

#[test]
fn members_are_told_from_their_neighbours() {
    let simplex = Simplex::new(2.0).unwrap();
    for (x, member) in [
        ([0.5, 1.5], true),
        ([2.0, 0.0], true),
        ([0.5, 1.4], false),
        ([0.5, 1.6], false),
        ([-0.1, 2.1], false),
        ([0.0, 0.0], false),
    ] {
        assert_eq!(simplex.contains(&x, 1e-12), member, "simplex: {x:?}");
    }
    let cuboid = Cuboid::new(vec![-1.0, 0.0], vec![1.0, 2.0]).unwrap();
    let ball = Ball::new(5.0).unwrap();
    let half = HalfSpace::new(vec![1.0, 2.0], 3.0).unwrap();
    for (x, [in_box, in_ball, in_half]) in [
        ([1.0, 1.0], [true, true, true]),
        ([1.1, 0.9], [false, true, true]),
        ([-1.0, -0.1], [false, true, true]),
        ([0.0, 2.0], [true, true, false]),
        ([3.0, -4.0], [false, true, true]),
        ([-3.0, -4.1], [false, false, true]),
    ] {
        assert_eq!(cuboid.contains(&x, 1e-12), in_box, "box: {x:?}");
        assert_eq!(ball.contains(&x, 1e-12), in_ball, "ball: {x:?}");
        assert_eq!(half.contains(&x, 1e-12), in_half, "half-space: {x:?}");
    }
}
