//! What the chapter's problems refuse, and how they say so.

use gradient_descent::{Bowl, Huber};
use ndarray::{Array2, arr2};

#[test]
fn a_bowl_needs_a_finite_positive_definite_hessian_of_the_minimizers_size() {
    let message =
        |h: Array2<f64>, minimizer: &[f64]| Bowl::new(h, minimizer).unwrap_err().to_string();
    let good = arr2(&[[2.0, 1.0], [1.0, 2.0]]);
    assert_eq!(
        message(good.clone(), &[0.0]),
        "bowl: H is (2, 2) and the minimizer has 1 entries; H must be n × n"
    );
    assert_eq!(
        message(Array2::zeros((0, 0)), &[]),
        "bowl: H is (0, 0) and the minimizer has 0 entries; H must be n × n"
    );
    assert_eq!(
        message(arr2(&[[2.0, 1.0], [1.5, 2.0]]), &[0.0, 0.0]),
        "bowl: H must be symmetric"
    );
    // Rounding decides on which side of 0 the smallest eigenvalue of a singular matrix lies.
    let indefinite = message(arr2(&[[1.0, 2.0], [2.0, 1.0]]), &[0.0, 0.0]);
    assert!(
        indefinite.starts_with("bowl: the eigenvalues of H reach from -")
            && indefinite.ends_with("all must be positive"),
        "{indefinite}"
    );
    let not_finite = "bowl: an entry of H or of the minimizer is not finite";
    assert_eq!(message(good, &[0.0, f64::NAN]), not_finite);
    for bad in [f64::NAN, f64::INFINITY] {
        assert_eq!(
            message(arr2(&[[bad, 0.0], [0.0, 1.0]]), &[0.0, 0.0]),
            not_finite
        );
    }
}

#[test]
fn the_huber_function_needs_three_positive_numbers() {
    for (l, delta, n) in [
        (0.0, 1.0, 1),
        (-1.0, 1.0, 1),
        (1.0, 0.0, 1),
        (1.0, 1.0, 0),
        (f64::NAN, 1.0, 1),
        (1.0, f64::INFINITY, 1),
    ] {
        assert_eq!(
            Huber::new(l, delta, n).unwrap_err().to_string(),
            format!(
                "huber: L = {l}, δ = {delta}, {n} variables: all three must be positive and finite"
            )
        );
    }
}
