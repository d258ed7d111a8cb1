//! What the page says about where derivatives and their checks fail.

use descent::{Objective, Tensor, vector};
use gradients::{
    Complex, Dual, Formula, GradientError, Scalar, Tolerances, complex_step, finite, forward,
    gradcheck, reverse,
};

/// max(x, 0), with the derivative 0 at 0 that libraries choose.
struct Ramp;

impl Objective for Ramp {
    fn name(&self) -> &'static str {
        "ramp"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[0.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params[0][0].max(0.0)
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0][0] = if params[0][0] > 0.0 { 1.0 } else { 0.0 };
    }
}

#[test]
fn at_a_kink_the_difference_is_the_mean_of_the_slopes() {
    let verdict = gradcheck(&Ramp, &vector(&[0.0]), &Tolerances::default());
    let Err(GradientError::Gradient { numeric, .. }) = verdict else {
        panic!("{verdict:?}");
    };
    assert!((numeric - 0.5).abs() < 1e-12, "{numeric}");
    for x in [-2e-6, 2e-6] {
        assert_eq!(
            gradcheck(&Ramp, &vector(&[x]), &Tolerances::default()),
            Ok(())
        );
    }
}

/// √(x²), which is |x|.
struct Modulus;

impl Formula for Modulus {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        x[0].square().sqrt()
    }
}

#[test]
fn a_root_of_zero_has_no_derivative() {
    for slope in [
        forward::directional(&Modulus, &[0.0], &[1.0]).1,
        reverse::gradient(&Modulus, &[0.0]).1[0],
    ] {
        assert!(slope.is_nan(), "{slope}");
    }
    assert_eq!(reverse::gradient(&Modulus, &[-3.0]).1, [-1.0]);
}

#[test]
fn the_modulus_of_a_complex_number_is_not_analytic() {
    // |x + ih| is real, so its imaginary part, and with it the slope, is 0.
    let moved = Complex::new(-3.0, 1e-20);
    let modulus = moved.re.hypot(moved.im);
    assert_eq!(Complex::constant(modulus).im / 1e-20, 0.0);
    assert_eq!(complex_step(&Modulus, &[-3.0], &[1.0], 1e-20), -1.0);
}

/// x, but by a program that treats 0 by itself.
struct Branch;

impl Formula for Branch {
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        if x[0].primal() == 0.0 {
            S::constant(0.0)
        } else {
            x[0]
        }
    }
}

#[test]
fn the_branch_that_is_taken_is_differentiated() {
    assert_eq!(Branch.eval(&[Dual::variable(0.0)]).slope, 0.0);
    assert_eq!(Branch.eval(&[Dual::variable(1e-9)]).slope, 1.0);
    assert_eq!(finite::central(&|x| Branch.eval(&[x]), 0.0, 1e-6), 1.0);
}

#[test]
fn single_precision_needs_a_larger_step() {
    // 24 binary digits: at the default step 10⁻⁶ the error of eˣ at 1 reaches several per cent.
    let f = |x: f64| finite::rounded(x.exp(), 24);
    let worst = |h: f64| {
        let error = |i: i32| {
            let x = 1.0 + f64::from(i) * 1e-4;
            (finite::central(&f, x, h) / x.exp() - 1.0).abs()
        };
        (0..400).map(error).fold(0.0, f64::max)
    };
    let (small, best) = (worst(1e-6), worst(5.6e-3));
    assert!(small > 0.02 && small < 0.07, "{small}");
    assert!(best < 2e-5, "{best}");
}
