//! The place of ε: before the correction it counts as ε/√(1 − β₂ᵗ), and ε′ as ε′/(1 − β₂ᵗ).

use adam_family::kernel::{moves, rugged};
use adam_family::{
    AdEmaMix, AdaBound, AdaMod, Adan, DiffGrad, LaProp, Mars, Nadam, Padam, RAdam,
    SimplifiedAdEmaMix, Swats,
};
use descent::{Method, Settings, Spec};

static SPECS: [Spec; 12] = [
    Nadam::SPEC,
    RAdam::SPEC,
    AdaBound::SPEC,
    AdaMod::SPEC,
    DiffGrad::SPEC,
    Padam::SPEC,
    LaProp::SPEC,
    AdEmaMix::SPEC,
    SimplifiedAdEmaMix::SPEC,
    Swats::SPEC,
    Adan::SPEC,
    Mars::SPEC,
];

/// The decay of the mean square, by any name.
const DECAY: f64 = 0.8;

/// The last move on the first `t` of the gradients.
fn last(spec: &'static Spec, place: &str, (eps, eps_root): (f64, f64), t: usize) -> f64 {
    let square = if spec.name == "adan" {
        "beta3"
    } else {
        "beta2"
    };
    let set = |settings: Settings, name: &str, value: f64| settings.with(name, value).unwrap();
    let mut settings = set(spec.settings(), square, DECAY);
    settings = set(settings, "eps", eps);
    settings = set(settings, "eps_root", eps_root);
    settings = settings.with("eps_place", place).unwrap();
    match spec.name {
        // Without a correction there is no before.
        "padam" => settings = settings.with("bias_correction", true).unwrap(),
        // A wide band.
        "adabound" => settings = set(settings, "gamma", 1e-9),
        // The mean of the rates may not bind.
        "adamod" => settings = set(settings, "beta3", 0.0),
        _ => {}
    }
    let Ok(Method::Gradient(mut optimizer)) = (spec.build)(&settings) else {
        panic!("{} asks the objective", spec.name);
    };
    *moves(optimizer.as_mut(), &rugged(t))
        .unwrap()
        .last()
        .unwrap()
}

#[test]
fn epsilon_before_the_correction_is_larger() {
    for spec in &SPECS {
        // LaProp's mean remembers the roots, so that only its first move can be compared; RAdam
        // divides from the fifth step on; SWATS does not switch within six.
        let times: &[usize] = match spec.name {
            "laprop" => &[1],
            "radam" => &[6, 9],
            _ => &[1, 2, 6],
        };
        for &t in times {
            let sum = 1.0 - DECAY.powi(i32::try_from(t).unwrap());
            for (eps, eps_root) in [(0.1, 0.0), (0.0, 0.05), (0.2, 0.01)] {
                let before = last(spec, "uncorrected", (eps, eps_root), t);
                let same = last(spec, "corrected", (eps / sum.sqrt(), eps_root / sum), t);
                let other = last(spec, "corrected", (eps, eps_root), t);
                let what = format!("{}, ε {eps}, ε′ {eps_root}, t = {t}", spec.name);
                assert!(
                    (before / same - 1.0).abs() < 1e-9,
                    "{what}: {before} {same}"
                );
                assert!(
                    (before / other - 1.0).abs() > 1e-3,
                    "{what}: {before} {other}"
                );
            }
        }
    }
}
