//! What the options do beside the papers' formulas: momentum's state, the learning rate changed on the
//! way, warmup, gradients of zero, settings that contradict each other.

use descent::{Method, Optimizer, Settings, Spec, Tensor};
use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
use ndarray::{ArrayD, IxDyn};

static ADAFACTOR: Spec = Adafactor::SPEC;
static SM3: Spec = Sm3::SPEC;
static CAME: Spec = Came::SPEC;
static ADAM_8BIT: Spec = Adam8bit::SPEC;
static GALORE: Spec = Galore::SPEC;

static ALL: [&Spec; 5] = [&ADAFACTOR, &SM3, &CAME, &ADAM_8BIT, &GALORE];

fn build(settings: &Settings) -> Box<dyn Optimizer> {
    match (settings.spec().build)(settings).expect("settings that agree") {
        Method::Gradient(optimizer) => optimizer,
        Method::Oracle(_) => panic!("{} asks the objective", settings.spec().name),
    }
}

/// A matrix and a vector, with entries that differ.
fn tensors(scale: f64) -> [Tensor; 2] {
    let shapes: [&[usize]; 2] = [&[3, 4], &[5]];
    shapes.map(|shape| {
        let mut next = 0.0;
        ArrayD::from_shape_simple_fn(IxDyn(shape), || {
            next += 1.0;
            scale * (next * next - 7.5)
        })
    })
}

#[test]
fn defaults_are_the_papers() {
    let wanted: [(&Spec, &[(&str, f64)]); 4] = [
        (
            &ADAFACTOR,
            &[
                ("lr", 0.01),
                ("decay_rate", 0.8),
                ("clip_threshold", 1.0),
                ("eps", 1e-30),
                ("eps2", 1e-3),
                ("beta1", 0.0),
            ],
        ),
        (
            &CAME,
            &[
                ("lr", 2e-4),
                ("beta1", 0.9),
                ("beta2", 0.999),
                ("beta3", 0.9999),
                ("clip_threshold", 1.0),
                ("eps", 1e-30),
                ("eps2", 1e-16),
            ],
        ),
        (
            &ADAM_8BIT,
            &[
                ("lr", 0.001),
                ("beta1", 0.9),
                ("beta2", 0.999),
                ("eps", 1e-8),
            ],
        ),
        (
            &GALORE,
            &[
                ("scale", 0.25),
                ("beta1", 0.9),
                ("beta2", 0.999),
                ("eps", 1e-8),
            ],
        ),
    ];
    for (spec, values) in wanted {
        for (name, value) in values {
            let found = spec.settings().real(name).expect("a default");
            assert!(
                (found - value).abs() <= 0.0,
                "{}: {name} = {found}",
                spec.name
            );
        }
    }
    let block = ADAM_8BIT.settings().integer("block_size");
    assert_eq!(block.expect("a default"), 2048);
    assert_eq!(GALORE.settings().integer("gap").expect("a default"), 200);
}

#[test]
fn momentum_costs_a_number_an_entry() {
    for (spec, without) in [(&ADAFACTOR, 3 + 4 + 5), (&SM3, 3 + 4 + 5)] {
        for (beta1, extra) in [(0.0, 0), (0.9, 12 + 5)] {
            let settings = spec.settings().with("lr", 0.1);
            let settings = settings.and_then(|s| s.with("beta1", beta1));
            let mut optimizer = build(&settings.expect("allowed"));
            let step = optimizer.step(&mut tensors(1.0), &tensors(0.3));
            step.expect("a step");
            assert_eq!(optimizer.state_len(), without + extra, "{}", spec.name);
        }
    }
}

#[test]
fn the_learning_rate_can_be_changed() {
    for spec in ALL {
        let with = |lr: f64| build(&spec.settings().with("lr", lr).expect("allowed"));
        let (mut wanted, mut changed) = (with(0.02), with(0.3));
        changed.set_learning_rate(0.02).expect("allowed");
        let (mut a, mut b) = (tensors(1.0), tensors(1.0));
        for t in 1..=3 {
            let grads = tensors(0.1 * f64::from(t));
            wanted.step(&mut a, &grads).expect("a step");
            changed.step(&mut b, &grads).expect("a step");
        }
        assert_eq!(a, b, "{}", spec.name);
        assert_ne!(a, tensors(1.0), "{} moves", spec.name);
    }
}

/// The first warmup's steps are 10⁻⁶t; from t = 10⁴ on they are 1/√t.
#[test]
fn warmup_ends_where_the_relative_step_begins() {
    let settings = ADAFACTOR.settings().with("lr", 1.0);
    let settings =
        settings.and_then(|s| s.with("warmup_init", true)?.with("scale_parameter", false));
    let mut optimizer = build(&settings.expect("allowed"));
    let mut theta = descent::vector(&[0.0]);
    for t in 1..=10_200 {
        let before = theta[0][0];
        // A constant gradient: U = 1, and the step is ρ.
        let step = optimizer.step(&mut theta, &descent::vector(&[1.0]));
        step.expect("a step");
        let (moved, t) = (before - theta[0][0], f64::from(t));
        let wanted = if t < 1e4 { 1e-6 * t } else { 1.0 / t.sqrt() };
        assert!(
            (moved - wanted).abs() < 1e-11,
            "t {t}: {moved}, not {wanted}"
        );
    }
}

