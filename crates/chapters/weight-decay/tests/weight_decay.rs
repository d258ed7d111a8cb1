//! What the sheet does not say of the optimizers: state, schedules, zeros, refused steps.

use descent::{Method, Optimizer, SettingError, Spec, Value, distance, vector};
use ndarray::Array2;
use weight_decay::{
    AdamP, AdamW, AdamaxW, CautiousAdamW, Grams, GrokfastAdamW, NadamW, SgdP, SgdW, StableAdamW,
};

static ALL: [Spec; 10] = [
    SgdW::SPEC,
    AdamW::SPEC,
    NadamW::SPEC,
    AdamaxW::SPEC,
    SgdP::SPEC,
    AdamP::SPEC,
    StableAdamW::SPEC,
    CautiousAdamW::SPEC,
    Grams::SPEC,
    GrokfastAdamW::SPEC,
];

fn build(spec: &'static Spec, set: &[(&str, Value)]) -> Result<Box<dyn Optimizer>, SettingError> {
    let mut settings = spec.settings().with("lr", 0.1)?;
    for (name, value) in set {
        settings.set(name, value.clone())?;
    }
    match (spec.build)(&settings)? {
        Method::Gradient(optimizer) => Ok(optimizer),
        Method::Oracle(_) => panic!("{} needs the gradient only", spec.name),
    }
}

#[test]
fn state_per_parameter_is_what_the_page_says() {
    let wanted = [1, 2, 2, 2, 1, 2, 2, 2, 2, 3];
    for (spec, wanted) in ALL.iter().zip(wanted) {
        let mut optimizer = build(spec, &[]).unwrap();
        assert_eq!(optimizer.state_len(), 0, "{}", spec.name);
        let mut params = [Array2::ones((3, 4)).into_dyn()];
        let grads = [Array2::from_shape_fn((3, 4), |(i, j)| (i + j) as f64).into_dyn()];
        for _ in 0..3 {
            optimizer.step(&mut params, &grads).unwrap();
        }
        assert_eq!(optimizer.state_len(), 12 * wanted, "{}", spec.name);
    }
}

#[test]
fn a_zero_gradient_with_eps_zero_leaves_only_the_decay() {
    for spec in &ALL {
        let mut set = vec![("weight_decay", Value::Real(0.5))];
        if spec.hyperparameter("eps").is_some() {
            set.push(("eps", Value::Real(0.0)));
        }
        let mut optimizer = build(spec, &set).unwrap();
        let mut theta = vector(&[2.0, 0.0]);
        for _ in 0..3 {
            optimizer.step(&mut theta, &vector(&[0.0, 0.0])).unwrap();
        }
        let factor: f64 = if spec.name == "sgdp" { 10.0 } else { 1.0 };
        let wanted = 2.0 * (1.0 - 0.1 * 0.5 * factor).powi(3);
        let got = theta[0][0];
        assert!(
            (got - wanted).abs() < 1e-14,
            "{}: {got} {wanted}",
            spec.name
        );
        assert_eq!(theta[0][1], 0.0, "{}", spec.name);
    }
}

#[test]
fn squares_that_overflow_give_no_nan() {
    for spec in &ALL {
        for delta in [0.0, 10.0] {
            let projecting = spec.hyperparameter("delta").is_some();
            let set = projecting.then_some(("delta", Value::Real(delta)));
            let mut optimizer = build(spec, set.as_slice()).unwrap();
            let mut params = [Array2::ones((2, 3)).into_dyn()];
            for size in [1e200, 1.0, -3e200, 0.0, 1.0] {
                let entry = |(i, j): (usize, usize)| size * (0.5 - (i + j) as f64);
                let grads = [Array2::from_shape_fn((2, 3), entry).into_dyn()];
                optimizer.step(&mut params, &grads).unwrap();
                let all = params[0].iter().all(|x| x.is_finite());
                assert!(
                    all,
                    "{}, δ = {delta}, size {size}: {}",
                    spec.name, params[0]
                );
            }
        }
    }
}

