//! Weight decay: L2 is a term ½λ‖θ‖² of the objective; decoupled decay shrinks θ beside the step.

use adam_family::{
    AcProp, AdEmaMix, AdaBelief, AdaBound, AdaMod, Adan, Adopt, AggMo, DiffGrad, LaProp, MadGrad,
    Mars, Nadam, Padam, QhAdam, Qhm, RAdam, SimplifiedAdEmaMix, Swats,
};
use descent::{Method, Objective, Optimizer, Spec, Tensor, descend, distance, vector};

const LR: f64 = 0.03;
const LAMBDA: f64 = 0.4;

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

fn build(spec: &'static Spec, lambda: f64, decay: &str) -> Box<dyn Optimizer> {
    let settings = spec
        .settings()
        .with("lr", LR)
        .unwrap()
        .with("weight_decay", lambda)
        .unwrap();
    let settings = if spec.hyperparameter("decay").is_some() {
        settings.with("decay", decay).unwrap()
    } else {
        settings
    };
    match (spec.build)(&settings).unwrap() {
        Method::Gradient(optimizer) => optimizer,
        Method::Oracle(_) => panic!("{} asks the objective", spec.name),
    }
}

/// ½(0.1(x − 1)² + 2(y − 1)²) + ½λ(x² + y²).
struct Bowl {
    l2: f64,
}

impl Objective for Bowl {
    fn name(&self) -> &'static str {
        "bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[3.0, -2.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let (x, y) = (params[0][0], params[0][1]);
        let bowl = 0.1 * (x - 1.0).powi(2) + 2.0 * (y - 1.0).powi(2);
        0.5 * (bowl + self.l2 * (x * x + y * y))
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (i, curvature) in [(0, 0.1), (1, 2.0)] {
            let x = params[0][i];
            grads[0][i] = curvature * (x - 1.0) + self.l2 * x;
        }
    }
}

#[test]
fn l2_is_a_quadratic_term() {
    let (plain, with_term) = (Bowl { l2: 0.0 }, Bowl { l2: LAMBDA });
    for spec in &SPECS[..17] {
        let run = |f: &dyn Objective, lambda| {
            descend(f, build(spec, lambda, "l2").as_mut(), &plain.start(), 30).unwrap()
        };
        let (a, b) = (run(&plain, LAMBDA), run(&with_term, 0.0));
        let apart = distance(a.last(), b.last());
        assert!(apart < 1e-9, "{}: {apart:e} apart", spec.name);
        let moved = distance(a.last(), run(&plain, 0.0).last());
        assert!(moved > 1e-6, "{}: λ has no effect", spec.name);
    }
}

#[test]
fn decoupled_decay_shrinks_beside_the_step() {
    let gradients: Vec<Vec<Tensor>> = (1..=20)
        .map(|i| {
            vector(&[
                (1.7 * f64::from(i)).sin() + 0.2,
                0.3 - (0.9 * f64::from(i)).cos(),
            ])
        })
        .collect();
    let start = vector(&[2.0, -1.5]);
    for spec in &SPECS {
        // MADGRAD's step holds the place where it started: its z does not shrink.
        if matches!(spec.name, "madgrad") {
            continue;
        }
        let mut plain = build(spec, 0.0, "decoupled");
        let mut decayed = build(spec, LAMBDA, "decoupled");
        let (mut a, mut b, mut wanted) = (start.clone(), start.clone(), start.clone());
        for g in &gradients {
            let before = a.clone();
            plain.step(&mut a, g).unwrap();
            decayed.step(&mut b, g).unwrap();
            wanted[0] = &wanted[0] * (1.0 - LR * LAMBDA) + &a[0] - &before[0];
        }
        let apart = distance(&b, &wanted);
        // SWATS may have switched; with these gradients it has not.
        assert!(apart < 1e-12, "{}: {apart:e} apart", spec.name);
    }
}

#[test]
fn adan_divides_and_madgrad_subtracts() {
    let g = vector(&[0.7, -0.2]);
    let start = vector(&[2.0, -1.5]);
    let (mut a, mut b) = (start.clone(), start.clone());
    build(&SPECS[17], 0.0, "proximal").step(&mut a, &g).unwrap();
    build(&SPECS[17], LAMBDA, "proximal")
        .step(&mut b, &g)
        .unwrap();
    let wanted = vec![&a[0] / (1.0 + LR * LAMBDA)];
    assert!(distance(&b, &wanted) < 1e-14, "{b:?} {wanted:?}");
    let (mut a, mut b) = (start.clone(), start.clone());
    build(&SPECS[15], 0.0, "decoupled")
        .step(&mut a, &g)
        .unwrap();
    build(&SPECS[15], LAMBDA, "decoupled")
        .step(&mut b, &g)
        .unwrap();
    let wanted = vec![&a[0] - &(&start[0] * ((LR + 1e-6) * LAMBDA))];
    assert!(distance(&b, &wanted) < 1e-14, "{b:?} {wanted:?}");
    // Without momentum what was subtracted stays so: gradients of zero leave a geometric sequence.
    let settings = SPECS[15].settings().with("lr", LR).unwrap();
    let settings = settings.with("weight_decay", LAMBDA).unwrap();
    let settings = settings.with("decay", "decoupled").unwrap();
    let mut madgrad = MadGrad::from_settings(&settings.with("beta", 0.0).unwrap()).unwrap();
    let mut theta = start.clone();
    for _ in 0..7 {
        madgrad.step(&mut theta, &vector(&[0.0, 0.0])).unwrap();
    }
    let wanted = vec![&start[0] * (1.0 - (LR + 1e-6) * LAMBDA).powi(7)];
    assert!(distance(&theta, &wanted) < 1e-14, "{theta:?} {wanted:?}");
}

#[test]
fn laprop_can_decay_after_the_step() {
    let g = vector(&[0.7, -0.2]);
    let (mut a, mut b) = (vector(&[2.0, -1.5]), vector(&[2.0, -1.5]));
    let laprop = &SPECS[11];
    build(laprop, 0.0, "after").step(&mut a, &g).unwrap();
    build(laprop, LAMBDA, "after").step(&mut b, &g).unwrap();
    let wanted = vec![&a[0] * (1.0 - LR * LAMBDA)];
    assert!(distance(&b, &wanted) < 1e-14, "{b:?} {wanted:?}");
}
