//! Every optimizer of the chapter against a second implementation, written straight from the papers'
//! rules: element by element, with products of gradients and stored steps.

use descent::{Method, Objective, Optimizer, OracleOptimizer, Settings, Spec, Tensor, vector};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use sign_methods::{DeltaBarDelta, IrpropPlus, Lion, Rprop, SignSgd, Signum, Tiger};

const STEPS: usize = 60;

/// ½‖Bθ − c‖² + ¼d Σθᵢ⁴ with a random matrix B. With a `grain` the gradient is rounded to its
/// multiples, so that many entries are exactly zero.
#[derive(Debug, Clone)]
struct Bowl {
    b: Vec<Vec<f64>>,
    c: Vec<f64>,
    d: f64,
    grain: f64,
}

impl Bowl {
    fn f(&self, x: &[f64]) -> f64 {
        let squares: f64 = self.residuals(x).iter().map(|r| r * r).sum();
        let fourth: f64 = x.iter().map(|x| x.powi(4)).sum();
        0.5 * squares + 0.25 * self.d * fourth
    }

    fn slope(&self, x: &[f64], i: usize) -> f64 {
        let r = self.residuals(x);
        let across: f64 = self.b.iter().zip(&r).map(|(row, r)| row[i] * r).sum();
        let slope = across + self.d * x[i].powi(3);
        if self.grain > 0.0 {
            (slope / self.grain).round() * self.grain
        } else {
            slope
        }
    }

    fn residuals(&self, x: &[f64]) -> Vec<f64> {
        let row =
            |(row, c): (&Vec<f64>, &f64)| row.iter().zip(x).map(|(b, x)| b * x).sum::<f64>() - c;
        self.b.iter().zip(&self.c).map(row).collect()
    }
}

impl Objective for Bowl {
    fn name(&self) -> &'static str {
        "bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&vec![1.0; self.c.len()])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.f(&params[0].iter().copied().collect::<Vec<_>>())
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let x: Vec<f64> = params[0].iter().copied().collect();
        for (i, g) in grads[0].iter_mut().enumerate() {
            *g = self.slope(&x, i);
        }
    }
}

fn bowls() -> impl Strategy<Value = Bowl> {
    (1_usize..=5).prop_flat_map(|n| {
        let matrix = vec(vec(-2.0..2.0, n), n);
        let grain = prop_oneof![Just(0.0), 0.5..2.0];
        (matrix, vec(-3.0..3.0, n), 0.0..0.5, grain).prop_map(|(b, c, d, grain)| Bowl {
            b,
            c,
            d,
            grain,
        })
    })
}

/// Δ₀, η₋, η₊, Δmin, Δmax.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    first: f64,
    down: f64,
    up: f64,
    min: f64,
    max: f64,
}

fn numbers() -> impl Strategy<Value = Numbers> {
    (
        0.001..0.5,
        0.1..0.95,
        1.05..2.5,
        prop_oneof![Just(0.0), 1e-4..0.2],
        0.2..20.0,
    )
        .prop_map(|(first, down, up, min, max)| Numbers {
            first,
            down,
            up,
            min,
            max,
        })
}

/// The pseudo-code of Igel & Hüsken 2003 for one weight; Δ₀ is brought within the limits first.
struct Weight {
    delta: f64,
    last_gradient: f64,
    last_change: f64,
}

impl Weight {
    fn change(&mut self, variant: &str, n: Numbers, gradient: f64, rose: bool) -> f64 {
        let product = self.last_gradient * gradient;
        if product < 0.0 {
            self.delta = f64::max(self.delta * n.down, n.min);
            match variant {
                "rprop-minus" => {}
                "rprop-plus" => {
                    self.last_gradient = 0.0;
                    return -self.last_change;
                }
                "irprop-minus" => {
                    self.last_gradient = 0.0;
                    return 0.0;
                }
                "irprop-plus" => {
                    self.last_gradient = 0.0;
                    return if rose { -self.last_change } else { 0.0 };
                }
                other => unreachable!("{other}"),
            }
        } else if product > 0.0 {
            self.delta = f64::min(self.delta * n.up, n.max);
        }
        self.last_gradient = gradient;
        self.last_change = if gradient > 0.0 {
            -self.delta
        } else if gradient < 0.0 {
            self.delta
        } else {
            0.0
        };
        self.last_change
    }
}

