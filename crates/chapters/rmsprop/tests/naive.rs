//! Both optimizers against a second implementation, on 200 random problems each.
//!
//! The second one goes element by element and shares no code: the formulas as they stand in the
//! lecture (Tieleman & Hinton 2012), in Graves 2013 (the centred form) and in Zeiler 2012.

use descent::problems::Quadratic;
use descent::{Objective, Optimizer, Spec, descend};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rmsprop::{Adadelta, RmsProp};

/// λᵢ; η, γ, ε, ε₂; β, v₀, λ; the switches; the number of steps.
type RmsPropCase = (
    Vec<f64>,
    (f64, f64, f64, f64),
    (f64, f64, f64),
    [bool; 4],
    usize,
);

static RMSPROP: Spec = RmsProp::SPEC;
static ADADELTA: Spec = Adadelta::SPEC;

fn runner() -> TestRunner {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn ends(
    f: &Quadratic,
    optimizer: &mut dyn Optimizer,
    wanted: &[f64],
    steps: usize,
) -> Result<(), TestCaseError> {
    let trace = descend(f, optimizer, &f.start(), steps).expect("finite");
    for (got, wanted) in trace.last()[0].iter().zip(wanted) {
        // Near a turning point a small √v magnifies rounding; ε ≥ 10⁻³ bounds it.
        let apart = (got - wanted).abs();
        prop_assert!(apart < 1e-9 * (1.0 + wanted.abs()), "{got}, not {wanted}");
    }
    Ok(())
}

#[test]
fn rmsprop_agrees_with_a_naive_one() {
    let problem = prop::collection::vec(0.05..3.0_f64, 1..5);
    let reals = (0.001..0.2_f64, 0.0..0.999_f64, 1e-3..0.1_f64, 0.0..0.1_f64);
    let more = (0.0..0.95_f64, 0.0..2.0_f64, 0.0..0.3_f64);
    let switches = prop::array::uniform4(any::<bool>());
    let input = (problem, reals, more, switches, 1..30_usize);
    let test =
        |(spectrum, (lr, gamma, eps, eps_root), (beta, v0, decay), on, steps): RmsPropCase| {
            let [centered, inside, nesterov, corrected] = on;
            let settings = || {
                let settings = RMSPROP.settings().with("lr", lr)?.with("gamma", gamma)?;
                let settings = settings.with("eps", eps)?.with("eps_root", eps_root)?;
                let settings = settings.with("momentum", beta)?.with("initial", v0)?;
                let settings = settings
                    .with("weight_decay", decay)?
                    .with("centered", centered)?;
                let place = if inside { "inside" } else { "outside" };
                let settings = settings
                    .with("lr_place", place)?
                    .with("nesterov", nesterov)?;
                RmsProp::from_settings(&settings.with("bias_correction", corrected)?)
            };
            let f = Quadratic::new(&spectrum).expect("positive");
            let mut wanted = Vec::new();
            for (lambda, start) in spectrum.iter().zip(f.start()[0].iter()) {
                let (mut x, mut v, mut m, mut b) = (*start, v0, 0.0, 0.0);
                let mut left = 1.0;
                for _ in 0..steps {
                    let g = lambda * x + decay * x;
                    v = v * gamma + g * g * (1.0 - gamma);
                    m = m * gamma + g * (1.0 - gamma);
                    left *= gamma;
                    let total = if corrected { 1.0 - left } else { 1.0 };
                    let mut inner = v / total;
                    if centered {
                        inner -= m / total * m / total;
                    }
                    let u = g / (eps + (eps_root + inner.max(0.0)).sqrt());
                    if inside {
                        b = b * beta + u * lr;
                        x -= if nesterov { b * beta + u * lr } else { b };
                    } else {
                        b = b * beta + u;
                        x -= lr * if nesterov { b * beta + u } else { b };
                    }
                }
                wanted.push(x);
            }
            ends(&f, &mut settings().expect("in range"), &wanted, steps)
        };
    runner().run(&input, test).expect("all problems agree");
}

#[test]
fn adadelta_agrees_with_a_naive_one() {
    let problem = prop::collection::vec(0.05..3.0_f64, 1..5);
    let reals = (0.0..2.0_f64, 0.0..0.999_f64, 1e-8..0.1_f64, 0.0..0.3_f64);
    let test =
        |(spectrum, (lr, rho, eps, decay), steps): (Vec<f64>, (f64, f64, f64, f64), usize)| {
            let settings = || {
                let settings = ADADELTA.settings().with("lr", lr)?.with("rho", rho)?;
                Adadelta::from_settings(&settings.with("eps", eps)?.with("weight_decay", decay)?)
            };
            let f = Quadratic::new(&spectrum).expect("positive");
            let mut wanted = Vec::new();
            for (lambda, start) in spectrum.iter().zip(f.start()[0].iter()) {
                let (mut x, mut squares, mut moves) = (*start, 0.0, 0.0);
                for _ in 0..steps {
                    let g = lambda * x + decay * x;
                    squares = squares * rho + g * g * (1.0 - rho);
                    let step = -g * f64::sqrt(moves + eps) / f64::sqrt(squares + eps);
                    moves = moves * rho + step * step * (1.0 - rho);
                    x += lr * step;
                }
                wanted.push(x);
            }
            ends(&f, &mut settings().expect("in range"), &wanted, steps)
        };
    let input = (problem, reals, 1..60_usize);
    runner().run(&input, test).expect("all problems agree");
}
