//! Gradients whose squares overflow or vanish, and gradients of zero, leave finite parameters.

use adam_family::{
    AcProp, AdEmaMix, AdaBelief, AdaBound, AdaMod, Adan, Adopt, AggMo, DiffGrad, LaProp, MadGrad,
    Mars, Nadam, Padam, QhAdam, Qhm, RAdam, SimplifiedAdEmaMix, Swats,
};
use descent::{Kind, Method, Optimizer, Settings, Spec, vector};

static SPECS: [Spec; 19] = [
    Nadam::SPEC,
    RAdam::SPEC,
    AdaBelief::SPEC,
    AcProp::SPEC,
    AdaBound::SPEC,
    AdaMod::SPEC,
    DiffGrad::SPEC,
    Padam::SPEC,
    Qhm::SPEC,
    QhAdam::SPEC,
    AggMo::SPEC,
    LaProp::SPEC,
    Adopt::SPEC,
    AdEmaMix::SPEC,
    SimplifiedAdEmaMix::SPEC,
    MadGrad::SPEC,
    Swats::SPEC,
    Adan::SPEC,
    Mars::SPEC,
];

/// The defaults; each hyperparameter that may be 0 set to 0; each choice and each switch; and all
/// of these together with ε = ε′ = 0.
fn variants(spec: &'static Spec) -> Vec<Settings> {
    let mut all = vec![spec.settings()];
    for hyperparameter in spec.hyperparameters {
        let name = hyperparameter.name;
        let values: Vec<&str> = match &hyperparameter.kind {
            Kind::Choice { options } => options.to_vec(),
            Kind::Switch { .. } => vec!["true", "false"],
            Kind::Integer { .. } => vec!["0", "3"],
            Kind::Real { .. } => vec!["0", "0.5"],
        };
        all.extend(
            values
                .iter()
                .filter_map(|value| spec.settings().with_text(name, value).ok()),
        );
    }
    for settings in all.clone() {
        let bare = ["eps", "eps_root"].iter().fold(settings, |settings, eps| {
            settings.clone().with(eps, 0.0).unwrap_or(settings)
        });
        all.push(bare);
    }
    all
}

fn show(settings: &Settings) -> String {
    let values = settings
        .iter()
        .filter_map(|(h, value)| Some(format!("{} = {}", h.name, value?)));
    let values: Vec<String> = values.collect();
    format!("{}, {}", settings.spec().name, values.join(", "))
}

fn build(settings: &Settings, spec: &Spec) -> Box<dyn Optimizer> {
    match (spec.build)(settings).expect("allowed settings") {
        Method::Gradient(optimizer) => optimizer,
        Method::Oracle(_) => panic!("{} asks the objective", spec.name),
    }
}

#[test]
fn tiny_and_huge_gradients_leave_finite_parameters() {
    for spec in &SPECS {
        for settings in variants(spec) {
            // At 1e300 a mean over ε = 1e-8 overflows itself.
            for size in [5e-324, 1e-200, 1e-150, 1e200, 1e290] {
                let mut optimizer = build(&settings, spec);
                let mut theta = vector(&[0.5]);
                for (t, g) in [size, 0.0, -size, 1.0, size, size, 0.0, 1.0, -1.0]
                    .into_iter()
                    .enumerate()
                {
                    optimizer.step(&mut theta, &vector(&[g])).expect("a step");
                    assert!(
                        theta[0][0].is_finite(),
                        "{}, gradients of {size:e}, step {}",
                        show(&settings),
                        t + 1
                    );
                }
            }
        }
    }
}

#[test]
fn a_coordinate_without_gradient_stays() {
    for spec in &SPECS {
        for settings in variants(spec) {
            // Weight decay moves it.
            let Ok(settings) = settings.with("weight_decay", 0.0) else {
                panic!("{}: no weight decay", spec.name);
            };
            let mut optimizer = build(&settings, spec);
            let mut theta = vector(&[0.5, -0.25]);
            for g in [1.0, -0.5, 2.0] {
                optimizer
                    .step(&mut theta, &vector(&[0.0, g]))
                    .expect("a step");
                let (still, moved) = (theta[0][0], theta[0][1]);
                let what = show(&settings);
                assert!((still - 0.5).abs() < 1e-15, "{what}: moved to {still}");
                assert!(moved.is_finite(), "{what}: {moved}");
            }
        }
    }
}
