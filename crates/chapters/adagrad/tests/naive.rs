//! The optimizers against second implementations, written entry by entry from the papers' formulas,
//! over 200 random problems each.

use adagrad::{AdaGrad, Ftrl, FullAdaGrad, Kate};
use descent::{Configured, Optimizer, Settings, Spec, vector};
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

static ADAGRAD: Spec = AdaGrad::SPEC;
static FULL: Spec = FullAdaGrad::SPEC;
static FTRL: Spec = Ftrl::SPEC;
static KATE: Spec = Kate::SPEC;

const N: usize = 3;

/// A learning rate, four other numbers, a start, and the curvatures and centres of parabolas whose
/// gradients are multiplied by weights that change in time.
type Case = (f64, [f64; 4], [f64; N], [f64; N], [f64; N]);

fn cases() -> impl Strategy<Value = Case> {
    let vector = |low: f64, high: f64| prop::array::uniform3(low..high);
    (
        0.01..1.0,
        prop::array::uniform4(0.0..1.0),
        vector(-3.0, 3.0),
        vector(0.1, 5.0),
        vector(-2.0, 2.0),
    )
}

fn check(test: impl Fn(Case)) {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&cases(), |case| {
            test(case);
            Ok(())
        })
        .unwrap();
}

/// Runs `optimizer` beside `naive(t, g, θ)`, which moves its own θ.
fn compare(
    optimizer: &mut dyn Optimizer,
    (_, _, start, curvature, centre): Case,
    mut naive: impl FnMut(usize, &[f64; N], &mut [f64; N]),
) {
    let mut theta = vector(&start);
    let mut mine = start;
    for t in 1..=15 {
        // Now and then a coordinate is silent, and the first is so at the beginning.
        let gradient = |x: &[f64; N]| -> [f64; N] {
            std::array::from_fn(|i| {
                let heard = (t + i) % 4 != 1;
                let turn = 1.0 + 0.5 * (t as f64 + i as f64).sin();
                f64::from(u8::from(heard)) * turn * curvature[i] * (x[i] - centre[i])
            })
        };
        let here: [f64; N] = std::array::from_fn(|i| theta[0][[i]]);
        optimizer
            .step(&mut theta, &vector(&gradient(&here)))
            .unwrap();
        let g = gradient(&mine);
        naive(t, &g, &mut mine);
        // Two powers of n that do not belong together (FTRL's "root") make some runs explode.
        if mine.iter().any(|x| x.abs() > 1e6) {
            return;
        }
        for i in 0..N {
            let (ours, naive) = (theta[0][[i]], mine[i]);
            let size = 1.0 + naive.abs();
            assert!(
                (ours - naive).abs() < 1e-8 * size,
                "t = {t}, entry {i}: {ours}, not {naive}; {}",
                optimizer.settings().spec().name
            );
        }
    }
}

fn set(spec: &'static Spec, values: &[(&str, f64)]) -> Settings {
    values.iter().fold(spec.settings(), |settings, &(name, x)| {
        settings.with(name, x).unwrap()
    })
}

#[test]
fn adagrad_from_its_definition() {
    check(|case| {
        let (lr, [eps, inside, first, l2], ..) = case;
        let settings = set(
            &ADAGRAD,
            &[
                ("lr", lr),
                ("eps", eps),
                ("eps_root", inside),
                ("initial_accumulator", first),
                ("lr_decay", l2 / 3.0),
                ("weight_decay", l2),
            ],
        );
        let mut squares = [first; N];
        let mut optimizer = AdaGrad::from_settings(&settings).unwrap();
        compare(&mut optimizer, case, |t, g, x| {
            for i in 0..N {
                let slope = g[i] + l2 * x[i];
                squares[i] += slope.powi(2);
                let rate = lr / (1.0 + (t as f64 - 1.0) * l2 / 3.0);
                x[i] -= rate * slope / (eps + (inside + squares[i]).sqrt());
            }
        });
        assert_eq!(optimizer.state_len(), N);
    });
}

