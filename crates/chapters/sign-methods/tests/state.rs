//! How many numbers each optimizer keeps, what its settings refuse, and what a refused step leaves.

use descent::{
    Configured, Objective, Optimizer, OracleOptimizer, SettingError, Spec, StepError, Tensor,
    problems::himmelblau, vector,
};
use sign_methods::{DeltaBarDelta, IrpropPlus, Lion, Rprop, SignSgd, Signum, Tiger};

#[test]
fn numbers_of_state_per_parameter() {
    let with_gradient: [(&str, usize, Box<dyn Optimizer>); 5] = [
        (
            "delta-bar-delta",
            2,
            Box::new(DeltaBarDelta::new(0.1, 0.01, 0.1, 0.7).unwrap()),
        ),
        ("sign-sgd", 0, Box::new(SignSgd::new(0.1).unwrap())),
        ("signum", 1, Box::new(Signum::new(0.1, 0.9).unwrap())),
        (
            "lion",
            1,
            Box::new(Lion::new(0.1, (0.9, 0.99), 0.1).unwrap()),
        ),
        ("tiger", 1, Box::new(Tiger::new(0.1, 0.9, 0.1).unwrap())),
    ];
    let rprop = ["irprop-minus", "rprop-minus", "rprop-plus"].map(|name| {
        (
            name,
            2,
            Box::new(Rprop::new(0.1, name).unwrap()) as Box<dyn Optimizer>,
        )
    });
    for (name, wanted, mut optimizer) in with_gradient.into_iter().chain(rprop) {
        assert_eq!(optimizer.state_len(), 0, "{name} before the first step");
        let mut theta = vector(&[1.0; 7]);
        for _ in 0..3 {
            optimizer.step(&mut theta, &vector(&[0.5; 7])).unwrap();
        }
        assert_eq!(optimizer.state_len(), 7 * wanted, "{name}");
    }
    let (f, mut optimizer) = (himmelblau(), IrpropPlus::new(0.1).unwrap());
    let mut theta = f.start();
    optimizer.step_on(&f, &mut theta).unwrap();
    assert_eq!(optimizer.state_len(), 3 * 2, "irprop-plus");
}

#[test]
fn a_smallest_step_above_the_largest_is_refused() {
    static RPROP: Spec = Rprop::SPEC;
    let wide = RPROP.settings().with("min_step", 2.0).unwrap();
    assert!(Rprop::from_settings(&wide.clone().with("max_step", 2.0).unwrap()).is_ok());
    let error = Rprop::from_settings(&wide.with("max_step", 1.0).unwrap()).unwrap_err();
    assert!(matches!(error, SettingError::Conflict { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "rprop: min_step = 2 is larger than max_step = 1"
    );
}

/// Its gradient is finite in the first call only.
struct Once(std::cell::Cell<bool>);

impl Objective for Once {
    fn name(&self) -> &'static str {
        "once"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[1.0])
    }

    fn value(&self, _params: &[Tensor]) -> f64 {
        1.0
    }

    fn gradient_into(&self, _params: &[Tensor], grads: &mut [Tensor]) {
        grads[0][0] = if self.0.replace(false) { 1.0 } else { f64::NAN };
    }
}

#[test]
fn irprop_plus_refuses_a_gradient_without_moving() {
    let mut optimizer = IrpropPlus::new(0.1).unwrap();
    let mut theta = vector(&[1.0]);
    let refused = optimizer.step_on(&Once(false.into()), &mut theta);
    assert!(matches!(refused, Err(StepError::NotFinite { .. })));
    assert_eq!((optimizer.state_len(), theta[0][0]), (0, 1.0));
    let once = Once(true.into());
    optimizer.step_on(&once, &mut theta).unwrap();
    let there = theta[0][0];
    assert!(optimizer.step_on(&once, &mut theta).is_err());
    assert_eq!(theta[0][0].to_bits(), there.to_bits());
}

