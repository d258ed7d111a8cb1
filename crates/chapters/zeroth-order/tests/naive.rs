//! The methods with random directions, written a second time from their formulas with every vector
//! in memory, and compared on random bowls with random hyperparameters. (`tests/scipy.rs` does this
//! for Nelder–Mead, the sheet's check `cma` for CMA-ES.)

use descent::problems::Quadratic;
use descent::random::{Generator, RngExt as _, generator, normal, uniform};
use descent::{Objective, OracleOptimizer, Spec, vector};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use zeroth_order::{EvolutionStrategy, GradientlessDescent, Mezo, Spsa, TwoPoint};

static TWO_POINT: Spec = TwoPoint::SPEC;
static SPSA: Spec = Spsa::SPEC;
static STRATEGY: Spec = EvolutionStrategy::SPEC;
static GLD: Spec = GradientlessDescent::SPEC;

/// 200 cases, the same at every run.
fn runner() -> TestRunner {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

const STEPS: usize = 8;

/// A bowl with its start, a seed, a rate, a length, a count, and a switch.
#[derive(Debug, Clone)]
struct Problem {
    spectrum: Vec<f64>,
    start: Vec<f64>,
    seed: u64,
    rate: f64,
    length: f64,
    count: u64,
    switch: bool,
}

fn problems() -> impl Strategy<Value = Problem> {
    let bowl = (1_usize..7).prop_flat_map(|n| (vec(0.1..3.0_f64, n), vec(-2.0..2.0_f64, n)));
    let rest = (
        any::<u64>(),
        0.001..0.05_f64,
        0.01..1.0_f64,
        1_u64..5,
        any::<bool>(),
    );
    (bowl, rest).prop_map(
        |((spectrum, start), (seed, rate, length, count, switch))| Problem {
            spectrum,
            start,
            seed,
            rate,
            length,
            count,
            switch,
        },
    )
}

type Naive<'a> = Box<dyn FnMut(&dyn Fn(&[f64]) -> f64, &mut Vec<f64>) + 'a>;

/// Runs both and compares after every step.
fn compare(
    build: impl Fn(&Problem) -> Box<dyn OracleOptimizer>,
    naive: impl for<'a> Fn(&'a Problem) -> Naive<'a>,
) {
    let run = |problem: Problem| {
        let bowl = Quadratic::new(&problem.spectrum).expect("positive eigenvalues");
        let f = |x: &[f64]| bowl.at(x);
        let (mut ours, mut theirs) = (build(&problem), naive(&problem));
        let (mut params, mut theta) = (vector(&problem.start), problem.start.clone());
        for t in 0..STEPS {
            ours.step_on(&bowl, &mut params).expect("a step");
            theirs(&f, &mut theta);
            for (a, b) in params[0].iter().zip(&theta) {
                prop_assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()), "step {t}: {a} {b}");
            }
        }
        Ok(())
    };
    runner()
        .run(&problems(), run)
        .unwrap_or_else(|failed| panic!("{failed}"));
}

fn moved(theta: &[f64], scale: f64, u: &[f64]) -> Vec<f64> {
    theta.iter().zip(u).map(|(x, u)| x + scale * u).collect()
}

fn signs(n: usize, rng: &mut Generator) -> Vec<f64> {
    let sign = |rng: &mut Generator| if uniform(rng) < 0.5 { -1.0 } else { 1.0 };
    (0..n).map(|_| sign(rng)).collect()
}

fn gaussian(n: usize, rng: &mut Generator) -> Vec<f64> {
    (0..n).map(|_| normal(rng)).collect()
}

#[test]
fn two_point() {
    let words = |p: &Problem| {
        if p.switch {
            ("signs", "forward")
        } else {
            ("gaussian", "central")
        }
    };
    compare(
        |p| {
            let (directions, difference) = words(p);
            let s = TWO_POINT.settings().with("lr", p.rate).unwrap();
            let s = s
                .with("eps", p.length)
                .unwrap()
                .with("seed", p.seed)
                .unwrap();
            let s = s.with("samples", p.count).unwrap();
            let s = s.with("directions", directions).unwrap();
            let s = s.with("difference", difference).unwrap();
            Box::new(TwoPoint::from_settings(&s).unwrap())
        },
        |p| {
            let mut rng = generator(p.seed);
            Box::new(move |f, theta| {
                let n = theta.len();
                let mut sum = vec![0.0; n];
                for _ in 0..p.count {
                    let u = if p.switch {
                        signs(n, &mut rng)
                    } else {
                        gaussian(n, &mut rng)
                    };
                    let ahead = f(&moved(theta, p.length, &u));
                    let slope = if p.switch {
                        (ahead - f(theta)) / p.length
                    } else {
                        (ahead - f(&moved(theta, -p.length, &u))) / (2.0 * p.length)
                    };
                    sum = moved(&sum, slope, &u);
                }
                *theta = moved(theta, -p.rate / p.count as f64, &sum);
            })
        },
    );
}

