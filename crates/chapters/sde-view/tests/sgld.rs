//! What SGLD refuses, and that its noise is reproducible.

use descent::{Configured as _, Optimizer as _, StepError, vector};
use sde_view::Sgld;

#[test]
fn bad_settings_are_named() {
    for (lr, temperature, part) in [
        (-0.1, 1.0, "lr (η) = -0.1"),
        (f64::NAN, 1.0, "lr (η) = NaN"),
        (0.1, -1.0, "temperature (T) = -1"),
        (0.1, f64::INFINITY, "temperature (T) = inf"),
    ] {
        let error = Sgld::new(lr, temperature, 0).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    let mut sgld = Sgld::new(0.1, 1.0, 0).unwrap();
    assert!(sgld.set_learning_rate(f64::NAN).is_err());
    assert_eq!(sgld.settings().real("lr").unwrap(), 0.1);
}

#[test]
fn a_refused_step_moves_nothing_and_draws_nothing() {
    let (mut tried, mut fresh) = (
        Sgld::new(0.1, 1.0, 3).unwrap(),
        Sgld::new(0.1, 1.0, 3).unwrap(),
    );
    let (mut theta, mut other) = (vector(&[1.0, 2.0]), vector(&[1.0, 2.0]));
    let refused = tried.step(&mut theta, &vector(&[0.0, f64::NAN]));
    assert!(matches!(
        refused,
        Err(StepError::NotFinite { entry: 1, .. })
    ));
    assert!(tried.step(&mut theta, &vector(&[0.0])).is_err());
    assert!(tried.step(&mut [], &[]).is_err());
    assert_eq!(theta, vector(&[1.0, 2.0]));
    for _ in 0..3 {
        tried.step(&mut theta, &vector(&[0.5, -0.5])).unwrap();
        fresh.step(&mut other, &vector(&[0.5, -0.5])).unwrap();
    }
    assert_eq!(theta, other, "the generator was touched");
}

#[test]
fn the_seed_decides_the_noise() {
    let end = |seed| {
        let mut theta = vector(&[0.0; 5]);
        let grads = vector(&[1.0; 5]);
        Sgld::new(0.1, 1.0, seed)
            .unwrap()
            .step(&mut theta, &grads)
            .unwrap();
        theta
    };
    assert_eq!(end(1), end(1));
    assert_ne!(end(1), end(2));
}