#[test]
fn amsgrad_keeps_the_largest_second_moment_and_stores_it() {
    let mut optimizer = build(&ALL[1], &[("amsgrad", Value::Switch(true))]).unwrap();
    let mut theta = vector(&[1.0, -2.0]);
    for size in [1.0, 5.0, 0.1] {
        optimizer.step(&mut theta, &vector(&[size, -size])).unwrap();
    }
    assert_eq!(optimizer.state_len(), 2 * 3);
}

#[test]
fn the_buffer_of_sgdp_keeps_its_radial_part_or_loses_it() {
    // One row (3, 4), β = ½, η = 1. g₁ = (4, −3) is orthogonal to θ, g₂ = (1, 0) in δ = 10 as well:
    // the second step is Π(½g₁ + g₂), and the third shows what is left of m.
    let run = |buffer: &str| {
        let real = |name, x| (name, Value::Real(x));
        let set = [
            real("beta", 0.5),
            real("delta", 10.0),
            real("eps", 0.0),
            ("buffer", Value::from(buffer)),
        ];
        let mut optimizer = build(&ALL[4], &set).unwrap();
        optimizer.set_learning_rate(1.0).unwrap();
        let row = |x: [f64; 2]| [Array2::from(vec![x]).into_dyn()];
        // Always from the same point, so that "along θ" means the same.
        let step = |g: [f64; 2], optimizer: &mut Box<dyn Optimizer>| {
            let mut params = row([3.0, 4.0]);
            optimizer.step(&mut params, &row(g)).unwrap();
            [3.0 - params[0][[0, 0]], 4.0 - params[0][[0, 1]]]
        };
        step([4.0, -3.0], &mut optimizer);
        step([1.0, 0.0], &mut optimizer);
        // From a point at right angles the radial part of m is what moves.
        let mut params = row([4.0, -3.0]);
        optimizer.step(&mut params, &row([0.0, 0.0])).unwrap();
        (4.0 - params[0][[0, 0]]) * 0.6 + (-3.0 - params[0][[0, 1]]) * 0.8
    };
    let set = [
        ("buffer", Value::from("projected")),
        ("nesterov", Value::Switch(true)),
    ];
    let message = build(&ALL[4], &set).err().unwrap().to_string();
    assert!(message.contains("nesterov must be off"), "{message}");
    // m₂ has 0.6 along (0.6, 0.8); half of it is left at the third step.
    let (whole, projected) = (run("whole"), run("projected"));
    assert!((whole - 0.3).abs() < 1e-15, "{whole}");
    assert!(projected.abs() < 1e-15, "{projected}");
}

#[test]
fn a_long_row_is_projected_as_a_short_one() {
    // Also where θ and g are so long that their squares overflow: cos = 0.015 < δ/√3, so the step
    // must be orthogonal to θ. AdamP's v overflows there, and nothing moves.
    for spec in [&ALL[4], &ALL[5]] {
        let run = |size: f64| {
            let set = [("delta", Value::Real(0.5)), ("eps", Value::Real(0.0))];
            let mut optimizer = build(spec, &set).unwrap();
            let scaled =
                |entries: [f64; 3]| [Array2::from(vec![entries.map(|x| size * x)]).into_dyn()];
            let mut params = scaled([1.0, 2.0, -2.0]);
            let before = params[0].clone();
            optimizer
                .step(&mut params, &scaled([2.1, 0.0, 1.0]))
                .unwrap();
            let step = (&params[0] - &before) / size;
            (&step * &before / size).sum() / step.mapv(f64::abs).sum()
        };
        let sizes = if spec.name == "sgdp" {
            vec![1.0, 1e180]
        } else {
            vec![1.0]
        };
        for size in sizes {
            let along = run(size);
            assert!(
                along.abs() < 1e-12,
                "{}, {size:e}: {along:e} along θ",
                spec.name
            );
        }
    }
}

