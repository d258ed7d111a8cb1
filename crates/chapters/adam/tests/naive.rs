//! The optimizers beside second implementations, element by element from the formulas of the
//! papers, on 200 random problems with random hyperparameters.

use adam::{AdaX, Adam, Adamax, AmsGrad, LazyAdam, OptimisticAdam, OptimisticGradient, Yogi};
use descent::{Settings, Spec, vector};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// One entry's state: m, v, the largest v or the last direction.
#[derive(Debug, Clone, Copy)]
struct Entry {
    theta: f64,
    m: f64,
    v: f64,
    third: f64,
}

#[derive(Debug, Clone, Copy)]
struct Constants {
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    eps_root: f64,
    decay: f64,
}

type Rule = fn(&mut Entry, f64, i32, Constants);

fn adam(e: &mut Entry, g: f64, t: i32, c: Constants) {
    step_of_adam(e, g + c.decay * e.theta, t, c, c.eps_root);
}

fn step_of_adam(e: &mut Entry, g: f64, t: i32, c: Constants, eps_root: f64) {
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    let (m, v) = (e.m / (1.0 - c.beta1.powi(t)), e.v / (1.0 - c.beta2.powi(t)));
    e.theta -= c.lr * m / ((v + eps_root).sqrt() + c.eps);
}

/// With both ε before the correction.
fn adam_uncorrected(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    let rate = c.lr * (1.0 - c.beta2.powi(t)).sqrt() / (1.0 - c.beta1.powi(t));
    e.theta -= rate * e.m / ((e.v + c.eps_root).sqrt() + c.eps);
}

fn optimistic(e: &mut Entry, g: f64, t: i32, c: Constants) {
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    let (m, v) = (e.m / (1.0 - c.beta1.powi(t)), e.v / (1.0 - c.beta2.powi(t)));
    let d = m / ((v + c.eps_root).sqrt() + c.eps);
    let last = if t == 1 { d } else { e.third };
    e.theta -= c.lr * (2.0 * d - last);
    e.third = d;
}

fn optimistic_gradient(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let last = if t == 1 { g } else { e.third };
    e.theta -= 2.0 * c.lr * g - c.lr * last;
    e.third = g;
}

fn adamax(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = if c.beta2 * e.v > g.abs() + c.eps {
        c.beta2 * e.v
    } else {
        g.abs() + c.eps
    };
    e.theta -= c.lr / (1.0 - c.beta1.powi(t)) * e.m / e.v;
}

/// As the paper has it: nothing is corrected.
fn amsgrad(e: &mut Entry, g: f64, _: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    e.third = e.third.max(e.v);
    e.theta -= c.lr * e.m / ((e.third + c.eps_root).sqrt() + c.eps);
}

/// As torch has it: the largest v is corrected.
fn amsgrad_torch(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    e.third = e.third.max(e.v);
    let root = (e.third / (1.0 - c.beta2.powi(t)) + c.eps_root).sqrt();
    e.theta -= c.lr * e.m / (1.0 - c.beta1.powi(t)) / (root + c.eps);
}

/// As Optax has it: the largest corrected v.
fn amsgrad_optax(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = c.beta2 * e.v + (1.0 - c.beta2) * g.powi(2);
    e.third = e.third.max(e.v / (1.0 - c.beta2.powi(t)));
    let root = (e.third + c.eps_root).sqrt();
    e.theta -= c.lr * e.m / (1.0 - c.beta1.powi(t)) / (root + c.eps);
}

fn yogi(e: &mut Entry, g: f64, t: i32, c: Constants) {
    yogi_undecayed(e, g + c.decay * e.theta, t, c);
}

fn yogi_decoupled(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let decayed = c.lr * c.decay * e.theta;
    yogi_undecayed(e, g, t, c);
    e.theta -= decayed;
}

fn yogi_undecayed(e: &mut Entry, g: f64, t: i32, c: Constants) {
    if t == 1 {
        e.v = 1e-6;
    }
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    let way = match e.v.partial_cmp(&(g * g)) {
        Some(std::cmp::Ordering::Less) => 1.0,
        Some(std::cmp::Ordering::Greater) => -1.0,
        _ => 0.0,
    };
    e.v += (1.0 - c.beta2) * way * g * g;
    let (m, v) = (e.m / (1.0 - c.beta1.powi(t)), e.v / (1.0 - c.beta2.powi(t)));
    e.theta -= c.lr * m / ((v + c.eps_root).sqrt() + c.eps);
}

/// β₂ is small here; a thousandth of the others'.
fn adax(e: &mut Entry, g: f64, t: i32, c: Constants) {
    let g = g + c.decay * e.theta;
    let beta2 = 1e-3 * c.beta2 + 1e-5;
    e.m = c.beta1 * e.m + (1.0 - c.beta1) * g;
    e.v = (1.0 + beta2) * e.v + beta2 * g.powi(2);
    let v = e.v / ((1.0 + beta2).powi(t) - 1.0);
    e.theta -= c.lr * e.m / (v.sqrt() + c.eps);
}

/// As torch's `SparseAdam`: ε before the correction, no step without a gradient, no decay.
fn lazy(e: &mut Entry, g: f64, t: i32, c: Constants) {
    if g == 0.0 {
        return;
    }
    e.m += (g - e.m) * (1.0 - c.beta1);
    e.v += (g * g - e.v) * (1.0 - c.beta2);
    let rate = c.lr * (1.0 - c.beta2.powi(t)).sqrt() / (1.0 - c.beta1.powi(t));
    e.theta -= rate * e.m / (e.v.sqrt() + c.eps);
}

