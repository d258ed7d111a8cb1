//! What no library has, against second implementations that are written entry by entry from the
//! papers' formulas, on 200 random problems each.

use adam_family::{Adan, Nadam, Padam, Swats};
use descent::{Optimizer, Settings, Spec, Tensor, Value, vector};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

const STEPS: usize = 12;

/// Two layers of three entries, and their gradients at each step.
type Problem = (Vec<f64>, Vec<Vec<f64>>);

fn problems() -> impl Strategy<Value = Problem> {
    let numbers = prop::collection::vec(-2.0..2.0_f64, 6);
    let gradients = prop::collection::vec(prop::collection::vec(-3.0..3.0_f64, 6), STEPS);
    (numbers, gradients)
}

fn runner() -> TestRunner {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn layers(flat: &[f64]) -> Vec<Tensor> {
    flat.chunks(3).flat_map(vector).collect()
}

fn set(spec: &'static Spec, pairs: &[(&str, Value)]) -> Settings {
    pairs
        .iter()
        .fold(spec.settings(), |settings, (name, value)| {
            settings
                .with(name, value.clone())
                .expect("an allowed value")
        })
}

/// The path of `optimizer`, each point as one list.
fn path(optimizer: &mut dyn Optimizer, (start, gradients): &Problem) -> Vec<Vec<f64>> {
    let mut theta = layers(start);
    let walk = gradients.iter().map(|g| {
        optimizer
            .step(&mut theta, &layers(g))
            .expect("finite gradients");
        theta.iter().flatten().copied().collect()
    });
    walk.collect()
}

fn same(ours: &[Vec<f64>], naive: &[Vec<f64>]) -> Result<(), TestCaseError> {
    for (t, (a, b)) in ours.iter().zip(naive).enumerate() {
        for (a, b) in a.iter().zip(b) {
            let apart = (a - b).abs() / (1.0 + b.abs());
            prop_assert!(apart < 1e-11, "step {}: {} against {}", t + 1, a, b);
        }
    }
    Ok(())
}

/// η, β₁, β₂, p, ε, and whether there is a maximum and a correction.
type PadamKnobs = (f64, f64, f64, f64, f64, bool, bool);

#[test]
fn padam() {
    static SPEC: Spec = Padam::SPEC;
    let knobs = (
        0.01..0.5_f64,
        0.0..0.99_f64,
        0.0..0.99_f64,
        0.0..0.5_f64,
        1e-8..0.1_f64,
        any::<bool>(),
        any::<bool>(),
    );
    let strategy = (problems(), knobs);
    let test =
        |(problem, (lr, beta1, beta2, p, eps, amsgrad, corrected)): (Problem, PadamKnobs)| {
            let settings = set(
                &SPEC,
                &[
                    ("lr", lr.into()),
                    ("beta1", beta1.into()),
                    ("beta2", beta2.into()),
                    ("partial", p.into()),
                    ("eps", eps.into()),
                    ("amsgrad", amsgrad.into()),
                    ("bias_correction", corrected.into()),
                ],
            );
            let ours = path(&mut Padam::from_settings(&settings).unwrap(), &problem);
            let (mut theta, mut naive) = (problem.0.clone(), Vec::new());
            let (mut m, mut v, mut top) = ([0.0; 6], [0.0; 6], [0.0_f64; 6]);
            for (t, g) in (1..).zip(&problem.1) {
                for i in 0..6 {
                    m[i] = beta1 * m[i] + (1.0 - beta1) * g[i];
                    v[i] = beta2 * v[i] + (1.0 - beta2) * g[i].powi(2);
                    top[i] = top[i].max(v[i]);
                    let mut square = if amsgrad { top[i] } else { v[i] };
                    let mut mean = m[i];
                    if corrected {
                        square /= 1.0 - beta2.powi(t);
                        mean /= 1.0 - beta1.powi(t);
                    }
                    theta[i] -= lr * mean / (square.sqrt() + eps).powf(2.0 * p);
                }
                naive.push(theta.clone());
            }
            same(&ours, &naive)
        };
    runner().run(&strategy, test).unwrap();
}

#[test]
fn nadam_with_the_schedule_everywhere() {
    static SPEC: Spec = Nadam::SPEC;
    let knobs = (
        0.01..0.5_f64,
        0.0..0.99_f64,
        0.0..0.99_f64,
        0.0..2.0_f64,
        1e-8..0.1_f64,
    );
    let test = |(problem, (lr, beta1, beta2, psi, eps)): (Problem, (f64, f64, f64, f64, f64))| {
        let settings = set(
            &SPEC,
            &[
                ("lr", lr.into()),
                ("beta1", beta1.into()),
                ("beta2", beta2.into()),
                ("momentum_decay", psi.into()),
                ("eps", eps.into()),
                ("schedule", "everywhere".into()),
            ],
        );
        let ours = path(&mut Nadam::from_settings(&settings).unwrap(), &problem);
        let mu = |t: i32| beta1 * (1.0 - 0.5 * 0.96_f64.powf(psi * f64::from(t)));
        let (mut theta, mut naive) = (problem.0.clone(), Vec::new());
        let (mut m, mut v) = ([0.0; 6], [0.0_f64; 6]);
        for (t, g) in (1..).zip(&problem.1) {
            let product = |to: i32| (1..=to).map(mu).product::<f64>();
            for i in 0..6 {
                m[i] = mu(t) * m[i] + (1.0 - mu(t)) * g[i];
                v[i] = beta2 * v[i] + (1.0 - beta2) * g[i].powi(2);
                let mean = mu(t + 1) * m[i] / (1.0 - product(t + 1))
                    + (1.0 - mu(t)) * g[i] / (1.0 - product(t));
                theta[i] -= lr * mean / ((v[i] / (1.0 - beta2.powi(t))).sqrt() + eps);
            }
            naive.push(theta.clone());
        }
        same(&ours, &naive)
    };
    runner().run(&(problems(), knobs), test).unwrap();
}

#[test]
fn adan_with_the_papers_start() {
    static SPEC: Spec = Adan::SPEC;
    let knobs = (
        0.01..0.5_f64,
        0.0..0.99_f64,
        0.0..0.99_f64,
        0.0..0.99_f64,
        1e-8..0.1_f64,
        0.0..0.5_f64,
    );
    let test = |(problem, (lr, beta1, beta2, beta3, eps, lambda)): (
        Problem,
        (f64, f64, f64, f64, f64, f64),
    )| {
        let settings = set(
            &SPEC,
            &[
                ("lr", lr.into()),
                ("beta1", beta1.into()),
                ("beta2", beta2.into()),
                ("beta3", beta3.into()),
                ("eps", eps.into()),
                ("weight_decay", lambda.into()),
                ("initial", "gradient".into()),
            ],
        );
        let ours = path(&mut Adan::from_settings(&settings).unwrap(), &problem);
        let (mut theta, mut naive) = (problem.0.clone(), Vec::new());
        let g = &problem.1;
        let (mut m, mut d, mut n) = (g[0].clone(), [0.0; 6], [0.0; 6]);
        for t in 0..STEPS {
            for i in 0..6 {
                if t == 0 {
                    n[i] = g[0][i].powi(2);
                } else {
                    let change = g[t][i] - g[t - 1][i];
                    m[i] = beta1 * m[i] + (1.0 - beta1) * g[t][i];
                    d[i] = beta2 * d[i] + (1.0 - beta2) * change;
                    n[i] = beta3 * n[i] + (1.0 - beta3) * (g[t][i] + beta2 * change).powi(2);
                }
                let step = lr * (m[i] + beta2 * d[i]) / (n[i].sqrt() + eps);
                theta[i] = (theta[i] - step) / (1.0 + lr * lambda);
            }
            naive.push(theta.clone());
        }
        same(&ours, &naive)
    };
    runner().run(&(problems(), knobs), test).unwrap();
}

/// η, β₁, β₂, ε, the two tolerances, and whether the buffer shrinks.
type SwatsKnobs = (f64, f64, f64, f64, f64, f64, bool);

#[test]
fn swats_before_and_after_the_switch() {
    static SPEC: Spec = Swats::SPEC;
    let knobs = (
        0.01..0.5_f64,
        0.0..0.99_f64,
        0.0..0.99_f64,
        1e-8..0.1_f64,
        0.0..0.01_f64,
        0.0..0.01_f64,
        any::<bool>(),
    );
    let switched = std::cell::Cell::new(0);
    let test = |(problem, (lr, beta1, beta2, eps, tol, rtol, shrunk)): (Problem, SwatsKnobs)| {
        let settings = set(
            &SPEC,
            &[
                ("lr", lr.into()),
                ("beta1", beta1.into()),
                ("beta2", beta2.into()),
                ("eps", eps.into()),
                ("tol", tol.into()),
                ("rtol", rtol.into()),
                ("eps_place", "corrected".into()),
                ("buffer", if shrunk { "shrunk" } else { "kept" }.into()),
            ],
        );
        let mut swats = Swats::from_settings(&settings).unwrap();
        let ours = path(&mut swats, &problem);
        let (mut theta, mut naive) = (problem.0.clone(), Vec::new());
        let (mut m, mut v, mut lambda) = ([0.0; 6], [0.0_f64; 6], 0.0);
        let (mut sgd, mut buffer): (Option<f64>, [f64; 6]) = (None, [0.0; 6]);
        let mut since = 0;
        for (t, g) in (1..).zip(&problem.1) {
            if let Some(rate) = sgd {
                since += 1;
                for i in 0..6 {
                    buffer[i] = beta1 * buffer[i] + g[i];
                    theta[i] -= rate * (1.0 - beta1) * buffer[i];
                    if shrunk && since > 1 {
                        buffer[i] *= 1.0 - beta1;
                    }
                }
            } else {
                let mut p = [0.0; 6];
                for i in 0..6 {
                    m[i] = beta1 * m[i] + (1.0 - beta1) * g[i];
                    v[i] = beta2 * v[i] + (1.0 - beta2) * g[i].powi(2);
                    let mean = m[i] / (1.0 - beta1.powi(t));
                    p[i] = -lr * mean / ((v[i] / (1.0 - beta2.powi(t))).sqrt() + eps);
                    theta[i] += p[i];
                }
                let pp: f64 = p.iter().map(|p| p * p).sum();
                let pg: f64 = p.iter().zip(g).map(|(p, g)| p * g).sum();
                let gamma = pp / -pg;
                lambda = beta2 * lambda + (1.0 - beta2) * gamma;
                let mean = lambda / (1.0 - beta2.powi(t));
                if t > 1 && mean > 0.0 && (mean - gamma).abs() <= tol + rtol * gamma.abs() {
                    sgd = Some(mean);
                }
            }
            naive.push(theta.clone());
        }
        prop_assert_eq!(swats.sgd_rate().is_some(), sgd.is_some());
        switched.set(switched.get() + usize::from(sgd.is_some()));
        // γ grows without bound where p·g is nearly 0, and with it the rounding.
        for (a, b) in ours.iter().flatten().zip(naive.iter().flatten()) {
            prop_assert!(
                (a - b).abs() < 1e-8 * (1.0 + b.abs()),
                "{} against {}",
                a,
                b
            );
        }
        Ok(())
    };
    runner().run(&(problems(), knobs), test).unwrap();
    let both = 20..=180;
    assert!(
        both.contains(&switched.get()),
        "{} of 200 runs switched",
        switched.get()
    );
}