#[test]
fn the_schedule_divides_by_the_first_rate_and_refuses_zero() {
    for spec in &ALL {
        let schedule = ("decay", Value::from("schedule"));
        let refused = build(spec, &[("lr", Value::Real(0.0)), schedule.clone()]);
        let message = refused
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(
            message.contains("lr must not be 0"),
            "{}: `{message}`",
            spec.name
        );
        let set = [schedule, ("weight_decay", Value::Real(0.01))];
        let mut optimizer = build(spec, &set).unwrap();
        optimizer.set_learning_rate(0.05).unwrap();
        let mut theta = vector(&[1.0]);
        optimizer.step(&mut theta, &vector(&[0.0])).unwrap();
        let factor: f64 = if spec.name == "sgdp" { 10.0 } else { 1.0 };
        let wanted = 1.0 - 0.5 * 0.01 * factor;
        assert!(
            (theta[0][0] - wanted).abs() < 1e-14,
            "{}: {}",
            spec.name,
            theta[0][0]
        );
    }
}

#[test]
fn a_refused_step_changes_nothing_not_even_the_count() {
    for spec in &ALL {
        let mut refused = build(spec, &[]).unwrap();
        let mut clean = build(spec, &[]).unwrap();
        let (mut a, mut b) = (vector(&[1.0, -2.0]), vector(&[1.0, -2.0]));
        for t in 0..4 {
            assert!(refused.step(&mut a, &vector(&[f64::NAN, 1.0])).is_err());
            assert!(refused.step(&mut a, &vector(&[1.0])).is_err());
            if t == 0 {
                assert_eq!(refused.state_len(), 0, "{}", spec.name);
            }
            let grads = vector(&[0.3 * f64::from(t) - 0.4, 0.7]);
            refused.step(&mut a, &grads).unwrap();
            clean.step(&mut b, &grads).unwrap();
        }
        assert_eq!(distance(&a, &b), 0.0, "{}", spec.name);
    }
}

#[test]
fn limits_in_which_each_is_a_simpler_one() {
    let run = |spec: &'static Spec, set: &[(&str, Value)]| {
        let mut optimizer = build(spec, set).unwrap();
        let mut theta =
            [Array2::from_shape_fn((2, 3), |(i, j)| (i * 3 + j) as f64 - 2.0).into_dyn()];
        for t in 0..30 {
            let grads = [theta[0].mapv(|x| (x + 0.1 * f64::from(t)).sin() + 0.3 * x)];
            optimizer.step(&mut theta, &grads).unwrap();
        }
        theta.to_vec()
    };
    let real = Value::Real;
    let same = |a: &'static Spec, sa: &[(&str, Value)], b: &'static Spec, sb: &[(&str, Value)]| {
        let apart = distance(&run(a, sa), &run(b, sb));
        assert!(
            apart < 1e-12,
            "{} {sa:?} and {} {sb:?}: {apart:e}",
            a.name,
            b.name
        );
    };
    let [
        sgdw,
        adamw,
        nadamw,
        _,
        sgdp,
        adamp,
        stable,
        cautious,
        grams,
        grokfast,
    ] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|i| &ALL[i]);
    let decay = ("weight_decay", real(0.2));
    // No memory of the gradients: Nesterov, caution and Grams have nothing to act on.
    let b1 = ("beta1", real(0.0));
    same(
        nadamw,
        &[b1.clone(), decay.clone()],
        adamw,
        &[b1.clone(), decay.clone()],
    );
    let eps = ("eps", real(1e-8));
    let plain = [b1.clone(), decay.clone(), eps.clone()];
    same(grams, &plain, adamw, &plain);
    let unscaled = [b1, decay.clone(), ("scale", Value::from("none"))];
    same(cautious, &unscaled, adamw, &unscaled[..2]);
    // No threshold: AdamP is AdamW, SGDP is SGDW with λ/(1 − β).
    same(
        adamp,
        &[("delta", real(0.0)), decay.clone()],
        adamw,
        std::slice::from_ref(&decay),
    );
    let tenth = ("weight_decay", real(0.02));
    same(
        sgdp,
        &[("delta", real(0.0)), tenth],
        sgdw,
        std::slice::from_ref(&decay),
    );
    // A window of one gradient: R = 1, and StableAdamW never slows down.
    let short = [("beta2", real(0.0)), decay.clone()];
    same(stable, &short, adamw, &short);
    // Nothing amplified, and an ε too small to matter: Grokfast is AdamW.
    let quiet = [
        ("amplification", real(0.0)),
        ("beta2", real(0.99)),
        ("eps", real(0.0)),
        decay.clone(),
    ];
    same(grokfast, &quiet, adamw, &quiet[1..]);
}
