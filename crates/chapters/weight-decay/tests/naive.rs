//! Each optimizer against a second program, written element by element from the papers' formulas and
//! sharing no code with the first: 200 random problems with random hyperparameters each.

use descent::{Method, Spec, Tensor, Value};
use ndarray::Array2;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use weight_decay::{
    AdamP, AdamW, AdamaxW, CautiousAdamW, Grams, GrokfastAdamW, NadamW, SgdP, SgdW, StableAdamW,
};

const ROWS: usize = 2;
const COLUMNS: usize = 3;
const STEPS: usize = 12;

type Matrix = [[f64; COLUMNS]; ROWS];

/// A random problem: gradient sᵢⱼ(θᵢⱼ − cᵢⱼ) + noise, with settings for every optimizer.
#[derive(Debug, Clone)]
struct Trial {
    start: Vec<f64>,
    noise: Vec<f64>,
    lr: f64,
    beta1: f64,
    beta2: f64,
    eps: f64,
    lambda: f64,
    place: usize,
    delta: f64,
    omega: f64,
    a: f64,
    alpha: f64,
    switch: bool,
    choice: usize,
}

fn trials() -> impl Strategy<Value = Trial> {
    let numbers = |n| prop::collection::vec(-2.0..2.0_f64, n);
    (
        (numbers(6), numbers(6 * STEPS), 0.01..0.3_f64, 0.0..0.95_f64),
        (0.5..0.999_f64, 1e-6..0.5_f64, 0.0..1.0_f64, 0..4_usize),
        (0.0..1.5_f64, 0.0..1.0_f64, 0.0..3.0_f64, 0.1..0.99_f64),
        (any::<bool>(), 0..3_usize),
    )
        .prop_map(|(a, b, c, d)| Trial {
            start: a.0,
            noise: a.1,
            lr: a.2,
            beta1: a.3,
            beta2: b.0,
            eps: b.1,
            lambda: b.2,
            place: b.3,
            delta: c.0,
            omega: c.1,
            a: c.2,
            alpha: c.3,
            switch: d.0,
            choice: d.1,
        })
}

impl Trial {
    fn gradient(&self, theta: &Matrix, t: usize) -> Matrix {
        let mut g = *theta;
        for (i, row) in g.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = (0.5 + i as f64) * *entry + self.noise[6 * (t - 1) + 3 * i + j];
            }
        }
        g
    }

    fn place(&self) -> &'static str {
        ["learning-rate", "schedule", "fixed", "gradient"][self.place]
    }

    /// The rate of step t: half of the first from the seventh step on.
    fn rate(&self, t: usize) -> f64 {
        if t > 6 { self.lr / 2.0 } else { self.lr }
    }

    /// The factor of θ for a learning rate, and what multiplies θ in the gradient.
    fn shrink(&self, rate: f64, lambda: f64) -> (f64, f64) {
        match self.place() {
            "learning-rate" => (1.0 - rate * lambda, 0.0),
            "schedule" => (1.0 - rate / self.lr * lambda, 0.0),
            "fixed" => (1.0 - lambda, 0.0),
            _ => (1.0, lambda),
        }
    }
}

/// Every gradient so far, and the number of the step.
struct Past<'a> {
    trial: &'a Trial,
    t: usize,
    gradients: &'a [Matrix],
}

impl Past<'_> {
    /// Σ (1 − β)βᵏ g_{t−k}^p/(1 − βᵗ) at entry (i, j).
    fn mean(&self, beta: f64, power: i32, i: usize, j: usize) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (k, g) in self.gradients.iter().rev().enumerate() {
            let weight = beta.powi(i32::try_from(k).unwrap());
            sum += weight * g[i][j].powi(power);
            weights += weight;
        }
        sum / weights
    }

    /// Adam's m̂/(√v̂ + ε).
    fn update(&self, i: usize, j: usize) -> f64 {
        let Trial {
            beta1, beta2, eps, ..
        } = *self.trial;
        self.mean(beta1, 1, i, j) / (self.mean(beta2, 2, i, j).sqrt() + eps)
    }
}

