//! What the chapter's problems and methods refuse, and how they say so.

use descent::problems::Quadratic;
use descent::{Objective, Tensor};
use ndarray::Array2;
use saddle_points::newton::{newton, saddle_free};
use saddle_points::{Chain, LinearNetwork, PlaneWaves};

#[test]
fn problems_need_positive_sizes() {
    assert_eq!(
        Chain::new(0, 1.0).unwrap_err().to_string(),
        "chain: the depth must be 1 or more"
    );
    for (rows, others, hidden) in [(0, 0, 1), (3, 2, 1), (3, 3, 0)] {
        let (x, y) = (Array2::zeros((rows, 2)), Array2::zeros((others, 1)));
        assert_eq!(
            LinearNetwork::new(&x, &y, hidden).unwrap_err().to_string(),
            format!(
                "linear-network: {rows} inputs, {others} targets, {hidden} hidden units: there must \
                 be as many targets as inputs, and at least one input and one hidden unit"
            )
        );
    }
    for (n, waves, scale) in [
        (0, 5, 1.0),
        (2, 0, 1.0),
        (2, 5, 0.0),
        (2, 5, f64::NAN),
        (2, 5, f64::INFINITY),
    ] {
        assert_eq!(
            PlaneWaves::new(n, waves, scale, 1).unwrap_err().to_string(),
            format!(
                "plane-waves: n = {n}, K = {waves}, ℓ = {scale}; all must be positive and finite"
            )
        );
    }
}

/// A function of one variable that has a gradient only.
struct Plain;

impl Objective for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn start(&self) -> Vec<Tensor> {
        descent::vector(&[1.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params[0].sum()
    }

    fn gradient_into(&self, _params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].fill(1.0);
    }
}

#[test]
fn newtons_method_needs_a_hessian_that_can_be_inverted() {
    let flat = Quadratic::new(&[1.0, 0.0]).unwrap();
    for step in [newton, saddle_free] {
        let mut theta = [1.0, 2.0];
        assert_eq!(
            step(&flat, &mut theta).unwrap_err().to_string(),
            "the Hessian has the eigenvalue 0; it cannot be inverted"
        );
        assert_eq!(theta, [1.0, 2.0], "the parameters stay");
        let mut theta = [1.0];
        assert_eq!(
            step(&Plain, &mut theta).unwrap_err().to_string(),
            "the problem `plain` has no Hessian, which Newton's method needs"
        );
    }
}
