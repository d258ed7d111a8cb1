//! How much state the optimizers keep, and what they do where there is nothing to divide by.

use adam::{AdaX, Adam, Adamax, AmsGrad, LazyAdam, OptimisticAdam, OptimisticGradient, Yogi};
use descent::{Method, Spec, vector};

fn all() -> [(&'static Spec, usize); 8] {
    static SPECS: [Spec; 8] = [
        Adam::SPEC,
        Adamax::SPEC,
        AmsGrad::SPEC,
        Yogi::SPEC,
        AdaX::SPEC,
        LazyAdam::SPEC,
        OptimisticAdam::SPEC,
        OptimisticGradient::SPEC,
    ];
    let numbers = [2, 2, 3, 2, 2, 2, 3, 1];
    std::array::from_fn(|i| (&SPECS[i], numbers[i]))
}

fn build(spec: &'static Spec, settings: &[(&str, f64)]) -> Box<dyn descent::Optimizer> {
    let mut all = spec.settings();
    for (name, value) in settings {
        if spec.hyperparameter(name).is_some() {
            all.set(name, *value).expect("in the range");
        }
    }
    let Ok(Method::Gradient(optimizer)) = (spec.build)(&all) else {
        panic!("{} is built from its defaults", spec.name)
    };
    optimizer
}

#[test]
fn numbers_of_state_per_parameter() {
    for (spec, numbers) in all() {
        let mut optimizer = build(spec, &[("lr", 0.01)]);
        assert_eq!(
            optimizer.state_len(),
            0,
            "{} before the first step",
            spec.name
        );
        let mut theta = vector(&[0.5; 12]);
        for _ in 0..3 {
            optimizer
                .step(&mut theta, &vector(&[0.1; 12]))
                .expect("a step");
        }
        assert_eq!(optimizer.state_len(), 12 * numbers, "{}", spec.name);
    }
}

#[test]
fn a_new_learning_rate_acts_from_the_next_step() {
    for (spec, _) in all() {
        // The state of none depends on the rate, so the second steps are those of a run at the rate.
        let (mut changed, mut other) = (build(spec, &[("lr", 0.5)]), build(spec, &[("lr", 0.02)]));
        let (mut a, mut b) = (vector(&[1.0, -2.0]), vector(&[1.0, -2.0]));
        let grads = [vector(&[3.0, 0.1]), vector(&[-1.0, 0.4])];
        changed.step(&mut a, &grads[0]).expect("a step");
        other.step(&mut b, &grads[0]).expect("a step");
        changed.set_learning_rate(0.02).expect("a rate");
        let before = [a[0].clone(), b[0].clone()];
        changed.step(&mut a, &grads[1]).expect("a step");
        other.step(&mut b, &grads[1]).expect("a step");
        for k in 0..2 {
            let moved = [a[0][k] - before[0][k], b[0][k] - before[1][k]];
            assert!(
                (moved[0] - moved[1]).abs() < 1e-15 && moved[0] != 0.0,
                "{}: {moved:?}",
                spec.name
            );
        }
        let refused = changed
            .set_learning_rate(-1.0)
            .expect_err("a negative rate");
        assert!(refused.to_string().contains("lr (η) = -1"), "{refused}");
        assert_eq!(changed.settings().real("lr"), Ok(0.02));
    }
}

#[test]
fn adax_without_growth_needs_eps_after_the_correction() {
    static SPEC: Spec = AdaX::SPEC;
    let settings = SPEC.settings().with("beta2", 0.0).expect("in the range");
    assert!(AdaX::from_settings(&settings).is_ok());
    let settings = settings.with("eps_place", "uncorrected").expect("a place");
    let refused = AdaX::from_settings(&settings).expect_err("nothing would move");
    assert_eq!(
        refused.to_string(),
        "adax: beta2 (β₂) = 0 needs eps_place (ε) = corrected"
    );
}

#[test]
fn nothing_moves_where_every_gradient_was_zero() {
    for (spec, _) in all() {
        for eps in [0.0, 1e-8] {
            let mut optimizer = build(
                spec,
                &[("lr", 0.01), ("eps", eps), ("initial_accumulator", 0.0)],
            );
            let mut theta = vector(&[0.5, -0.25]);
            for _ in 0..3 {
                optimizer
                    .step(&mut theta, &vector(&[0.0, 1.0]))
                    .expect("a step");
                assert_eq!(
                    theta[0][0].to_bits(),
                    0.5_f64.to_bits(),
                    "{}, ε = {eps}",
                    spec.name
                );
                assert!(theta[0][1] < -0.25, "{}, ε = {eps}", spec.name);
            }
        }
    }
}

#[test]
fn tiny_and_huge_gradients_leave_finite_parameters() {
    // Optimistic gradient descent alone does not divide: it adds what overflows.
    let dividing = |spec: &Spec| spec.name != OptimisticGradient::SPEC.name;
    for (spec, _) in all().into_iter().filter(|(spec, _)| dividing(spec)) {
        for size in [5e-324, 1e-200, 1e200, f64::MAX] {
            let mut optimizer = build(spec, &[("eps", 0.0), ("initial_accumulator", 0.0)]);
            let mut theta = vector(&[0.5]);
            for g in [size, 0.0, -size, 1.0, 0.0] {
                optimizer.step(&mut theta, &vector(&[g])).expect("a step");
                assert!(
                    theta[0][0].is_finite(),
                    "{}, gradients of {size:e}",
                    spec.name
                );
            }
        }
    }
}