#[test]
fn where_the_gradient_is_zero_only_decay_moves() {
    let zero = vector(&[0.0]);
    let mut theta = vector(&[2.0]);
    SignSgd::new(0.1).unwrap().step(&mut theta, &zero).unwrap();
    Rprop::new(0.1, "rprop-minus")
        .unwrap()
        .step(&mut theta, &zero)
        .unwrap();
    Lion::new(0.1, (0.9, 0.99), 0.0)
        .unwrap()
        .step(&mut theta, &zero)
        .unwrap();
    assert_eq!(theta[0][0].to_bits(), 2.0_f64.to_bits());
    Tiger::new(0.1, 0.9, 0.5)
        .unwrap()
        .step(&mut theta, &zero)
        .unwrap();
    assert!((theta[0][0] - 1.9).abs() < 1e-15, "{}", theta[0][0]);
}

#[test]
fn a_new_learning_rate_is_used() {
    let (up, down) = (vector(&[-1.0]), vector(&[1.0]));
    let methods: [(&str, Box<dyn Optimizer>); 4] = [
        ("sign-sgd", Box::new(SignSgd::new(0.1).unwrap())),
        ("signum", Box::new(Signum::new(0.1, 0.5).unwrap())),
        ("lion", Box::new(Lion::new(0.1, (0.5, 0.5), 0.0).unwrap())),
        ("tiger", Box::new(Tiger::new(0.1, 0.5, 0.0).unwrap())),
    ];
    for (name, mut optimizer) in methods {
        let mut theta = vector(&[0.0]);
        optimizer.step(&mut theta, &up).unwrap();
        optimizer.set_learning_rate(0.5).unwrap();
        optimizer.step(&mut theta, &up).unwrap();
        let got = theta[0][0];
        assert!((got - 0.6).abs() < 1e-15, "{name}: {got}");
    }
    // The others have a rate of their own for each parameter: a new one counts before the first
    // step only.
    let methods: [(&str, Box<dyn Optimizer>); 2] = [
        ("rprop", Box::new(Rprop::new(0.1, "rprop-minus").unwrap())),
        (
            "delta-bar-delta",
            Box::new(DeltaBarDelta::new(0.1, 0.0, 0.5, 0.0).unwrap()),
        ),
    ];
    for (name, mut optimizer) in methods {
        let mut theta = vector(&[0.0]);
        optimizer.set_learning_rate(0.5).unwrap();
        optimizer.step(&mut theta, &up).unwrap();
        assert!((theta[0][0] - 0.5).abs() < 1e-15, "{name}: {}", theta[0][0]);
        optimizer.set_learning_rate(3.0).unwrap();
        optimizer.step(&mut theta, &down).unwrap();
        assert!(
            (theta[0][0] - 0.25).abs() < 1e-15,
            "{name}: {}",
            theta[0][0]
        );
    }
    let (f, mut optimizer) = (himmelblau(), IrpropPlus::new(0.1).unwrap());
    let (start, mut theta) = (f.start(), f.start());
    optimizer.set_learning_rate(0.5).unwrap();
    optimizer.step_on(&f, &mut theta).unwrap();
    let moved = (theta[0][0] - start[0][0]).abs();
    assert!((moved - 0.5).abs() < 1e-15, "irprop-plus: {moved}");
}

/// The three places of the decay, one step each from θ = 2 at η = 0.1, λ = 0.5, g = −0.8.
#[test]
fn three_kinds_of_decay() {
    static SPEC: Spec = Signum::SPEC;
    for (decay, wanted) in [
        ("decoupled", 2.0 - 0.1 * 0.5 * 2.0 + 0.1),
        // The gradient −0.8 + 0.5·2 is positive.
        ("l2", 2.0 - 0.1),
        ("fixed", 2.0 - 0.5 * 2.0 + 0.1),
    ] {
        let settings = SPEC.settings().with("lr", 0.1).unwrap();
        let settings = settings.with("weight_decay", 0.5).unwrap();
        let mut optimizer = Signum::from_settings(&settings.with("decay", decay).unwrap()).unwrap();
        let mut theta = vector(&[2.0]);
        optimizer.step(&mut theta, &vector(&[-0.8])).unwrap();
        let got = theta[0][0];
        assert!((got - wanted).abs() < 1e-15, "{decay}: {got}, not {wanted}");
    }
}
