//! The two methods that no library has, against loops over entries, on random problems.

use descent::random::{Generator, generator, normal, uniform};
use descent::{Optimizer, Spec, flatten, vector};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use step_size_adaptation::{FunnelledSgdm, HypergradientDescent};

static FUNNELLED: Spec = FunnelledSgdm::SPEC;
static HD: Spec = HypergradientDescent::SPEC;

fn runner() -> TestRunner {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Both over 30 noisy steps on Σ curvature·θ²/2, in 3 dimensions.
fn compare(
    rng: &mut Generator,
    ours: &mut dyn Optimizer,
    mut naive: impl FnMut(&mut [f64], &[f64]),
) -> Result<(), TestCaseError> {
    let curvature: Vec<f64> = (0..3).map(|_| uniform(rng)).collect();
    let mut x: Vec<f64> = (0..3).map(|_| 2.0 * normal(rng)).collect();
    let mut theta = vector(&x);
    for t in 1..=30 {
        let g: Vec<f64> = (0..3)
            .map(|i| curvature[i] * x[i] + 0.3 * normal(rng))
            .collect();
        ours.step(&mut theta, &vector(&g)).unwrap();
        naive(&mut x, &g);
        for (got, wanted) in flatten(&theta).iter().zip(&x) {
            let error = (got - wanted).abs() / wanted.abs().max(1.0);
            // Differences of rounding grow with unstable rates, within 30 steps below this.
            prop_assert!(error < 1e-9, "t = {t}: {got}, not {wanted}");
        }
    }
    Ok(())
}

#[test]
fn hypergradient_descent() {
    runner()
        .run(&(0..1_u64 << 40), |seed| {
            let mut rng = generator(seed);
            let (eta, alpha) = (0.5 * uniform(&mut rng), 0.05 * uniform(&mut rng));
            let multiplicative = seed % 2 == 0;
            let rule = if multiplicative {
                "multiplicative"
            } else {
                "additive"
            };
            let settings = HD.settings().with("lr", eta).unwrap();
            let settings = settings
                .with("hyper", alpha)
                .unwrap()
                .with("rule", rule)
                .unwrap();
            let mut ours = HypergradientDescent::from_settings(&settings).unwrap();
            let (mut rate, mut old) = (eta, None::<Vec<f64>>);
            compare(&mut rng, &mut ours, |x, g| {
                if let Some(old) = &old {
                    let (mut product, mut a, mut b) = (0.0, 0.0, 0.0);
                    for i in 0..3 {
                        product += g[i] * old[i];
                        a += g[i] * g[i];
                        b += old[i] * old[i];
                    }
                    if multiplicative {
                        rate *= 1.0 + alpha * product / f64::sqrt(a * b);
                    } else {
                        rate += alpha * product;
                    }
                }
                for i in 0..3 {
                    x[i] -= rate * g[i];
                }
                old = Some(g.to_vec());
            })
        })
        .unwrap();
}

#[test]
fn funnelled_sgdm() {
    runner()
        .run(&(0..1_u64 << 40), |seed| {
            let mut rng = generator(seed);
            let mut draw = |top: f64| top * uniform(&mut rng);
            let (eta, gamma_p, gamma_s) = (draw(0.1), draw(0.2), draw(0.2));
            let (beta, mu, clip) = (draw(0.95), draw(0.9), 0.01 + draw(0.5));
            let values = [
                ("lr", eta),
                ("gamma_p", gamma_p),
                ("gamma_s", gamma_s),
                ("beta", beta),
                ("mu", mu),
                ("clip", clip),
            ];
            let settings = values
                .into_iter()
                .fold(FUNNELLED.settings(), |s, (name, x)| {
                    s.with(name, x).unwrap()
                });
            let directions = seed % 3 == 0;
            let exponents = if directions { "directions" } else { "products" };
            let settings = settings.with("exponents", exponents).unwrap();
            let mut ours = FunnelledSgdm::from_settings(&settings).unwrap();
            let (mut p, mut s, mut m, mut u) = ([1.0; 3], 1.0, [0.0; 3], [0.0; 3]);
            compare(&mut rng, &mut ours, |x, g| {
                let (mut agreement, mut a, mut b) = (0.0, 0.0, 0.0);
                for i in 0..3 {
                    agreement += u[i] * g[i];
                    a += u[i] * u[i];
                    b += g[i] * g[i];
                    let mut exponent = gamma_p * m[i] * g[i];
                    if directions {
                        exponent = gamma_p
                            * f64::from(i8::from(exponent > 0.0) - i8::from(exponent < 0.0));
                    }
                    p[i] *= f64::exp(if exponent > clip {
                        clip
                    } else {
                        exponent.max(-clip)
                    });
                    m[i] += (1.0 - beta) * (g[i] - m[i]);
                }
                if directions && a * b > 0.0 {
                    agreement /= f64::sqrt(a * b);
                }
                let exponent = gamma_s * agreement;
                s *= f64::exp(if exponent < -clip {
                    -clip
                } else {
                    exponent.min(clip)
                });
                for i in 0..3 {
                    u[i] = mu * u[i] + eta * p[i] * g[i];
                    x[i] -= s * u[i];
                }
            })
        })
        .unwrap();
}