/// Runs both and compares every point. `naive` gives the next θ from θ and the past, where the last
/// gradient has λθ added already if the trial says so.
fn compare(
    spec: &'static Spec,
    set: impl Fn(&Trial) -> Vec<(&'static str, Value)>,
    naive: impl Fn(&Matrix, &Past) -> Matrix,
) {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let test = |trial: Trial| {
        let mut settings = spec.settings();
        let shared = [
            ("lr", Value::Real(trial.lr)),
            ("weight_decay", Value::Real(trial.lambda)),
            ("decay", Value::from(trial.place())),
            ("beta1", Value::Real(trial.beta1)),
            ("beta2", Value::Real(trial.beta2)),
            ("eps", Value::Real(trial.eps)),
        ];
        let known = shared
            .into_iter()
            .filter(|(name, _)| spec.hyperparameter(name).is_some());
        for (name, value) in known.chain(set(&trial)) {
            settings.set(name, value).unwrap();
        }
        let Method::Gradient(mut optimizer) = (spec.build)(&settings).unwrap() else {
            panic!("{} needs the gradient only", spec.name)
        };
        let mut theta: Matrix = [[0.0; COLUMNS]; ROWS];
        for (k, x) in trial.start.iter().enumerate() {
            theta[k / COLUMNS][k % COLUMNS] = *x;
        }
        let tensor = |m: &Matrix| -> Tensor { Array2::from(m.to_vec()).into_dyn() };
        let mut params = [tensor(&theta)];
        let mut gradients = Vec::new();
        for t in 1..=STEPS {
            let mut g = trial.gradient(&theta, t);
            optimizer.set_learning_rate(trial.rate(t)).unwrap();
            // The first program sees its own points.
            params[0].assign(&tensor(&theta));
            optimizer.step(&mut params, &[tensor(&g)]).unwrap();
            let (_, l2) = trial.shrink(trial.rate(t), trial.lambda);
            for i in 0..ROWS {
                for j in 0..COLUMNS {
                    g[i][j] += l2 * theta[i][j];
                }
            }
            gradients.push(g);
            let past = Past {
                trial: &trial,
                t,
                gradients: &gradients,
            };
            theta = naive(&theta, &past);
            for i in 0..ROWS {
                for j in 0..COLUMNS {
                    let (got, wanted) = (params[0][[i, j]], theta[i][j]);
                    prop_assert!(
                        (got - wanted).abs() < 1e-9 * (1.0 + wanted.abs()),
                        "{}, t = {t}, entry ({i}, {j}): {got} and {wanted}",
                        spec.name
                    );
                }
            }
        }
        Ok(())
    };
    if let Err(error) = runner.run(&trials(), test) {
        panic!("{error}");
    }
}

/// θ ← keep·θ − η·step, entry by entry.
fn entrywise(theta: &Matrix, past: &Past, step: impl Fn(usize, usize) -> f64) -> Matrix {
    let rate = past.trial.rate(past.t);
    let (keep, _) = past.trial.shrink(rate, past.trial.lambda);
    let mut next = *theta;
    for (i, row) in next.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            *entry = keep * *entry - rate * step(i, j);
        }
    }
    next
}