/// With ε after the correction, as in Adam.
fn lazy_corrected(e: &mut Entry, g: f64, t: i32, c: Constants) {
    if g != 0.0 {
        step_of_adam(e, g, t, c, 0.0);
    }
}

/// Compares `optimizer` with `rule` on Σ aᵢ(θᵢ − bᵢ)²/2, where a third of the gradients are missing.
fn compare(spec: &'static Spec, rule: Rule, beta2: fn(f64) -> f64, fixed: &[(&str, &str)]) {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let real = |low: f64, high: f64| low..high;
    let constants = (
        real(1e-4, 0.3),
        real(0.0, 0.95),
        real(0.0, 0.9995),
        real(1e-8, 0.5),
        real(0.0, 0.2),
        real(0.0, 0.2),
    );
    let entries =
        proptest::collection::vec((real(-3.0, 3.0), real(0.1, 4.0), real(-3.0, 3.0)), 1..6);
    let cases =
        (constants, entries).prop_map(|((lr, beta1, beta2, eps, eps_root, decay), entries)| {
            let c = Constants {
                lr,
                beta1,
                beta2,
                eps,
                eps_root,
                decay,
            };
            (c, entries)
        });
    let ran = runner.run(&cases, |(c, entries)| {
        let set = |settings: Settings, name: &str, value: f64| {
            if settings.spec().hyperparameter(name).is_some() {
                settings.with(name, value).expect("in the range")
            } else {
                settings
            }
        };
        let mut settings = set(spec.settings(), "lr", c.lr);
        settings = set(settings, "beta1", c.beta1);
        settings = set(settings, "beta2", beta2(c.beta2));
        settings = set(settings, "eps", c.eps);
        settings = set(settings, "eps_root", c.eps_root);
        settings = set(settings, "weight_decay", c.decay);
        for (name, text) in fixed {
            settings = settings.with_text(name, text).expect("a choice");
        }
        let descent::Method::Gradient(mut optimizer) = (spec.build)(&settings).expect("settings")
        else {
            panic!("{} asks for gradients only", spec.name)
        };
        let start: Vec<f64> = entries.iter().map(|e| e.0).collect();
        let mut theta = vector(&start);
        let mut naive: Vec<Entry> = start
            .iter()
            .map(|&theta| Entry {
                theta,
                m: 0.0,
                v: 0.0,
                third: 0.0,
            })
            .collect();
        for (t, round) in (1..).zip(1..=25) {
            let gradient = |i: usize, theta: f64| {
                let missing = (round + i).is_multiple_of(3);
                if missing {
                    0.0
                } else {
                    entries[i].1 * (theta - entries[i].2)
                }
            };
            let g: Vec<f64> = (0..start.len()).map(|i| gradient(i, theta[0][i])).collect();
            optimizer.step(&mut theta, &vector(&g)).expect("a step");
            for (i, entry) in naive.iter_mut().enumerate() {
                rule(entry, gradient(i, entry.theta), t, c);
                let (got, wanted) = (theta[0][i], entry.theta);
                prop_assert!(
                    (got - wanted).abs() < 1e-9 * (1.0 + wanted.abs()),
                    "{}, {c:?}, t {t}, entry {i}: {got} against {wanted}",
                    spec.name
                );
            }
        }
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}

#[test]
fn adam_is_its_formula() {
    static SPEC: Spec = Adam::SPEC;
    compare(&SPEC, adam, |b| b, &[]);
}

#[test]
fn adam_with_eps_before_the_correction_is_its_formula() {
    static SPEC: Spec = Adam::SPEC;
    let place = [("eps_place", "uncorrected")];
    compare(&SPEC, adam_uncorrected, |b| b, &place);
}

#[test]
fn optimistic_adam_is_its_formula() {
    static SPEC: Spec = OptimisticAdam::SPEC;
    compare(&SPEC, optimistic, |b| b, &[]);
}

#[test]
fn optimistic_gradient_descent_is_its_formula() {
    static SPEC: Spec = OptimisticGradient::SPEC;
    compare(&SPEC, optimistic_gradient, |b| b, &[]);
}

#[test]
fn adamax_is_its_formula() {
    static SPEC: Spec = Adamax::SPEC;
    compare(&SPEC, adamax, |b| b, &[]);
}

#[test]
fn amsgrad_is_the_papers_formula() {
    static SPEC: Spec = AmsGrad::SPEC;
    compare(&SPEC, amsgrad, |b| b, &[("bias_correction", "none")]);
}

#[test]
fn amsgrad_is_the_libraries_formula() {
    static SPEC: Spec = AmsGrad::SPEC;
    compare(&SPEC, amsgrad_torch, |b| b, &[]);
    compare(&SPEC, amsgrad_optax, |b| b, &[("max_of", "corrected")]);
}

#[test]
fn yogi_is_its_formula() {
    static SPEC: Spec = Yogi::SPEC;
    compare(&SPEC, yogi, |b| b, &[]);
    compare(&SPEC, yogi_decoupled, |b| b, &[("decay", "decoupled")]);
}

#[test]
fn adax_is_its_formula() {
    static SPEC: Spec = AdaX::SPEC;
    compare(&SPEC, adax, |b| 1e-3 * b + 1e-5, &[]);
}

#[test]
fn lazy_adam_is_torchs_formula() {
    static SPEC: Spec = LazyAdam::SPEC;
    compare(&SPEC, lazy, |b| b, &[]);
    let place = [("eps_place", "corrected")];
    compare(&SPEC, lazy_corrected, |b| b, &place);
}
