//! State, refusals and weight decay of both optimizers.

use descent::problems::Quadratic;
use descent::{Objective, Optimizer, Settings, Spec, descend, distance, vector};
use rmsprop::{Adadelta, RmsProp};

static RMSPROP: Spec = RmsProp::SPEC;
static ADADELTA: Spec = Adadelta::SPEC;

fn rmsprop(change: impl Fn(Settings) -> Result<Settings, descent::SettingError>) -> RmsProp {
    let settings = RMSPROP.settings().with("lr", 0.01).expect("allowed");
    RmsProp::from_settings(&change(settings).expect("allowed")).expect("complete")
}

#[test]
fn numbers_of_state() {
    let count = |optimizer: &mut dyn Optimizer| {
        assert_eq!(optimizer.state_len(), 0, "before the first step");
        let mut theta = vector(&[1.0; 10]);
        for _ in 0..3 {
            optimizer
                .step(&mut theta, &vector(&[0.5; 10]))
                .expect("finite");
        }
        optimizer.state_len()
    };
    assert_eq!(count(&mut rmsprop(Ok)), 10, "v");
    let mut centered = rmsprop(|s| s.with("centered", true));
    assert_eq!(count(&mut centered), 20, "v and m");
    let mut momentum = rmsprop(|s| s.with("momentum", 0.9));
    assert_eq!(count(&mut momentum), 20, "v and b");
    let mut both = rmsprop(|s| s.with("momentum", 0.9)?.with("centered", true));
    assert_eq!(count(&mut both), 30, "v, m and b");
    let mut adadelta = Adadelta::new(0.9, 1e-6).expect("allowed");
    assert_eq!(count(&mut adadelta), 20, "v and X");
}

#[test]
fn a_refused_step_changes_nothing() {
    // The first step refused, then a good one, against the good one alone; and the same later.
    let mut all: Vec<[Box<dyn Optimizer>; 2]> = Vec::new();
    for (centered, momentum) in [(false, 0.0), (true, 0.9)] {
        let build = || {
            rmsprop(|s| {
                let s = s.with("centered", centered)?.with("momentum", momentum)?;
                s.with("bias_correction", true)
            })
        };
        all.push([Box::new(build()), Box::new(build())]);
    }
    let build = || Adadelta::new(0.9, 1e-6).expect("allowed");
    all.push([Box::new(build()), Box::new(build())]);
    for [tried, plain] in &mut all {
        let (mut a, mut b) = (vector(&[1.0, -2.0]), vector(&[1.0, -2.0]));
        for t in 0..4 {
            let before = (a.clone(), tried.state_len());
            assert!(tried.step(&mut a, &vector(&[1.0, f64::NAN])).is_err());
            assert_eq!((a.clone(), tried.state_len()), before, "t = {t}");
            let good = vector(&[0.3, 1.0 + f64::from(t)]);
            tried.step(&mut a, &good).expect("finite");
            plain.step(&mut b, &good).expect("finite");
            assert_eq!(a, b, "t = {t}");
        }
    }
}

/// Gradients whose squares are no numbers leave their entry alone; later ones find it as it was.
#[test]
fn extreme_gradients_leave_an_entry_as_it_was() {
    let build = || {
        let mut all: Vec<Box<dyn Optimizer>> = Vec::new();
        for gamma in [0.0, 0.9] {
            for (centered, momentum, corrected) in [
                (false, 0.0, false),
                (true, 0.0, false),
                (false, 0.9, false),
                (true, 0.9, true),
            ] {
                all.push(Box::new(rmsprop(|s| {
                    let s = s.with("centered", centered)?.with("momentum", momentum)?;
                    let s = s.with("eps", 1e-3)?.with("gamma", gamma)?;
                    s.with("bias_correction", corrected)
                })));
            }
        }
        all.push(Box::new(Adadelta::new(0.0, 1e-6).expect("allowed")));
        all.push(Box::new(Adadelta::new(0.9, 1e-6).expect("allowed")));
        all
    };
    for (case, mut optimizer) in build().into_iter().enumerate() {
        let name = optimizer.settings().spec().name;
        let mut theta = vector(&[1.0, -2.0, 3.0]);
        let ordinary = vector(&[0.5, 0.1, -1.0]);
        optimizer.step(&mut theta, &ordinary).expect("finite");
        let before = theta.clone();
        let large = vector(&[1e200, -1e300, 1e160]);
        optimizer.step(&mut theta, &large).expect("finite");
        assert_eq!(theta, before, "{name}, case {case}");
        // Squares that vanish instead.
        let small = vector(&[1e-200, 0.0, -1e-300]);
        optimizer.step(&mut theta, &small).expect("finite");
        for _ in 0..3 {
            optimizer.step(&mut theta, &ordinary).expect("finite");
        }
        // The centred form without memory divides by ε alone.
        for (after, before) in theta[0].iter().zip(&before[0]) {
            let moved = (after - before).abs();
            assert!(
                moved > 1e-5 && moved < 100.0,
                "{name}, case {case}: {moved}"
            );
        }
    }
    // With ε = 0 and vanishing squares nothing moves.
    let mut plain = rmsprop(|s| s.with("eps", 0.0));
    let mut theta = vector(&[1.0, -2.0]);
    plain
        .step(&mut theta, &vector(&[1e-200, 0.0]))
        .expect("finite");
    assert_eq!(theta, vector(&[1.0, -2.0]));
}

#[test]
fn weight_decay_is_a_quadratic_term() {
    const L2: f64 = 0.3;
    let plain = Quadratic::new(&[0.1, 2.0]).unwrap();
    let with_term = Quadratic::new(&[0.1 + L2, 2.0 + L2]).unwrap();
    let same = |name: &str, decayed: &mut dyn Optimizer, other: &mut dyn Optimizer| {
        let a = descend(&plain, decayed, &plain.start(), 40).unwrap();
        let b = descend(&with_term, other, &plain.start(), 40).unwrap();
        let apart = distance(a.last(), b.last());
        assert!(apart < 1e-11, "{name}: {apart:e} apart");
    };
    for (centered, momentum) in [(false, 0.0), (true, 0.0), (false, 0.9), (true, 0.9)] {
        let build = |decay: f64| {
            rmsprop(|s| {
                let s = s.with("centered", centered)?.with("momentum", momentum)?;
                s.with("eps", 0.01)?.with("weight_decay", decay)
            })
        };
        same("rmsprop", &mut build(L2), &mut build(0.0));
    }
    let build = |decay: f64| {
        let settings = ADADELTA.settings().with("weight_decay", decay).unwrap();
        Adadelta::from_settings(&settings).unwrap()
    };
    same("adadelta", &mut build(L2), &mut build(0.0));
}

#[test]
fn defaults_are_those_of_the_sources() {
    let default = |spec: &'static Spec, name: &str| spec.settings().real(name).ok();
    // The lecture names no learning rate; γ = 0.9 is its number.
    assert_eq!(default(&RMSPROP, "lr"), None);
    assert_eq!(default(&RMSPROP, "gamma"), Some(0.9));
    // Zeiler 2012: no learning rate, which is η = 1; ρ = 0.95, ε = 10⁻⁶.
    assert_eq!(default(&ADADELTA, "lr"), Some(1.0));
    assert_eq!(default(&ADADELTA, "rho"), Some(0.95));
    assert_eq!(default(&ADADELTA, "eps"), Some(1e-6));
    // With ε = 0 the first step, and so every other, would be 0.
    assert!(Adadelta::new(0.9, 0.0).is_err());
}