#[test]
fn sgdw() {
    static SPEC: Spec = SgdW::SPEC;
    let inside = |trial: &Trial| usize::from(trial.alpha > 0.5);
    let set = |trial: &Trial| {
        vec![
            ("beta", Value::Real(trial.beta1)),
            ("dampening", Value::Real(trial.omega)),
            ("nesterov", Value::Switch(trial.switch)),
            ("first", Value::from(["zero", "gradient"][trial.choice % 2])),
            (
                "lr_place",
                Value::from(["outside", "inside"][inside(trial)]),
            ),
        ]
    };
    compare(&SPEC, set, |theta, past| {
        let trial = past.trial;
        let rate = trial.rate(past.t);
        // Inside the sum each gradient keeps the rate of its own step.
        let share = |t: usize| {
            if inside(trial) == 1 {
                trial.rate(t) / rate
            } else {
                1.0
            }
        };
        entrywise(theta, past, |i, j| {
            let mut m = 0.0;
            for (k, g) in past.gradients.iter().enumerate() {
                let undamped = k == 0 && trial.choice % 2 == 1;
                let weight = if undamped { 1.0 } else { 1.0 - trial.omega };
                m = trial.beta1 * m + weight * share(k + 1) * g[i][j];
            }
            let now = past.gradients.last().unwrap()[i][j];
            if trial.switch {
                now + trial.beta1 * m
            } else {
                m
            }
        })
    });
}

#[test]
fn adamw() {
    static SPEC: Spec = AdamW::SPEC;
    let set = |trial: &Trial| {
        vec![
            ("eps_root", Value::Real(trial.a)),
            ("amsgrad", Value::Switch(trial.switch)),
        ]
    };
    compare(&SPEC, set, |theta, past| {
        let trial = past.trial;
        let b = trial.beta2;
        entrywise(theta, past, |i, j| {
            // v after each step, uncorrected; AMSGrad corrects the largest as if it were the last.
            let (mut v, mut largest) = (0.0, 0.0_f64);
            for g in past.gradients {
                v = b * v + (1.0 - b) * g[i][j].powi(2);
                largest = largest.max(v);
            }
            let v = if trial.switch { largest } else { v };
            let root = (v / (1.0 - b.powi(i32::try_from(past.t).unwrap())) + trial.a).sqrt();
            past.mean(trial.beta1, 1, i, j) / (root + trial.eps)
        })
    });
}

#[test]
fn nadamw() {
    static SPEC: Spec = NadamW::SPEC;
    let set = |trial: &Trial| vec![("eps_root", Value::Real(trial.a))];
    compare(&SPEC, set, |theta, past| {
        let (trial, t) = (past.trial, i32::try_from(past.t).unwrap());
        entrywise(theta, past, |i, j| {
            let b = trial.beta1;
            let m = past.mean(b, 1, i, j) * (1.0 - b.powi(t));
            let g = past.gradients.last().unwrap()[i][j];
            let ahead = b * m / (1.0 - b.powi(t + 1)) + (1.0 - b) * g / (1.0 - b.powi(t));
            ahead / ((past.mean(trial.beta2, 2, i, j) + trial.a).sqrt() + trial.eps)
        })
    });
}

#[test]
fn adamaxw() {
    static SPEC: Spec = AdamaxW::SPEC;
    let none = |_: &Trial| Vec::new();
    compare(&SPEC, none, |theta, past| {
        let trial = past.trial;
        entrywise(theta, past, |i, j| {
            let mut largest = 0.0_f64;
            for g in past.gradients {
                largest = (trial.beta2 * largest).max(g[i][j].abs() + trial.eps);
            }
            past.mean(trial.beta1, 1, i, j) / largest
        })
    });
}

#[test]
fn grams() {
    static SPEC: Spec = Grams::SPEC;
    let none = |_: &Trial| Vec::new();
    compare(&SPEC, none, |theta, past| {
        entrywise(theta, past, |i, j| {
            let g = past.gradients.last().unwrap()[i][j];
            past.update(i, j).abs() * if g > 0.0 { 1.0 } else { -1.0 }
        })
    });
}

