//! The optimizer written a second time from its formula, with every tangent in memory and Gram–Schmidt
//! in its classical form, on random bowls with random hyperparameters; and what it refuses.

use descent::problems::Quadratic;
use descent::random::{Generator, generator, normal, uniform};
use descent::{
    Configured as _, Objective, OracleOptimizer, Spec, StepError, Tensor, dot, flatten, vector,
    zeros_like,
};
use forward_gradient::ForwardGradient;
use ndarray::{ArrayD, IxDyn};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

static SPEC: Spec = ForwardGradient::SPEC;
const WORDS: [&str; 4] = ["gaussian", "signs", "sphere", "orthogonal"];

fn build(lr: f64, word: &str, k: usize, seed: u64) -> ForwardGradient {
    let settings = SPEC.settings().with("lr", lr).unwrap();
    let settings = settings.with("directions", word).unwrap();
    let settings = settings.with("tangents", k as u64).unwrap();
    ForwardGradient::from_settings(&settings.with("seed", seed).unwrap()).unwrap()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The k tangents of a step.
fn tangents(word: &str, n: usize, k: usize, rng: &mut Generator) -> Vec<Vec<f64>> {
    let mut units: Vec<Vec<f64>> = Vec::new();
    let mut all = Vec::new();
    for _ in 0..k {
        let mut v: Vec<f64> = (0..n)
            .map(|_| match word {
                "signs" => (uniform(rng) - 0.5).signum(),
                _ => normal(rng),
            })
            .collect();
        if word == "orthogonal" {
            if units.len() == n {
                units.clear();
            }
            for _ in 0..3 {
                let shares: Vec<f64> = units.iter().map(|u| product(u, &v)).collect();
                for i in 0..n {
                    v[i] -= (0..units.len())
                        .map(|j| shares[j] * units[j][i])
                        .sum::<f64>();
                }
            }
            let length = product(&v, &v).sqrt();
            units.push(v.iter().map(|x| x / length).collect());
        }
        if word == "sphere" || word == "orthogonal" {
            let scale = (n as f64).sqrt() / product(&v, &v).sqrt();
            for x in &mut v {
                *x *= scale;
            }
        }
        all.push(v);
    }
    all
}

#[test]
fn naive() {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let bowl = (1_usize..7).prop_flat_map(|n| (vec(0.1..3.0_f64, n), vec(-2.0..2.0_f64, n)));
    let rest = (any::<u64>(), 0.001..0.1_f64, 1_usize..9, 0_usize..4);
    runner
        .run(&(bowl, rest), |((spectrum, start), (seed, lr, k, word))| {
            let f = Quadratic::new(&spectrum).unwrap();
            let (mut ours, mut rng) = (build(lr, WORDS[word], k, seed), generator(seed));
            let (mut params, mut theta) = (vector(&start), start.clone());
            for t in 0..8 {
                let g: Vec<f64> = spectrum.iter().zip(&theta).map(|(l, x)| l * x).collect();
                for v in tangents(WORDS[word], g.len(), k, &mut rng) {
                    let slope = product(&g, &v);
                    for i in 0..g.len() {
                        theta[i] -= lr / k as f64 * slope * v[i];
                    }
                }
                ours.step_on(&f, &mut params).unwrap();
                for (a, b) in params[0].iter().zip(&theta) {
                    let close = (a - b).abs() < 1e-8 * (1.0 + b.abs());
                    prop_assert!(close, "{}, k {k}, step {t}: {a} {b}", WORDS[word]);
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failed| panic!("{failed}"));
}

/// A plane of given slope, with or without a forward pass.
struct Plane {
    slope: Vec<Tensor>,
    offers: bool,
}

impl Objective for Plane {
    fn name(&self) -> &'static str {
        "plane"
    }

    fn start(&self) -> Vec<Tensor> {
        zeros_like(&self.slope)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        dot(&self.slope, params)
    }

    fn gradient_into(&self, _: &[Tensor], grads: &mut [Tensor]) {
        for (grad, slope) in grads.iter_mut().zip(&self.slope) {
            grad.assign(slope);
        }
    }

    fn directional_derivative(&self, _: &[Tensor], v: &[Tensor]) -> Option<f64> {
        self.offers.then(|| dot(&self.slope, v))
    }
}

fn layers(entry: f64) -> Vec<Tensor> {
    let mut list = vec![
        ArrayD::from_elem(IxDyn(&[3]), 0.3),
        ArrayD::from_elem(IxDyn(&[2, 2]), -0.7),
    ];
    list[1][[1, 0]] = entry;
    list
}

#[test]
fn with_and_without_a_forward_pass_the_step_is_the_same() {
    for word in WORDS {
        for k in [1, 3, 9] {
            let ends = [true, false].map(|offers| {
                let f = Plane {
                    slope: layers(0.4),
                    offers,
                };
                let (mut ours, mut params) = (build(0.1, word, k, 3), f.start());
                for _ in 0..5 {
                    ours.step_on(&f, &mut params).unwrap();
                }
                // Seven parameters: a tangent, min(k, 7) orthogonal ones, and a gradient if needed.
                let kept = if word == "orthogonal" { k.min(7) } else { 1 };
                let gradient = usize::from(!offers);
                assert_eq!(ours.state_len(), 7 * (kept + gradient), "{word}");
                flatten(&params)
            });
            for (a, b) in ends[0].iter().zip(&ends[1]) {
                assert!((a - b).abs() < 1e-12, "{word}, k {k}: {a} {b}");
            }
        }
    }
}

#[test]
fn a_refused_step_leaves_no_trace() {
    for word in WORDS {
        for good in [0, 2] {
            for offers in [true, false] {
                let plane = |entry| Plane {
                    slope: layers(entry),
                    offers,
                };
                let (mut ours, mut twin) = (build(0.1, word, 2, 3), build(0.1, word, 2, 3));
                let (mut here, mut there) = (layers(1.0), layers(1.0));
                for _ in 0..good {
                    ours.step_on(&plane(0.4), &mut here).unwrap();
                    twin.step_on(&plane(0.4), &mut there).unwrap();
                }
                let before = (here.clone(), ours.state_len());
                for bad in [f64::NAN, f64::INFINITY] {
                    let refused = ours.step_on(&plane(bad), &mut here);
                    let at = matches!(
                        refused,
                        Err(StepError::NotFinite {
                            tensor: 1,
                            entry: 2,
                            ..
                        })
                    );
                    assert!(at, "{word}: {refused:?}");
                }
                assert_eq!((here.clone(), ours.state_len()), before, "{word}");
                for _ in 0..2 {
                    ours.step_on(&plane(0.4), &mut here).unwrap();
                    twin.step_on(&plane(0.4), &mut there).unwrap();
                }
                assert_eq!(here, there, "{word} remembers a refused step");
            }
        }
    }
}

#[test]
fn huge_slopes_give_no_nan() {
    for word in WORDS {
        for entry in [1e200, 1e300, f64::MAX] {
            let f = Plane {
                slope: vector(&[entry; 20]),
                offers: true,
            };
            let (mut ours, mut params) = (build(0.01, word, 3, 1), f.start());
            for _ in 0..5 {
                ours.step_on(&f, &mut params).unwrap();
                assert!(params[0].iter().all(|x| !x.is_nan()), "{word}: {params:?}");
            }
        }
    }
}

#[test]
fn without_parameters_the_step_is_refused() {
    for word in WORDS {
        for slope in [Vec::new(), vector(&[])] {
            let (mut ours, f) = (
                build(0.1, word, 3, 1),
                Plane {
                    slope,
                    offers: true,
                },
            );
            assert!(ours.step_on(&f, &mut f.start()).is_err(), "{word}");
        }
    }
}

#[test]
fn a_new_learning_rate_is_used() {
    let f = Plane {
        slope: layers(0.4),
        offers: true,
    };
    let (mut ours, mut twin) = (build(0.1, "sphere", 2, 3), build(0.3, "sphere", 2, 3));
    ours.set_learning_rate(0.3).unwrap();
    let (mut here, mut there) = (f.start(), f.start());
    ours.step_on(&f, &mut here).unwrap();
    twin.step_on(&f, &mut there).unwrap();
    assert_eq!(here, there);
    assert!(ours.set_learning_rate(-1.0).is_err());
}