/// As Optax has it: β₂ at step t, 1 − β₂ and β₁m are numbers of 32 bits, everything else of 64.
#[test]
#[allow(clippy::cast_possible_truncation)]
fn single_precision_is_in_the_decays_alone() {
    let settings = ADAFACTOR.settings().with("lr", 0.1).and_then(|s| {
        s.with("relative_step", false)?
            .with("scale_parameter", false)?
            .with("clip_threshold", 1e9)?
            .with("beta1", 0.7)
    });
    let settings = settings.expect("allowed");
    let single = settings.clone().with("precision", "single");
    let (mut exact, mut rounded) = (build(&settings), build(&single.expect("allowed")));
    let (mut theta, mut beside) = (descent::vector(&[0.0]), descent::vector(&[0.0]));
    let (mut x, mut m, mut v) = (0.0, 0.0, 0.0);
    for (t, g) in [(1_u8, 0.3), (2, -1.1), (3, 0.7), (4, 2.9), (5, -0.2)] {
        let grads = descent::vector(&[g]);
        rounded.step(&mut theta, &grads).expect("a step");
        exact.step(&mut beside, &grads).expect("a step");
        let beta2 = 1.0_f32 - f32::from(t).powf(-0.8);
        v = f64::from(beta2) * v + f64::from(1.0_f32 - beta2) * (g * g);
        m = f64::from(0.7_f32 * m as f32) + (1.0 - 0.7) * 0.1 * g / f64::sqrt(v);
        x -= m;
        let apart = (theta[0][0] - x).abs();
        assert!(apart < 1e-14, "t {t}: {} {x}", theta[0][0]);
    }
    let apart = (theta[0][0] - beside[0][0]).abs();
    assert!(apart > 1e-10 && apart < 1e-6, "{apart:e} from 64 bits");
}

/// Nothing divides by zero where ε = 0 and a gradient, a row or a whole tensor is zero.
#[test]
fn gradients_of_zero_move_nothing() {
    for spec in ALL {
        let mut settings = spec.settings().with("lr", 0.1).expect("allowed");
        for name in ["eps", "eps2", "eps_root"] {
            if spec.hyperparameter(name).is_some() {
                settings.set(name, 0.0).expect("zero is allowed");
            }
        }
        let mut optimizer = build(&settings);
        let (start, zero) = (tensors(1.0), tensors(0.0));
        let mut theta = start.clone();
        optimizer.step(&mut theta, &zero).expect("a step");
        assert_eq!(theta, start, "{} at gradients of zero", spec.name);
        // Now all but a row and an entry are zero.
        let mut grads = zero;
        grads[0].index_axis_mut(ndarray::Axis(0), 1).fill(0.5);
        grads[1][2] = -1.0;
        for _ in 0..3 {
            optimizer.step(&mut theta, &grads).expect("a step");
        }
        for (theta, start) in theta.iter().zip(&start) {
            assert!(
                theta.iter().all(|x| x.is_finite()),
                "{}: {theta}",
                spec.name
            );
            assert_ne!(theta, start, "{} moves", spec.name);
        }
        let still =
            theta[0].index_axis(ndarray::Axis(0), 0) == start[0].index_axis(ndarray::Axis(0), 0);
        assert!(still, "{}: a row without gradient rests", spec.name);
    }
}

#[test]
fn sm3_one_has_no_decay() {
    let settings = SM3.settings().with("lr", 0.1);
    let settings = settings.and_then(|s| s.with("variant", "1")?.with("beta2", 0.5));
    let refused = Sm3::from_settings(&settings.expect("each is allowed")).expect_err("a conflict");
    let message = refused.to_string();
    assert!(
        message.contains("beta2") && message.contains("variant") && !message.contains('\n'),
        "{message}"
    );
}

#[test]
fn a_refused_first_step_leaves_no_trace() {
    for spec in ALL {
        let mut optimizer = build(&spec.settings().with("lr", 0.1).expect("allowed"));
        let (start, mut bad) = (tensors(1.0), tensors(0.3));
        bad[1][4] = f64::NAN;
        let mut theta = start.clone();
        let refused = optimizer.step(&mut theta, &bad);
        assert!(refused.is_err() && theta == start, "{}", spec.name);
        assert_eq!(optimizer.state_len(), 0, "{} has begun", spec.name);
        // Other shapes are as welcome as before.
        let mut other = descent::vector(&[1.0, 2.0]);
        let step = optimizer.step(&mut other, &descent::vector(&[0.5, -0.5]));
        step.expect("the first step");
    }
}