#[test]
fn cautious_adamw() {
    static SPEC: Spec = CautiousAdamW::SPEC;
    let set = |trial: &Trial| {
        vec![(
            "scale",
            Value::from(["count", "mean", "none"][trial.choice]),
        )]
    };
    compare(&SPEC, set, |theta, past| {
        let g = past.gradients.last().unwrap();
        let agrees = |i: usize, j: usize| past.update(i, j) * g[i][j] > 0.0;
        let places = (0..ROWS).flat_map(|i| (0..COLUMNS).map(move |j| (i, j)));
        let count = places.filter(|&(i, j)| agrees(i, j)).count() as f64;
        let scale = match past.trial.choice {
            0 => 6.0 / (count + 1.0),
            1 => 6.0 / count.max(0.006),
            _ => 1.0,
        };
        entrywise(theta, past, |i, j| {
            if agrees(i, j) {
                scale * past.update(i, j)
            } else {
                0.0
            }
        })
    });
}

#[test]
fn stable_adamw() {
    static SPEC: Spec = StableAdamW::SPEC;
    let none = |_: &Trial| Vec::new();
    compare(&SPEC, none, |theta, past| {
        let trial = past.trial;
        let g = past.gradients.last().unwrap();
        let mut sum = 0.0;
        for (i, row) in g.iter().enumerate() {
            for (j, entry) in row.iter().enumerate() {
                let v = past.mean(trial.beta2, 2, i, j);
                sum += entry * entry / v.max(trial.eps * trial.eps);
            }
        }
        let rate = trial.rate(past.t) / (sum / 6.0).sqrt().max(1.0);
        let (keep, _) = trial.shrink(rate, trial.lambda);
        let mut next = *theta;
        for (i, row) in next.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = keep * *entry - rate * past.update(i, j);
            }
        }
        next
    });
}

#[test]
fn grokfast_adamw() {
    static SPEC: Spec = GrokfastAdamW::SPEC;
    let set = |trial: &Trial| {
        vec![
            ("alpha", Value::Real(trial.alpha)),
            ("amplification", Value::Real(trial.a)),
            ("normalize", Value::Switch(trial.switch)),
            ("after", Value::Integer(3 * trial.choice as u64)),
        ]
    };
    compare(&SPEC, set, |theta, past| {
        let trial = past.trial;
        let after = 3 * trial.choice;
        let mut next = *theta;
        let base = trial.rate(past.t) / if trial.switch { 1.0 + trial.a } else { 1.0 };
        let (keep, _) = trial.shrink(base, trial.lambda);
        for (i, row) in next.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                // The library's h starts from the first gradient before λθ is added.
                let first = (0.5 + i as f64) * trial.start[3 * i + j] + trial.noise[3 * i + j];
                let mut h = first;
                let mut filtered = Vec::new();
                for (k, g) in past.gradients.iter().enumerate() {
                    if k + 1 > after {
                        h = trial.alpha * h + (1.0 - trial.alpha) * g[i][j];
                        filtered.push(g[i][j] + trial.a * h);
                    } else {
                        filtered.push(g[i][j]);
                    }
                }
                let mean = |beta: f64, power: i32| {
                    let (mut sum, mut weights) = (0.0, 0.0);
                    for (k, g) in filtered.iter().rev().enumerate() {
                        let weight = beta.powi(i32::try_from(k).unwrap());
                        sum += weight * g.powi(power);
                        weights += weight;
                    }
                    sum / weights
                };
                let scale = mean(trial.beta2, 2).sqrt().max(trial.eps);
                *entry = keep * *entry - base * mean(trial.beta1, 1) / scale;
            }
        }
        next
    });
}

