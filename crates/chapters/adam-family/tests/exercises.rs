//! The graders of the programming exercises.
//!
//! A student runs `cargo test -p adam-family --test exercises -- --ignored`. The tests that are not
//! ignored show that each grader accepts the solution and rejects the starter and wrong answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use adam_family::kernel::{moves, rugged};
use adam_family::{Adopt, AggMo, Qhm, exercises, solutions};
use descent::{Optimizer, Spec};
use momentum::Momentum;

type AdoptMoves = fn(&[f64], (f64, f64, f64, f64)) -> Vec<f64>;
type LagAndNoise = fn(&mut dyn Optimizer) -> (f64, f64);
type Warmup = fn(f64) -> f64;

fn grade_adopt(answer: AdoptMoves) {
    static SPEC: Spec = Adopt::SPEC;
    let gradients = rugged(30);
    for (lr, beta1, beta2, eps) in [(0.1, 0.9, 0.99, 1e-6), (1.0, 0.0, 0.5, 0.7)] {
        let settings = [("lr", lr), ("beta1", beta1), ("beta2", beta2), ("eps", eps)]
            .into_iter()
            .fold(SPEC.settings(), |s, (name, x)| s.with(name, x).unwrap());
        let settings = settings.with("clip", "off").unwrap();
        let wanted = moves(&mut Adopt::from_settings(&settings).unwrap(), &gradients).unwrap();
        let found = answer(&gradients, (lr, beta1, beta2, eps));
        assert_eq!(found.len(), 30, "one move a gradient");
        for (t, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
            let apart = (found - wanted).abs();
            assert!(apart < 1e-12, "move {t}: {found}, not {wanted}");
        }
    }
}

fn grade_lag_and_noise(answer: LagAndNoise) {
    let close = |what: &str, found: f64, wanted: f64| {
        let apart = (found - wanted).abs();
        assert!(
            apart < 1e-6 * (1.0 + wanted),
            "{what}: {found}, not {wanted}"
        );
    };
    for (beta, nu) in [(0.9_f64, 1.0_f64), (0.99, 0.7), (0.5, 0.4)] {
        let (lag, noise) = answer(&mut Qhm::new(1.0, beta, nu).unwrap());
        close("the lag of QHM", lag, nu * beta / (1.0 - beta));
        let wanted = (1.0 - nu * beta).powi(2) + (nu * beta).powi(2) * (1.0 - beta) / (1.0 + beta);
        close("the noise of QHM", noise, wanted);
    }
    // The sum form, whose weights add up to 10.
    let (lag, noise) = answer(&mut Momentum::new(1.0, 0.9).unwrap());
    close("the lag of momentum", lag, 9.0);
    close("the noise of momentum", noise, 0.1 / 1.9);
    // Three momenta: Σ w = (1 + 10 + 100)/3, Σ s w = (90 + 9900)/3.
    let (lag, _) = answer(&mut AggMo::new(1.0).unwrap());
    close("the lag of AggMo", lag, 9990.0 / 111.0);
}

fn grade_equivalent_warmup(answer: Warmup) {
    // Summed once by another program, over 60/(1 − β₂) steps.
    for (beta2, wanted) in [
        (0.99, 213.725_694),
        (0.999, 2_066.649_36),
        (0.9, 27.786_971_3),
    ] {
        let found = answer(beta2);
        let apart = (found / wanted - 1.0).abs();
        assert!(apart < 1e-4, "β₂ = {beta2}: {found}, not {wanted}");
    }
}

#[test]
#[ignore = "for students: implement exercises::adopt first"]
fn adopt() {
    grade_adopt(exercises::adopt);
}

#[test]
#[ignore = "for students: implement exercises::lag_and_noise first"]
fn lag_and_noise() {
    grade_lag_and_noise(exercises::lag_and_noise);
}

#[test]
#[ignore = "for students: implement exercises::equivalent_warmup first"]
fn equivalent_warmup() {
    grade_equivalent_warmup(exercises::equivalent_warmup);
}

/// Whether `grader` panics; the test runner keeps its message.
fn rejects(grader: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(grader)).is_err()
}

#[test]
fn the_solutions_pass() {
    grade_adopt(solutions::adopt);
    grade_lag_and_noise(solutions::lag_and_noise);
    grade_equivalent_warmup(solutions::equivalent_warmup);
}

#[test]
fn starters_and_wrong_answers_fail() {
    assert!(rejects(|| grade_adopt(exercises::adopt)), "starter");
    assert!(
        rejects(|| grade_lag_and_noise(exercises::lag_and_noise)),
        "starter"
    );
    assert!(
        rejects(|| grade_equivalent_warmup(exercises::equivalent_warmup)),
        "starter"
    );
    // Adam's order: v takes the gradient before it divides.
    let early: AdoptMoves = |gradients, (lr, beta1, beta2, eps)| {
        let (mut m, mut v) = (0.0, gradients[0] * gradients[0]);
        let mut moves = vec![0.0];
        for g in &gradients[1..] {
            v = beta2 * v + (1.0 - beta2) * g * g;
            m = beta1 * m + (1.0 - beta1) * g / v.sqrt().max(eps);
            moves.push(lr * m);
        }
        moves
    };
    assert!(rejects(|| grade_adopt(early)), "the root of the new v");
    // ε added, not as a lower bound.
    let added: AdoptMoves = |gradients, (lr, beta1, beta2, eps)| {
        let (mut m, mut v) = (0.0, gradients[0] * gradients[0]);
        let mut moves = vec![0.0];
        for g in &gradients[1..] {
            m = beta1 * m + (1.0 - beta1) * g / (v.sqrt() + eps);
            v = beta2 * v + (1.0 - beta2) * g * g;
            moves.push(lr * m);
        }
        moves
    };
    assert!(rejects(|| grade_adopt(added)), "√v + ε");
    // Weights that do not add up to 1 taken as if they did.
    let raw: LagAndNoise = |optimizer| {
        let w = adam_family::kernel::weights(optimizer, 0, 5000).unwrap();
        let age = w.iter().zip(0..).map(|(w, s)| w * f64::from(s)).sum();
        (age, w.iter().map(|w| w * w).sum())
    };
    assert!(rejects(|| grade_lag_and_noise(raw)), "not divided by Σw");
    // Ages counted from 1.
    let shifted: LagAndNoise = |optimizer| {
        let (lag, noise) = solutions::lag_and_noise(optimizer);
        (lag + 1.0, noise)
    };
    assert!(rejects(|| grade_lag_and_noise(shifted)), "ages from 1");
    // The lost steps themselves, and the steps below the threshold forgotten.
    assert!(
        rejects(|| grade_equivalent_warmup(|b| solutions::equivalent_warmup(b) / 2.0)),
        "T/2"
    );
    assert!(
        rejects(|| grade_equivalent_warmup(|b| solutions::equivalent_warmup(b) - 8.0)),
        "ρ_t ≤ 4"
    );
}
