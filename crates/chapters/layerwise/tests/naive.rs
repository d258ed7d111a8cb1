//! LARS, LAMB and NovoGrad as their papers and the libraries have them, written a second time,
//! element by element, and compared on random lists of layers.

use descent::{Optimizer, Spec, Tensor};
use layerwise::{Lamb, Lars, NovoGrad};
use ndarray::{ArrayD, IxDyn};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// 200 cases, the same at every run.
fn runner() -> TestRunner {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Layers of several shapes: the entries of each at the start, and of its gradients step by step.
#[derive(Debug, Clone)]
struct Problem {
    layers: Vec<Layer>,
}

#[derive(Debug, Clone)]
struct Layer {
    shape: Vec<usize>,
    start: Vec<f64>,
    grads: Vec<Vec<f64>>,
}

const STEPS: usize = 12;

fn layer() -> impl Strategy<Value = Layer> {
    let shape = prop_oneof![
        vec(1_usize..6, 1..=1),
        vec(1_usize..4, 2..=2),
        vec(1_usize..3, 3..=3),
    ];
    (shape, -2.0..2.0_f64).prop_flat_map(|(shape, power)| {
        let n = shape.iter().product::<usize>();
        let entry = (-1.0..1.0_f64).prop_map(move |x| x * 10f64.powf(power));
        (vec(entry.clone(), n), vec(vec(entry, n), STEPS)).prop_map(move |(start, grads)| Layer {
            shape: shape.clone(),
            start,
            grads,
        })
    })
}

fn problem() -> impl Strategy<Value = Problem> {
    vec(layer(), 1..5).prop_map(|layers| Problem { layers })
}

/// Runs ours and compares every entry of every layer after every step with `theirs`.
fn compare(
    problem: &Problem,
    optimizer: &mut dyn Optimizer,
    theirs: impl Fn(&Layer) -> Vec<Vec<f64>>,
) -> Result<(), TestCaseError> {
    let tensor = |shape: &[usize], entries: &[f64]| -> Tensor {
        ArrayD::from_shape_vec(IxDyn(shape), entries.to_vec()).expect("as many entries")
    };
    let wanted: Vec<_> = problem.layers.iter().map(theirs).collect();
    let layers = &problem.layers;
    let mut params: Vec<_> = layers.iter().map(|l| tensor(&l.shape, &l.start)).collect();
    for t in 0..STEPS {
        let grads: Vec<_> = layers
            .iter()
            .map(|l| tensor(&l.shape, &l.grads[t]))
            .collect();
        optimizer.step(&mut params, &grads).expect("a step");
        for (l, param) in params.iter().enumerate() {
            let size = length(&wanted[l][t]).max(length(&layers[l].start));
            for (got, wanted) in param.iter().zip(&wanted[l][t]) {
                prop_assert!(
                    (got - wanted).abs() <= 1e-10 * size,
                    "step {t}, layer {l}: {got} against {wanted}"
                );
            }
        }
    }
    Ok(())
}

fn length(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn fails<T: std::fmt::Debug>(result: Result<(), TestError<T>>) {
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn lars_with_the_momentum_normalized() {
    static SPEC: Spec = Lars::SPEC;
    let rates = (0.0..0.5_f64, 0.0..0.99_f64, 0.0..2.0_f64);
    let rest = (0.0..1.0_f64, 0.0..0.1_f64, any::<bool>());
    let strategy = (problem(), rates, rest);
    fails(runner().run(
        &strategy,
        |(problem, (lr, mu, tau), (lambda, eps, plain))| {
            // Half of the cases are the plain form: τ = 1, no decay, no ε.
            let (tau, lambda, eps) = if plain {
                (1.0, 0.0, 0.0)
            } else {
                (tau, lambda, eps)
            };
            let mut settings = SPEC.settings().with("denominator", "momentum").expect("ok");
            for (name, value) in [
                ("lr", lr),
                ("beta", mu),
                ("trust", tau),
                ("weight_decay", lambda),
                ("eps", eps),
            ] {
                settings = settings.with(name, value).expect("ok");
            }
            let mut ours = Lars::from_settings(&settings).expect("complete");
            compare(&problem, &mut ours, |layer| {
                let (mut theta, mut m) = (layer.start.clone(), vec![0.0; layer.start.len()]);
                let mut path = Vec::new();
                for g in &layer.grads {
                    for i in 0..m.len() {
                        m[i] = mu * m[i] + g[i] + lambda * theta[i];
                    }
                    let (weights, momentum) = (length(&theta), length(&m));
                    for i in 0..m.len() {
                        theta[i] -= lr * tau * weights / (momentum + eps) * m[i];
                    }
                    path.push(theta.clone());
                }
                path
            })
        },
    ));
}

#[test]
fn lars_of_the_paper_and_of_the_libraries() {
    static SPEC: Spec = Lars::SPEC;
    let rates = (0.0..2.0_f64, 0.0..0.99_f64, 0.0..0.5_f64);
    let rest = (0.0..1.0_f64, 0.0..0.1_f64, any::<[bool; 3]>(), 0..3_usize);
    fails(runner().run(
        &(problem(), rates, rest),
        |(problem, (lr, mu, tau), (lambda, eps, [sum_of_norms, nesterov, inside], layers))| {
            let lambda = if lambda < 0.2 { 0.0 } else { lambda };
            let mut settings = SPEC.settings();
            for (name, value) in [
                ("lr", lr),
                ("beta", mu),
                ("trust", tau),
                ("weight_decay", lambda),
                ("eps", eps),
            ] {
                settings = settings.with(name, value).expect("ok");
            }
            let denominator = if sum_of_norms {
                "sum-of-norms"
            } else {
                "norm-of-sum"
            };
            let place = if inside { "inside" } else { "outside" };
            let layers = ["every", "matrices", "decayed"][layers];
            settings = settings.with("denominator", denominator).expect("ok");
            settings = settings.with("lr_place", place).expect("ok");
            settings = settings.with("layers", layers).expect("ok");
            settings = settings.with("nesterov", nesterov).expect("ok");
            let mut ours = Lars::from_settings(&settings).expect("complete");
            compare(&problem, &mut ours, |layer| {
                let n = layer.start.len();
                let (mut theta, mut v) = (layer.start.clone(), vec![0.0; n]);
                let adapted = match layers {
                    "matrices" => layer.shape.len() > 1,
                    "decayed" => lambda != 0.0,
                    _ => true,
                };
                let mut path = Vec::new();
                for g in &layer.grads {
                    let mut d = g.clone();
                    if adapted {
                        for i in 0..n {
                            d[i] += lambda * theta[i];
                        }
                        let below = if sum_of_norms {
                            length(g) + lambda * length(&theta)
                        } else {
                            length(&d)
                        };
                        let ratio = tau * length(&theta) / (below + eps);
                        for d in &mut d {
                            *d *= ratio;
                        }
                    }
                    for i in 0..n {
                        v[i] = mu * v[i] + lr * d[i];
                        theta[i] -= if nesterov {
                            mu * v[i] + lr * d[i]
                        } else {
                            v[i]
                        };
                    }
                    path.push(theta.clone());
                }
                path
            })
        },
    ));
}

#[test]
fn lamb_with_each_decay() {
    static SPEC: Spec = Lamb::SPEC;
    let rates = (0.0..0.5_f64, 0.0..0.99_f64, 0.0..0.9999_f64);
    let rest = (
        -9.0..-1.0_f64,
        0.0..1.0_f64,
        any::<bool>(),
        0.0..1.0_f64,
        1.0..20.0_f64,
        0..3_usize,
    );
    let strategy = (problem(), rates, rest);
    fails(runner().run(&strategy, |(problem, (lr, b1, b2), rest)| {
        let (eps, lambda, clip, low, high) = (10f64.powf(rest.0), rest.1, rest.2, rest.3, rest.4);
        let set = |name: &str, value: f64, s: descent::Settings| s.with(name, value).expect("ok");
        let mut settings = set("lr", lr, SPEC.settings());
        for (name, value) in [
            ("beta1", b1),
            ("beta2", b2),
            ("eps", eps),
            ("weight_decay", lambda),
        ] {
            settings = set(name, value, settings);
        }
        if clip {
            settings = set("phi_min", low, set("phi_max", high, settings));
            settings = settings.with("phi", "clipped").expect("ok");
        }
        let decay = ["inside", "decoupled", "fixed"][rest.5];
        settings = settings.with("decay", decay).expect("ok");
        let mut ours = Lamb::from_settings(&settings).expect("complete");
        compare(&problem, &mut ours, |layer| {
            let n = layer.start.len();
            let (mut x, mut m, mut v) = (layer.start.clone(), vec![0.0; n], vec![0.0; n]);
            let (mut p1, mut p2) = (1.0, 1.0);
            let mut path = Vec::new();
            for g in &layer.grads {
                p1 *= b1;
                p2 *= b2;
                let mut u = Vec::new();
                for x in &mut x {
                    *x -= match decay {
                        "decoupled" => lr * lambda * *x,
                        "fixed" => lambda * *x,
                        _ => 0.0,
                    };
                }
                let inside = if decay == "inside" { lambda } else { 0.0 };
                for i in 0..n {
                    m[i] = b1 * m[i] + (1.0 - b1) * g[i];
                    v[i] = b2 * v[i] + (1.0 - b2) * g[i] * g[i];
                    let (m, v) = (m[i] / (1.0 - p1), v[i] / (1.0 - p2));
                    u.push(m / (v.sqrt() + eps) + inside * x[i]);
                }
                let mut phi = length(&x);
                if clip {
                    phi = phi.max(low).min(high);
                }
                let rate = lr * phi / length(&u);
                for i in 0..n {
                    x[i] -= rate * u[i];
                }
                path.push(x.clone());
            }
            path
        })
    }));
}

#[test]
fn novograd_with_each_decay_and_moment() {
    static SPEC: Spec = NovoGrad::SPEC;
    let rates = (0.0..0.5_f64, 0.0..0.99_f64, 0.0..0.9999_f64);
    let rest = (-9.0..-1.0_f64, 0.0..1.0_f64, 0..3_usize, 0..3_usize);
    let strategy = (problem(), rates, rest);
    fails(runner().run(
        &strategy,
        |(problem, (lr, b1, b2), (power, d, decay, moment))| {
            let eps = 10f64.powf(power);
            let mut settings = SPEC.settings();
            for (name, value) in [
                ("lr", lr),
                ("beta1", b1),
                ("beta2", b2),
                ("eps", eps),
                ("weight_decay", d),
            ] {
                settings = settings.with(name, value).expect("ok");
            }
            let decay = ["inside", "decoupled", "fixed"][decay];
            let moment = ["sum", "average", "average-from-zero"][moment];
            settings = settings.with("decay", decay).expect("ok");
            settings = settings.with("moment", moment).expect("ok");
            let mut ours = NovoGrad::from_settings(&settings).expect("complete");
            compare(&problem, &mut ours, |layer| {
                let n = layer.start.len();
                let (mut w, mut m, mut v) = (layer.start.clone(), vec![0.0; n], 0.0);
                let mut path = Vec::new();
                for (t, g) in layer.grads.iter().enumerate() {
                    let square = length(g).powi(2);
                    v = if t == 0 {
                        square
                    } else {
                        b2 * v + (1.0 - b2) * square
                    };
                    for i in 0..n {
                        let mut u = g[i] / (f64::sqrt(v) + eps);
                        if decay == "inside" {
                            u += d * w[i];
                        }
                        if moment == "average-from-zero" || moment == "average" && t > 0 {
                            u *= 1.0 - b1;
                        }
                        m[i] = b1 * m[i] + u;
                    }
                    for i in 0..n {
                        w[i] -= match decay {
                            "decoupled" => lr * d * w[i],
                            "fixed" => d * w[i],
                            _ => 0.0,
                        };
                        w[i] -= lr * m[i];
                    }
                    path.push(w.clone());
                }
                path
            })
        },
    ));
}