/// The projected step of the paper's code: rows if all of them pass the test, else the whole.
fn projected(
    theta: &Matrix,
    raw: &Matrix,
    direction: &Matrix,
    trial: &Trial,
    (rate, lambda): (f64, f64),
) -> Matrix {
    let eps = trial.eps;
    let cosine = |p: &[f64], g: &[f64]| {
        let dot: f64 = p.iter().zip(g).map(|(p, g)| p * g).sum();
        let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
        dot.abs() / (length(p) + eps) / (length(g) + eps)
    };
    let remove = |p: &[f64], u: &[f64]| -> Vec<f64> {
        let length = p.iter().map(|x| x * x).sum::<f64>().sqrt() + eps;
        let unit: Vec<f64> = p.iter().map(|x| x / length).collect();
        let along: f64 = unit.iter().zip(u).map(|(p, u)| p * u).sum();
        u.iter().zip(&unit).map(|(u, p)| u - along * p).collect()
    };
    let steepest = (0..ROWS)
        .map(|i| cosine(&theta[i], &raw[i]))
        .fold(0.0, f64::max);
    let (mut step, mut factor) = (direction.concat(), 1.0);
    if steepest < trial.delta / (COLUMNS as f64).sqrt() {
        step = (0..ROWS)
            .flat_map(|i| remove(&theta[i], &direction[i]))
            .collect();
        factor = trial.omega;
    } else if cosine(&theta.concat(), &raw.concat())
        < trial.delta / ((ROWS * COLUMNS) as f64).sqrt()
    {
        step = remove(&theta.concat(), &direction.concat());
        factor = trial.omega;
    }
    let (keep, _) = trial.shrink(rate, lambda * factor);
    let mut next = *theta;
    for (i, row) in next.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            *entry = keep * *entry - rate * step[COLUMNS * i + j];
        }
    }
    next
}

fn matrix(entry: impl Fn(usize, usize) -> f64) -> Matrix {
    [0, 1].map(|i| [0, 1, 2].map(|j| entry(i, j)))
}

#[test]
fn sgdp() {
    static SPEC: Spec = SgdP::SPEC;
    let set = |trial: &Trial| {
        vec![
            ("beta", Value::Real(trial.beta1)),
            ("dampening", Value::Real(trial.alpha)),
            ("nesterov", Value::Switch(trial.switch)),
            ("delta", Value::Real(trial.delta)),
            ("wd_ratio", Value::Real(trial.omega)),
        ]
    };
    compare(&SPEC, set, |theta, past| {
        let trial = past.trial;
        let g = past.gradients.last().unwrap();
        let direction = matrix(|i, j| {
            let mut m = 0.0;
            for g in past.gradients {
                m = trial.beta1 * m + (1.0 - trial.alpha) * g[i][j];
            }
            if trial.switch {
                g[i][j] + trial.beta1 * m
            } else {
                m
            }
        });
        let raw = trial.gradient(theta, past.t);
        let strength = (trial.rate(past.t), trial.lambda / (1.0 - trial.beta1));
        projected(theta, &raw, &direction, trial, strength)
    });
}

#[test]
fn adamp() {
    static SPEC: Spec = AdamP::SPEC;
    let set = |trial: &Trial| {
        vec![
            ("delta", Value::Real(trial.delta)),
            ("wd_ratio", Value::Real(trial.omega)),
            ("nesterov", Value::Switch(trial.switch)),
            (
                "eps_place",
                Value::from(["corrected", "uncorrected"][trial.choice % 2]),
            ),
        ]
    };
    compare(&SPEC, set, |theta, past| {
        let (trial, t) = (past.trial, i32::try_from(past.t).unwrap());
        let g = past.gradients.last().unwrap();
        let direction = matrix(|i, j| {
            let b = trial.beta1;
            let mut mean = past.mean(b, 1, i, j) * (1.0 - b.powi(t));
            if trial.switch {
                mean = b * mean + (1.0 - b) * g[i][j];
            }
            let mean = mean / (1.0 - b.powi(t));
            let root = past.mean(trial.beta2, 2, i, j).sqrt();
            let bias = (1.0 - trial.beta2.powi(t)).sqrt();
            if trial.choice % 2 == 1 {
                mean * bias / (root * bias + trial.eps)
            } else {
                mean / (root + trial.eps)
            }
        });
        let raw = trial.gradient(theta, past.t);
        projected(
            theta,
            &raw,
            &direction,
            trial,
            (trial.rate(past.t), trial.lambda),
        )
    });
}