#[test]
fn spsa() {
    compare(
        |p| {
            let s = SPSA.settings().with("lr", p.rate).unwrap();
            let s = s.with("c", p.length).unwrap().with("seed", p.seed).unwrap();
            let s = s.with("stability", p.count as f64).unwrap();
            let s = s.with("alpha", 0.3 + p.length).unwrap();
            let s = s.with("gamma", 0.1 + p.rate).unwrap();
            Box::new(Spsa::from_settings(&s).unwrap())
        },
        |p| {
            let (mut rng, mut t) = (generator(p.seed), 0.0_f64);
            Box::new(move |f, theta| {
                t += 1.0;
                let delta = signs(theta.len(), &mut rng);
                let c = p.length * (-(0.1 + p.rate) * t.ln()).exp();
                let a = p.rate / ((0.3 + p.length) * (p.count as f64 + t).ln()).exp();
                let difference = f(&moved(theta, c, &delta)) - f(&moved(theta, -c, &delta));
                let steps = theta.iter().zip(&delta);
                *theta = steps
                    .map(|(x, d)| x - a * difference / (2.0 * c * d))
                    .collect();
            })
        },
    );
}

#[test]
fn evolution_strategy() {
    compare(
        |p| {
            let s = STRATEGY.settings().with("lr", p.rate).unwrap();
            let s = s
                .with("sigma", p.length)
                .unwrap()
                .with("seed", p.seed)
                .unwrap();
            let s = s.with("pairs", p.count).unwrap();
            let s = s
                .with("shaping", if p.switch { "none" } else { "ranks" })
                .unwrap();
            Box::new(EvolutionStrategy::from_settings(&s).unwrap())
        },
        |p| {
            let mut rng = generator(p.seed);
            Box::new(move |f, theta| {
                let n = theta.len();
                let draws: Vec<_> = (0..p.count).map(|_| gaussian(n, &mut rng)).collect();
                let pair = |xi: &Vec<f64>| [p.length, -p.length].map(|s| f(&moved(theta, s, xi)));
                let values: Vec<_> = draws.iter().flat_map(pair).collect();
                let weight = |v: f64| {
                    let below = values.iter().filter(|w| **w < v).count() as f64;
                    let shaped = below / (2.0 * p.count as f64 - 1.0) - 0.5;
                    if p.switch { v } else { shaped }
                };
                let mut sum = vec![0.0; n];
                for (j, xi) in draws.iter().enumerate() {
                    sum = moved(&sum, weight(values[2 * j]) - weight(values[2 * j + 1]), xi);
                }
                *theta = moved(theta, -p.rate / (2.0 * p.count as f64 * p.length), &sum);
            })
        },
    );
}

#[test]
fn mezo() {
    compare(
        |p| Box::new(Mezo::new(p.rate, p.length, p.seed).unwrap()),
        |p| {
            let mut seeds = generator(p.seed);
            Box::new(move |f, theta| {
                let z = gaussian(theta.len(), &mut generator(seeds.random::<u64>()));
                let (ahead, behind) = (moved(theta, p.length, &z), moved(theta, -p.length, &z));
                let slope = (f(&ahead) - f(&behind)) / (2.0 * p.length);
                *theta = moved(theta, -p.rate * slope, &z);
            })
        },
    );
}

#[test]
fn gradientless_descent() {
    let condition = |p: &Problem| 1.0 + p.count as f64;
    compare(
        |p| {
            let s = GLD.settings().with("lr", p.length).unwrap();
            let s = s
                .with("min_radius", p.rate)
                .unwrap()
                .with("seed", p.seed)
                .unwrap();
            let s = s.with("condition", condition(p)).unwrap();
            let s = s
                .with("radii", if p.switch { "fast" } else { "binary" })
                .unwrap();
            let s = s.with(
                "distribution",
                if p.count > 2 { "ball" } else { "gaussian" },
            );
            Box::new(GradientlessDescent::from_settings(&s.unwrap()).unwrap())
        },
        |p| {
            let (mut rng, mut t) = (generator(p.seed), 0_i32);
            Box::new(move |f, theta| {
                let n = theta.len() as f64;
                let mut radii = Vec::new();
                if p.switch {
                    let q = condition(p);
                    let reach = (0..64).find(|&k| 2f64.powi(k) >= 4.0 * q.sqrt()).unwrap();
                    let period = n * q * q.log2();
                    let halved = (0..t)
                        .filter(|s| f64::from(s + 1) % period.ceil() == 0.0)
                        .count();
                    radii
                        .extend((-reach..=reach).map(|k| {
                            p.length / n.sqrt() / 2f64.powi(k) / 2f64.powf(halved as f64)
                        }));
                } else {
                    let mut radius = p.length;
                    radii.push(radius);
                    while radius > p.rate {
                        radius /= 2.0;
                        radii.push(radius);
                    }
                }
                t += 1;
                let mut points = vec![theta.clone()];
                for radius in radii {
                    let xi = gaussian(theta.len(), &mut rng);
                    let size = if p.count > 2 {
                        let length = xi.iter().map(|x| x * x).sum::<f64>().sqrt();
                        uniform(&mut rng).powf(1.0 / n) / length
                    } else {
                        1.0 / n.sqrt()
                    };
                    points.push(moved(theta, radius * size, &xi));
                }
                points.sort_by(|x, y| f(x).total_cmp(&f(y)));
                *theta = points.swap_remove(0);
            })
        },
    );
}