fn naive_rprop(variant: &str, n: Numbers, bowl: &Bowl) -> Vec<Vec<f64>> {
    let mut x = vec![1.0; bowl.c.len()];
    let mut weights: Vec<Weight> = Vec::new();
    for _ in &x {
        weights.push(Weight {
            delta: n.first.max(n.min).min(n.max),
            last_gradient: 0.0,
            last_change: 0.0,
        });
    }
    let mut path = Vec::new();
    let mut last_error = f64::INFINITY;
    for _ in 0..STEPS {
        let (error, old) = (bowl.f(&x), x.clone());
        for (i, weight) in weights.iter_mut().enumerate() {
            x[i] += weight.change(variant, n, bowl.slope(&old, i), error > last_error);
        }
        last_error = error;
        path.push(x.clone());
    }
    path
}

fn naive_delta_bar_delta(
    (lr, kappa, phi, beta): (f64, f64, f64, f64),
    bowl: &Bowl,
) -> Vec<Vec<f64>> {
    let n = bowl.c.len();
    let (mut x, mut rate, mut bar) = (vec![1.0; n], vec![lr; n], vec![0.0; n]);
    let mut path = Vec::new();
    for _ in 0..STEPS {
        let old = x.clone();
        for i in 0..n {
            let g = bowl.slope(&old, i);
            let product: f64 = bar[i] * g;
            rate[i] += if product > 0.0 {
                kappa
            } else if product < 0.0 {
                -phi * rate[i]
            } else {
                0.0
            };
            bar[i] = (1.0 - beta) * g + beta * bar[i];
            x[i] -= rate[i] * g;
        }
        path.push(x.clone());
    }
    path
}

fn settings(spec: &'static Spec, n: Numbers) -> Settings {
    let mut settings = spec.settings();
    for (name, value) in [
        ("lr", n.first),
        ("eta_minus", n.down),
        ("eta_plus", n.up),
        ("min_step", n.min),
        ("max_step", n.max),
    ] {
        settings.set(name, value).expect("a value in its range");
    }
    settings
}

fn close(got: &[Tensor], wanted: &[f64], what: &str) -> Result<(), TestCaseError> {
    for (got, wanted) in got[0].iter().zip(wanted) {
        // Both sides do the same sums in another order.
        let apart = (got - wanted).abs() / wanted.abs().max(1.0);
        prop_assert!(apart < 1e-10, "{what}: {got} against {wanted}");
    }
    Ok(())
}

