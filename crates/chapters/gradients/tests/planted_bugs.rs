//! The checks find planted bugs, name the entry, and refuse bad tolerances.

use std::cell::Cell;

use descent::problems::{LogisticRegression, Rosenbrock, himmelblau};
use descent::{Objective, Tensor};
use gradients::{
    Activation, Entry, GradientError, Perceptron, Tampered, Tolerances, gradcheck, point_near,
};

const DEFAULTS: Tolerances = Tolerances {
    eps: 1e-6,
    atol: 1e-5,
    rtol: 1e-3,
    nondet_tol: 0.0,
};

fn found(objective: &dyn Objective, theta: &[Tensor]) -> Option<Entry> {
    match gradcheck(objective, theta, &DEFAULTS) {
        Ok(()) => None,
        Err(GradientError::Gradient { entry, .. }) => Some(entry),
        Err(other) => panic!("{other}"),
    }
}

/// A name, the first entry that is wrong, and what is done to the gradient.
type Bug<'a> = (&'a str, usize, &'a dyn Fn(&[f64], &mut [f64]));

#[test]
fn bugs_of_several_kinds_are_found_where_they_are() {
    let f = himmelblau();
    let theta = point_near(&f, 1);
    let bugs: [Bug; 6] = [
        ("a sign", 1, &|_, g| g[1] = -g[1]),
        ("a factor", 0, &|_, g| g[0] *= 2.0),
        ("a factor of 1.01", 1, &|_, g| g[1] *= 1.01),
        // 4x(x² + y − 11) + 2(x + y² − 7) without its second term.
        ("a dropped term", 0, &|t, g| {
            g[0] = 4.0 * t[0] * (t[0] * t[0] + t[1] - 11.0);
        }),
        ("an index", 0, &|_, g| g.swap(0, 1)),
        ("not a number", 1, &|_, g| g[1] = f64::NAN),
    ];
    assert_eq!(found(&f, &theta), None, "the right gradient");
    for (name, at, bug) in bugs {
        let entry = found(&Tampered::gradient_of(&f, bug), &theta);
        assert_eq!(entry.map(|entry| entry.flat), Some(at), "{name}");
    }
}

#[test]
fn an_entry_has_its_tensor_and_index() {
    let network = Perceptron::new(descent::data::wine(), &[13, 2, 3], Activation::Tanh, 0);
    let theta = network.start();
    let bug = |_: &[f64], g: &mut [f64]| g[13 * 2 + 2 + 4] += 1.0;
    let entry = found(&Tampered::gradient_of(&network, &bug), &theta).expect("it is wrong");
    assert_eq!((entry.tensor, entry.index.as_slice()), (2, &[1, 1][..]));
    let message = gradcheck(&Tampered::gradient_of(&network, &bug), &theta, &DEFAULTS)
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("perceptron, gradient, entry [1, 1] of tensor 2: analytic "),
        "{message}"
    );
}

#[test]
fn a_symmetric_point_hides_a_dropped_term() {
    // The penalty ρθ of the gradient is forgotten. At θ = 0, where the problem starts, it is 0.
    let f = LogisticRegression::wine(0.5).unwrap();
    let dropped = |t: &[f64], g: &mut [f64]| g.iter_mut().zip(t).for_each(|(g, t)| *g -= 0.5 * t);
    let wrong = Tampered::gradient_of(&f, &dropped);
    assert_eq!(found(&wrong, &f.start()), None, "at the start it passes");
    assert!(
        found(&wrong, &point_near(&f, 0)).is_some(),
        "elsewhere it does not"
    );
}

#[test]
fn a_gradient_that_is_nan_only_once_is_not_deterministic() {
    let (f, calls) = (himmelblau(), Cell::new(0));
    let once = |_: &[f64], g: &mut [f64]| {
        calls.set(calls.get() + 1);
        if calls.get() == 2 {
            g[1] = f64::NAN;
        }
    };
    let verdict = gradcheck(&Tampered::gradient_of(&f, &once), &f.start(), &DEFAULTS);
    assert!(
        matches!(&verdict, Err(GradientError::NotDeterministic { entry, .. }) if entry.flat == 1),
        "{verdict:?}"
    );
}

#[test]
fn tolerances_are_validated() {
    let f = Rosenbrock::default();
    let refused = |tolerances: Tolerances, name: &str| {
        let verdict = gradcheck(&f, &f.start(), &tolerances);
        assert!(
            matches!(verdict, Err(GradientError::Tolerance { name: found, .. }) if found == name),
            "{name}: {verdict:?}"
        );
    };
    refused(
        Tolerances {
            eps: 0.0,
            ..DEFAULTS
        },
        "eps",
    );
    refused(
        Tolerances {
            eps: f64::NAN,
            ..DEFAULTS
        },
        "eps",
    );
    refused(
        Tolerances {
            atol: -1e-5,
            ..DEFAULTS
        },
        "atol",
    );
    refused(
        Tolerances {
            rtol: f64::INFINITY,
            ..DEFAULTS
        },
        "rtol",
    );
    refused(
        Tolerances {
            nondet_tol: -1.0,
            ..DEFAULTS
        },
        "nondet_tol",
    );
}
