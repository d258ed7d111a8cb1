//! What the second-order models refuse, and how the trust region's radius follows the outcome.

use approximation_view::second_order::{Run, trust_region};
use approximation_view::secular::{cubic_step, trust_region_step};
use descent::problems::Quadratic;
use descent::{Objective, Tensor, vector};
use ndarray::{Array2, arr2};

#[test]
fn models_that_make_no_sense_are_refused() {
    let g = [1.0, 2.0];
    let h = arr2(&[[2.0, 1.0], [1.0, 2.0]]);
    let refused = |g: &[f64], h: &Array2<f64>| {
        let message = trust_region_step(g, h, 1.0).unwrap_err().to_string();
        assert_eq!(cubic_step(g, h, 1.0).unwrap_err().to_string(), message);
        message
    };
    assert_eq!(
        refused(&g[..1], &h),
        "the Hessian is 2 × 2, the gradient has 1 entries"
    );
    assert_eq!(
        refused(&[], &Array2::zeros((0, 0))),
        "the gradient has no entries"
    );
    assert_eq!(
        refused(&g, &arr2(&[[2.0, 1.0], [1.5, 2.0]])),
        "entries (0, 1) and (1, 0) of the Hessian differ by 5e-1"
    );
    // The tolerance is relative to the largest entry: 1e-6 of 1e6 is rounding, of 2 it is not.
    assert!(trust_region_step(&g, &arr2(&[[1e6, 1.0], [1.0 + 1e-6, 2.0]]), 1.0).is_ok());
    assert!(refused(&g, &arr2(&[[2.0, 1.0], [1.0 + 1e-6, 2.0]])).starts_with("entries (0, 1)"));
    let not_finite = "the gradient or the Hessian has an entry that is not finite";
    assert_eq!(refused(&[f64::NAN, 1.0], &h), not_finite);
    assert_eq!(
        refused(&g, &arr2(&[[f64::INFINITY, 1.0], [1.0, 2.0]])),
        not_finite
    );
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let allowed = "is not allowed: it must be a positive finite number";
        assert_eq!(
            trust_region_step(&g, &h, bad).unwrap_err().to_string(),
            format!("Δ = {bad} {allowed}")
        );
        assert_eq!(
            cubic_step(&g, &h, bad).unwrap_err().to_string(),
            format!("M = {bad} {allowed}")
        );
    }
}

/// ln cosh x, with its Hessian or without.
struct LnCosh {
    hessian: bool,
}

impl Objective for LnCosh {
    fn name(&self) -> &'static str {
        "ln-cosh"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[3.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params[0][[0]].cosh().ln()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].assign(&params[0].mapv(f64::tanh));
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let bend = params[0][[0]].cosh().powi(-2);
        self.hessian.then(|| arr2(&[[bend]]))
    }
}

#[test]
fn a_problem_without_a_hessian_is_named() {
    let f = LnCosh { hessian: false };
    assert_eq!(
        trust_region(&f, &f.start(), 1.0, 1)
            .unwrap_err()
            .to_string(),
        "the problem `ln-cosh` has no Hessian, which a second-order model needs"
    );
}

fn lengths(run: &Run) -> Vec<f64> {
    run.points
        .windows(2)
        .map(|p| (p[1][0] - p[0][0]).abs())
        .collect()
}

#[test]
fn the_radius_doubles_where_the_model_is_right() {
    // On a parabola the promise is kept exactly.
    let f = Quadratic::new(&[1.0]).unwrap();
    let run = trust_region(&f, &vector(&[100.0]), 1.0, 5).unwrap();
    for (length, wanted) in lengths(&run).into_iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
        assert!((length - wanted).abs() < 1e-12, "{length}, not {wanted}");
    }
}

#[test]
fn the_radius_stays_or_shrinks_to_a_quarter_where_the_model_is_wrong() {
    // From 3 the Newton step is −100. Of its promise a step of 4.6 keeps 0.305: the radius stays, the
    // next step would raise f, and only the one after it is short. A step of 4.9 keeps 0.227, and one
    // of 7 raises f.
    let f = LnCosh { hessian: true };
    let cases: [(f64, &[f64]); 3] = [
        (4.6, &[4.6, 0.0, 4.6 / 4.0]),
        (4.9, &[4.9, 4.9 / 4.0]),
        (7.0, &[0.0, 7.0 / 4.0]),
    ];
    for (radius, wanted) in cases {
        let run = trust_region(&f, &f.start(), radius, wanted.len()).unwrap();
        let found = lengths(&run);
        let apart = found.iter().zip(wanted).map(|(a, b)| (a - b).abs());
        assert!(
            apart.fold(0.0, f64::max) < 1e-9,
            "Δ = {radius}: {found:?}, not {wanted:?}"
        );
        assert!(run.values.is_sorted_by(|a, b| a >= b), "{:?}", run.values);
    }
}
