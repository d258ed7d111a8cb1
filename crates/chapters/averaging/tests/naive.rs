//! The wrappers' options against naive loops, element by element, over random problems; state
//! numbers; and steps that are refused or huge.

use averaging::{Asgd, Lookahead, Ranger, ScheduleFree, ScheduleFreeAdamW, Swa, WeightEma};
use descent::random::{Generator, generator, normal, uniform};
use descent::{Optimizer, Spec, Tensor, flatten, vector, zeros_like};
use ndarray::arr2;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

static EMA: Spec = WeightEma::SPEC;
static SWA: Spec = Swa::SPEC;
static LOOKAHEAD: Spec = Lookahead::SPEC;
static RANGER: Spec = Ranger::SPEC;
static RADAM: Spec = adam_family::RAdam::SPEC;

/// One of three words.
fn pick(seed: u64, words: [&str; 3]) -> &str {
    match seed % 3 {
        0 => words[0],
        1 => words[1],
        _ => words[2],
    }
}

/// The settings of an inner optimizer, and what it does to one entry.
#[derive(Debug, Clone)]
struct Naive {
    adam: bool,
    beta: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    inside: f64,
    nesterov: bool,
    decay: f64,
    t: i32,
    m: Vec<f64>,
    v: Vec<f64>,
}

impl Naive {
    fn draw(rng: &mut Generator, n: usize) -> Self {
        Self {
            adam: uniform(rng) < 0.5,
            beta: if uniform(rng) < 0.3 {
                0.0
            } else {
                0.9 * uniform(rng)
            },
            beta1: 0.95 * uniform(rng),
            beta2: 0.5 + 0.49 * uniform(rng),
            eps: 1e-3 + uniform(rng),
            inside: 0.1 * uniform(rng),
            nesterov: uniform(rng) < 0.5,
            decay: 0.1 * uniform(rng),
            t: 0,
            m: vec![0.0; n],
            v: vec![0.0; n],
        }
    }

    fn apply(&self, settings: descent::Settings) -> descent::Settings {
        let word = if self.adam { "adam" } else { "sgd" };
        let settings = settings.with("inner", word).unwrap();
        let settings = settings.with("nesterov", self.nesterov).unwrap();
        [
            ("beta", self.beta),
            ("beta1", self.beta1),
            ("beta2", self.beta2),
            ("eps", self.eps),
            ("eps_root", self.inside),
            ("weight_decay", self.decay),
        ]
        .into_iter()
        .fold(settings, |settings, (name, value)| {
            settings.with(name, value).unwrap()
        })
    }

    fn step(&mut self, lr: f64, theta: &mut [f64], grad: &[f64]) {
        self.t += 1;
        for i in 0..theta.len() {
            let g = grad[i] + self.decay * theta[i];
            if self.adam {
                self.m[i] = self.beta1 * self.m[i] + (1.0 - self.beta1) * g;
                self.v[i] = self.beta2 * self.v[i] + (1.0 - self.beta2) * g * g;
                let m = self.m[i] / (1.0 - self.beta1.powi(self.t));
                let v = self.v[i] / (1.0 - self.beta2.powi(self.t));
                theta[i] -= lr * m / ((v + self.inside).sqrt() + self.eps);
            } else {
                self.m[i] = self.beta * self.m[i] + g;
                theta[i] -= if self.nesterov {
                    lr * (g + self.beta * self.m[i])
                } else {
                    lr * self.m[i]
                };
            }
        }
    }
}