fn runner() -> TestRunner {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn rprop_in_three_variants() {
    static SPEC: Spec = Rprop::SPEC;
    for variant in ["rprop-minus", "rprop-plus", "irprop-minus"] {
        runner()
            .run(&(bowls(), numbers()), |(bowl, n)| {
                let settings = settings(&SPEC, n).with("variant", variant).unwrap();
                let mut optimizer = Rprop::from_settings(&settings).unwrap();
                let mut theta = bowl.start();
                for (t, wanted) in naive_rprop(variant, n, &bowl).iter().enumerate() {
                    let gradient = bowl.gradient(&theta);
                    optimizer.step(&mut theta, &gradient).unwrap();
                    close(&theta, wanted, &format!("{variant}, step {}", t + 1))?;
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn irprop_plus() {
    static SPEC: Spec = IrpropPlus::SPEC;
    runner()
        .run(&(bowls(), numbers()), |(bowl, n)| {
            let mut optimizer = IrpropPlus::from_settings(&settings(&SPEC, n)).unwrap();
            let mut theta = bowl.start();
            for (t, wanted) in naive_rprop("irprop-plus", n, &bowl).iter().enumerate() {
                optimizer.step_on(&bowl, &mut theta).unwrap();
                close(&theta, wanted, &format!("step {}", t + 1))?;
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn delta_bar_delta() {
    let numbers = (1e-4..0.03, 0.0..0.01, 0.0..1.0, 0.0..0.99);
    runner()
        .run(&(bowls(), numbers), |(bowl, (lr, kappa, phi, beta))| {
            let mut optimizer = DeltaBarDelta::new(lr, kappa, phi, beta).unwrap();
            let path = naive_delta_bar_delta((lr, kappa, phi, beta), &bowl);
            let mut theta = bowl.start();
            for (t, wanted) in path.iter().enumerate() {
                if wanted.iter().any(|x| x.abs() > 100.0 || x.is_nan()) {
                    break;
                }
                let gradient = bowl.gradient(&theta);
                optimizer.step(&mut theta, &gradient).unwrap();
                close(&theta, wanted, &format!("step {}", t + 1))?;
                // Rates that grow beyond 2/λ make a path unstable and magnify rounding, so each
                // step starts from the same point; what is compared over time is the state.
                theta = vector(wanted);
            }
            Ok(())
        })
        .unwrap();
}

/// Learning rate, the two βs and λ of a sign method.
type Signs = (f64, f64, f64, f64);

/// signSGD, Signum, Lion and Tiger with the decay in each of its three places.
fn naive_signs(
    name: &str,
    decay: &str,
    (lr, beta1, beta2, lambda): Signs,
    bowl: &Bowl,
) -> Vec<Vec<f64>> {
    let n = bowl.c.len();
    let (mut x, mut m) = (vec![1.0; n], vec![0.0; n]);
    let mut path = Vec::new();
    for _ in 0..STEPS {
        let old = x.clone();
        for i in 0..n {
            let mut g = bowl.slope(&old, i);
            if decay == "l2" {
                g += lambda * old[i];
            }
            let mixture = match name {
                "sign-sgd" => g,
                _ => (1.0 - beta1) * g + beta1 * m[i],
            };
            m[i] = match name {
                "lion" => (1.0 - beta2) * g + beta2 * m[i],
                _ => mixture,
            };
            x[i] -= match decay {
                "decoupled" => lr * lambda * old[i],
                "fixed" => lambda * old[i],
                _ => 0.0,
            };
            if mixture > 0.0 {
                x[i] -= lr;
            } else if mixture < 0.0 {
                x[i] += lr;
            }
        }
        path.push(x.clone());
    }
    path
}

#[test]
fn sign_methods_with_decay() {
    static SPECS: [Spec; 4] = [SignSgd::SPEC, Signum::SPEC, Lion::SPEC, Tiger::SPEC];
    let signs = (0.001..0.1, 0.0..0.99, 0.0..0.99, 0.0..0.5);
    for spec in &SPECS {
        for decay in ["decoupled", "l2", "fixed"] {
            let compare = |(bowl, numbers): (Bowl, Signs)| {
                let (lr, beta1, beta2, lambda) = numbers;
                let settings = spec.settings().with("lr", lr).unwrap();
                let settings = settings.with("weight_decay", lambda).unwrap();
                let mut settings = settings.with("decay", decay).unwrap();
                match spec.name {
                    "sign-sgd" => {}
                    "lion" => {
                        settings.set("beta1", beta1).unwrap();
                        settings.set("beta2", beta2).unwrap();
                    }
                    _ => settings.set("beta", beta1).unwrap(),
                }
                let Method::Gradient(mut optimizer) = (spec.build)(&settings).unwrap() else {
                    unreachable!("{} needs gradients alone", spec.name)
                };
                let mut theta = bowl.start();
                let path = naive_signs(spec.name, decay, numbers, &bowl);
                for (t, wanted) in path.iter().enumerate() {
                    let gradient = bowl.gradient(&theta);
                    optimizer.step(&mut theta, &gradient).unwrap();
                    close(
                        &theta,
                        wanted,
                        &format!("{}, {decay}, step {}", spec.name, t + 1),
                    )?;
                    // Each step starts from the same point, so that no sign hangs on rounding.
                    theta = vector(wanted);
                }
                Ok(())
            };
            runner().run(&(bowls(), signs.clone()), compare).unwrap();
        }
    }
}
