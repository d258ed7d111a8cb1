//! What SGLD and noisy SGD refuse, and that their noise is reproducible.

use descent::{Configured as _, Optimizer, Spec, StepError, vector};
use sde_view::{NoisySgd, Sgld};

static NOISY: Spec = NoisySgd::SPEC;

/// Noisy SGD of that seed.
fn noisy(seed: u64) -> NoisySgd {
    let settings = NOISY.settings().with("lr", 0.1).unwrap();
    NoisySgd::from_settings(&settings.with("seed", seed).unwrap()).unwrap()
}

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
    for (name, value, part) in [
        ("lr", -0.1, "lr (η) = -0.1"),
        ("noise", -1.0, "noise (ν) = -1"),
        ("gamma", f64::NAN, "gamma (γ) = NaN"),
        ("seed", 0.5, "seed (s) = 0.5"),
    ] {
        let error = NOISY.settings().with(name, value).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    let error = NoisySgd::from_settings(&NOISY.settings()).unwrap_err();
    assert!(error.to_string().contains("lr"), "{error}");
    let mut sgld = Sgld::new(0.1, 1.0, 0).unwrap();
    assert!(sgld.set_learning_rate(f64::NAN).is_err());
    assert_eq!(sgld.settings().real("lr").unwrap(), 0.1);
}

/// After refused steps, `tried` goes on as `fresh` does, which never saw them.
fn refused_steps_leave_no_trace(mut tried: impl Optimizer, mut fresh: impl Optimizer) {
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
    assert_eq!(theta, other, "the generator or the count was touched");
}

#[test]
fn a_refused_step_moves_nothing_and_draws_nothing() {
    let sgld = || Sgld::new(0.1, 1.0, 3).unwrap();
    refused_steps_leave_no_trace(sgld(), sgld());
    refused_steps_leave_no_trace(noisy(3), noisy(3));
}

/// Where one step of `optimizer` ends.
fn end(mut optimizer: impl Optimizer) -> Vec<descent::Tensor> {
    let mut theta = vector(&[0.0; 5]);
    optimizer.step(&mut theta, &vector(&[1.0; 5])).unwrap();
    theta
}

#[test]
fn the_seed_decides_the_noise() {
    let sgld = |seed| end(Sgld::new(0.1, 1.0, seed).unwrap());
    assert_eq!(sgld(1), sgld(1));
    assert_ne!(sgld(1), sgld(2));
    assert_eq!(end(noisy(1)), end(noisy(1)));
    assert_ne!(end(noisy(1)), end(noisy(2)));
}