fn runner() -> TestRunner {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Runs both over 30 noisy steps on Σ curvature·θ²/2 and compares θ and the second point.
fn compare<O: Optimizer>(
    rng: &mut Generator,
    ours: &mut O,
    second: impl Fn(&O, &[Tensor]) -> Vec<f64>,
    mut naive: impl FnMut(&mut Vec<f64>, &[f64]) -> Vec<f64>,
) -> Result<(), TestCaseError> {
    let n = 3;
    let curvature: Vec<f64> = (0..n).map(|_| uniform(rng)).collect();
    let mut mine: Vec<f64> = (0..n).map(|_| 2.0 * normal(rng)).collect();
    let mut theta = vector(&mine);
    for t in 1..=30 {
        let grad: Vec<f64> = (0..n)
            .map(|i| curvature[i] * mine[i] + normal(rng))
            .collect();
        ours.step(&mut theta, &vector(&grad)).unwrap();
        let wanted = naive(&mut mine, &grad);
        for (what, got, wanted) in [
            ("θ", flatten(&theta), &mine),
            ("average", second(ours, &theta), &wanted),
        ] {
            for (a, b) in got.iter().zip(wanted) {
                prop_assert!(
                    (a - b).abs() < 1e-10 * (1.0 + b.abs()),
                    "t = {t}, {what}: {a} {b}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn the_average_of_weights_is_a_loop() {
    runner()
        .run(&any::<u64>(), |seed| {
            let mut rng = generator(seed);
            let mut inner = Naive::draw(&mut rng, 3);
            let (lr, delta) = (0.3 * uniform(&mut rng), uniform(&mut rng));
            let first = pick(seed, ["start", "step", "corrected"]);
            let settings = inner.apply(EMA.settings()).with("lr", lr).unwrap();
            let settings = settings
                .with("decay", delta)
                .unwrap()
                .with("first", first)
                .unwrap();
            let mut ours = WeightEma::from_settings(&settings).unwrap();
            let mut phi: Option<Vec<f64>> = None;
            let (mut weight, mut zero) = (0.0, vec![0.0; 3]);
            compare(
                &mut rng,
                &mut ours,
                |o, p| flatten(o.average(p)),
                |theta, grad| {
                    let before = theta.clone();
                    inner.step(lr, theta, grad);
                    if first == "corrected" {
                        weight = delta * weight + 1.0 - delta;
                        for i in 0..3 {
                            zero[i] = delta * zero[i] + (1.0 - delta) * theta[i];
                        }
                        return zero.iter().map(|x| x / weight).collect();
                    }
                    let old = phi.clone().unwrap_or(if first == "start" {
                        before
                    } else {
                        theta.clone()
                    });
                    let new: Vec<f64> = (0..3)
                        .map(|i| delta * old[i] + (1.0 - delta) * theta[i])
                        .collect();
                    phi = Some(new.clone());
                    new
                },
            )
        })
        .unwrap();
}

#[test]
fn the_average_of_cycles_is_a_loop() {
    runner()
        .run(&any::<u64>(), |seed| {
            let mut rng = generator(seed);
            let mut inner = Naive::draw(&mut rng, 3);
            let (lr, low) = (0.3 * uniform(&mut rng), uniform(&mut rng));
            let (period, from) = (1 + seed % 7, seed / 7 % 9);
            let settings = inner.apply(SWA.settings()).with("lr", lr).unwrap();
            let settings = settings
                .with("low", low)
                .unwrap()
                .with("period", period)
                .unwrap();
            let settings = settings.with("average_from", from).unwrap();
            let mut ours = Swa::from_settings(&settings).unwrap();
            let (mut t, mut kept) = (0, Vec::<Vec<f64>>::new());
            compare(
                &mut rng,
                &mut ours,
                |o, p| flatten(o.average(p)),
                |theta, grad| {
                    if t == from {
                        kept = vec![theta.clone()];
                    }
                    t += 1;
                    let i = t.saturating_sub(from);
                    let u = if i == 0 {
                        0.0
                    } else {
                        ((i - 1) % period + 1) as f64 / period as f64
                    };
                    inner.step((1.0 - u) * lr + u * low * lr, theta, grad);
                    if t <= from {
                        return theta.clone();
                    }
                    if i % period == 0 {
                        kept.push(theta.clone());
                    }
                    let n = kept.len() as f64;
                    (0..3)
                        .map(|j| kept.iter().map(|p| p[j]).sum::<f64>() / n)
                        .collect()
                },
            )
        })
        .unwrap();
}

#[test]
fn lookahead_and_its_inner_state_are_loops() {
    runner()
        .run(&any::<u64>(), |seed| {
            let mut rng = generator(seed);
            let mut inner = Naive::draw(&mut rng, 3);
            let (lr, alpha) = (0.3 * uniform(&mut rng), uniform(&mut rng));
            let k = 1 + seed / 3 % 8;
            let state = pick(seed, ["kept", "reset", "interpolated"]);
            let settings = inner.apply(LOOKAHEAD.settings()).with("lr", lr).unwrap();
            let settings = settings.with("k", k).unwrap().with("alpha", alpha).unwrap();
            let settings = settings.with("inner_state", state).unwrap();
            let mut ours = Lookahead::from_settings(&settings).unwrap();
            let (mut t, mut phi, mut slow) = (0, Vec::new(), vec![0.0; 3]);
            compare(
                &mut rng,
                &mut ours,
                |o, p| flatten(o.slow(p)),
                |theta, grad| {
                    if t == 0 {
                        phi = theta.clone();
                    }
                    t += 1;
                    inner.step(lr, theta, grad);
                    if t % k == 0 {
                        for i in 0..3 {
                            phi[i] = (1.0 - alpha) * phi[i] + alpha * theta[i];
                            theta[i] = phi[i];
                            if state == "interpolated" {
                                slow[i] = (1.0 - alpha) * slow[i] + alpha * inner.m[i];
                                inner.m[i] = slow[i];
                            }
                        }
                        if state == "reset" {
                            (inner.t, inner.m, inner.v) = (0, vec![0.0; 3], vec![0.0; 3]);
                        }
                    }
                    phi.clone()
                },
            )
        })
        .unwrap();
}

/// Every optimizer of the chapter, with η = 0.1.
fn all() -> Vec<(&'static str, usize, Box<dyn Optimizer>)> {
    let adam = |spec: &'static Spec| {
        spec.settings()
            .with("lr", 0.1)
            .unwrap()
            .with("inner", "adam")
            .unwrap()
    };
    vec![
        ("asgd", 1, Box::new(Asgd::new(0.1).unwrap())),
        ("weight-ema", 1, Box::new(WeightEma::new(0.1, 0.9).unwrap())),
        (
            "weight-ema, adam",
            3,
            Box::new(WeightEma::from_settings(&adam(&EMA)).unwrap()),
        ),
        ("swa", 1, Box::new(Swa::new(0.1, 0.5, 3).unwrap())),
        (
            "lookahead",
            1,
            Box::new(Lookahead::new(0.1, 2, 0.5).unwrap()),
        ),
        (
            "lookahead, adam",
            3,
            Box::new(Lookahead::from_settings(&adam(&LOOKAHEAD)).unwrap()),
        ),
        ("ranger", 3, Box::new(Ranger::new(0.1).unwrap())),
        (
            "schedule-free",
            2,
            Box::new(ScheduleFree::new(0.1, 0.9).unwrap()),
        ),
        (
            "schedule-free-adamw",
            3,
            Box::new(ScheduleFreeAdamW::new(0.1).unwrap()),
        ),
    ]
}

fn layers() -> Vec<Tensor> {
    vec![
        arr2(&[[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]]).into_dyn(),
        vector(&[0.3, -0.7]).remove(0),
    ]
}

#[test]
fn state_numbers_per_parameter() {
    for (name, per_parameter, mut optimizer) in all() {
        let mut params = layers();
        assert_eq!(optimizer.state_len(), 0, "{name} before the first step");
        for _ in 0..4 {
            let grads = params.clone();
            optimizer.step(&mut params, &grads).unwrap();
            assert_eq!(optimizer.state_len(), 8 * per_parameter, "{name}");
        }
    }
}

#[test]
fn a_refused_step_changes_nothing() {
    for (name, _, mut optimizer) in all() {
        let mut params = layers();
        let mut bad = layers();
        bad[1][1] = f64::NAN;
        assert!(optimizer.step(&mut params, &bad).is_err());
        assert_eq!(
            (&params, optimizer.state_len()),
            (&layers(), 0),
            "{name}: the first step"
        );
        let (_, _, mut other) = all().into_iter().find(|o| o.0 == name).unwrap();
        let mut twin = layers();
        for _ in 0..7 {
            let grads = params.clone();
            optimizer.step(&mut params, &grads).unwrap();
            assert!(optimizer.step(&mut params, &bad).is_err());
            other.step(&mut twin, &grads).unwrap();
            assert_eq!(params, twin, "{name}: a refused step left a trace");
        }
    }
}

#[test]
fn zero_and_huge_gradients_leave_numbers() {
    for (name, _, mut optimizer) in all() {
        let mut params = layers();
        let still = zeros_like(&params);
        optimizer.step(&mut params, &still).unwrap();
        assert_eq!(params, layers(), "{name}: zero gradients");
        let huge: Vec<Tensor> = layers().iter().map(|g| g * 1e200).collect();
        for _ in 0..20 {
            optimizer.step(&mut params, &huge).unwrap();
            assert!(
                params.iter().flatten().all(|x| x.is_finite()),
                "{name}: {params:?}"
            );
        }
    }
}

#[test]
fn ranger_without_its_parts_is_radam() {
    let settings = RANGER.settings().with("lr", 0.05).unwrap();
    for (k, alpha, centralize, threshold, below, decay) in [
        (1_000_000, 0.5, false, 5.0, "momentum", "decoupled"),
        (3, 1.0, false, 8.0, "none", "l2"),
        (3, 0.5, false, 5.0, "momentum", "decoupled"),
        (3, 1.0, true, 5.0, "momentum", "decoupled"),
    ] {
        let settings = settings
            .clone()
            .with("k", k)
            .unwrap()
            .with("alpha", alpha)
            .unwrap();
        let settings = settings
            .with("centralize", centralize)
            .unwrap()
            .with("threshold", threshold)
            .unwrap();
        let settings = settings
            .with("below", below)
            .unwrap()
            .with("weight_decay", 0.3)
            .unwrap();
        let settings = settings.with("weight_decay_place", decay).unwrap();
        let mut ranger = Ranger::from_settings(&settings).unwrap();
        let inner = RADAM
            .settings()
            .with("lr", 0.05)
            .unwrap()
            .with("beta1", 0.95)
            .unwrap();
        let inner = inner
            .with("eps", 1e-5)
            .unwrap()
            .with("eps_place", "uncorrected")
            .unwrap();
        let inner = inner
            .with("threshold", threshold)
            .unwrap()
            .with("below", below)
            .unwrap();
        let inner = inner
            .with("weight_decay", 0.3)
            .unwrap()
            .with("decay", decay)
            .unwrap();
        let mut radam = adam_family::RAdam::from_settings(&inner).unwrap();
        let (mut a, mut b) = (layers(), layers());
        for _ in 0..30 {
            let (ga, gb) = (a.clone(), b.clone());
            ranger.step(&mut a, &ga).unwrap();
            radam.step(&mut b, &gb).unwrap();
        }
        let gap = descent::distance(&a, &b);
        // α = 1 writes the fast weights onto themselves, up to the rounding of φ + (θ − φ).
        let same = alpha == 1.0 || k > 30;
        assert_eq!(
            gap < 1e-12,
            same && !centralize,
            "k {k}, α {alpha}: {gap:e}"
        );
    }
}