#[test]
fn full_adagrad_by_eigenvalues_of_the_sum() {
    check(|case| {
        let (lr, [eps, _, _, l2], ..) = case;
        let settings = set(
            &FULL,
            &[("lr", lr), ("eps", 0.01 + eps), ("weight_decay", l2)],
        );
        let mut optimizer = FullAdaGrad::from_settings(&settings).unwrap();
        let mut sum = DMatrix::<f64>::zeros(N, N);
        compare(&mut optimizer, case, |_, g, x| {
            let g = DVector::from_fn(N, |i, _| g[i] + l2 * x[i]);
            sum += &g * g.transpose();
            let eigen = SymmetricEigen::new(sum.clone());
            let step = eigen.eigenvectors.transpose() * g;
            let step = step.zip_map(&eigen.eigenvalues, |along, l| {
                along / (l.max(0.0).sqrt() + 0.01 + eps)
            });
            let step = eigen.eigenvectors * step;
            for i in 0..N {
                x[i] -= lr * step[i];
            }
        });
        assert_eq!(optimizer.state_len(), N * N);
    });
}

/// The paper's algorithm with its own scaling: z without η, σ with 1/η.
#[test]
fn ftrl_as_the_paper_has_it() {
    check(|case| {
        let (lr, [eps, l1, l2, power], ..) = case;
        for root_below in [false, true] {
            let word = if root_below { "root" } else { "power" };
            let settings = set(
                &FTRL,
                &[
                    ("lr", lr),
                    ("eps", 0.1 + eps),
                    ("lambda_1", l1),
                    ("lambda_2", l2),
                    ("lr_power", -power),
                ],
            );
            let settings = settings.with("denominator", word).unwrap();
            let (mut z, mut n) = ([0.0; N], [0.0_f64; N]);
            let mut optimizer = Ftrl::from_settings(&settings).unwrap();
            compare(&mut optimizer, case, |_, g, x| {
                for i in 0..N {
                    let sigma = ((n[i] + g[i] * g[i]).powf(power) - n[i].powf(power)) / lr;
                    z[i] += g[i] - sigma * x[i];
                    n[i] += g[i] * g[i];
                    let below = if root_below {
                        n[i].sqrt()
                    } else {
                        n[i].powf(power)
                    };
                    x[i] = if z[i].abs() <= l1 {
                        0.0
                    } else {
                        -(z[i] - z[i].signum() * l1) / ((0.1 + eps + below) / lr + l2)
                    };
                }
            });
            assert_eq!(optimizer.state_len(), 2 * N);
        }
    });
}

#[test]
fn kate_as_the_paper_has_it() {
    check(|case| {
        let (lr, [delta, eps, l2, which], ..) = case;
        let kind = if which < 0.3 {
            "l2"
        } else if which < 0.6 {
            "decoupled"
        } else {
            "fixed"
        };
        let settings = set(
            &KATE,
            &[
                ("lr", 0.1 * lr),
                ("delta", delta),
                ("eps", 0.01 + eps),
                ("weight_decay", l2),
            ],
        );
        let settings = settings.with("decay", kind).unwrap();
        let (mut b, mut m) = ([0.0_f64; N], [0.0_f64; N]);
        let mut optimizer = Kate::from_settings(&settings).unwrap();
        compare(&mut optimizer, case, |_, g, x| {
            for i in 0..N {
                let slope = g[i] + if kind == "l2" { l2 * x[i] } else { 0.0 };
                b[i] = (b[i].powi(2) + slope.powi(2) + 0.01 + eps).sqrt();
                let square = slope.powi(2);
                m[i] = (m[i].powi(2) + delta * square + square / b[i].powi(2)).sqrt();
                x[i] -= match kind {
                    "decoupled" => 0.1 * lr * l2 * x[i],
                    "fixed" => l2 * x[i],
                    _ => 0.0,
                };
                x[i] -= 0.1 * lr * m[i] * slope / b[i].powi(2);
            }
        });
        assert_eq!(optimizer.state_len(), 2 * N);
    });
}
