//! The options of the optimizers against loops written from their formulas.

use std::sync::atomic::{AtomicUsize, Ordering};

use descent::random::{Generator, generator, normal};
use descent::{Method, Objective, Spec, Tensor, distance, zeros_like};
use matrix_preconditioners::{AdaHessian, Muon, Shampoo, Soap, Sophia, costs};
use nalgebra::DMatrix;
use ndarray::{Array2, ArrayD, IxDyn, ShapeBuilder};

static ADAHESSIAN: Spec = AdaHessian::SPEC;
static SOPHIA: Spec = Sophia::SPEC;
static MUON: Spec = Muon::SPEC;
static SHAMPOO: Spec = Shampoo::SPEC;
static SOAP: Spec = Soap::SPEC;

/// Σ w⁴/4 − w²/2, with curvatures of both signs; it counts how often its gradient is asked for.
struct Wells {
    start: Vec<Tensor>,
    shown: bool,
    asked: AtomicUsize,
}

impl Wells {
    fn new(shown: bool) -> Self {
        Self {
            start: descent::vector(&[1.7, 0.4, -0.9, -0.2]),
            shown,
            asked: AtomicUsize::new(0),
        }
    }
}

impl Objective for Wells {
    fn name(&self) -> &'static str {
        "wells"
    }

    fn start(&self) -> Vec<Tensor> {
        self.start.clone()
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let each = |w: &f64| w.powi(4) / 4.0 - w * w / 2.0;
        params.iter().flatten().map(each).sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        for (g, w) in grads.iter_mut().zip(params) {
            g.zip_mut_with(w, |g, w| *g = w.powi(3) - w);
        }
    }

    fn hessian(&self, params: &[Tensor]) -> Option<Array2<f64>> {
        let diagonal: Vec<f64> = params[0].iter().map(|w| 3.0 * w * w - 1.0).collect();
        self.shown
            .then(|| Array2::from_diag(&ndarray::arr1(&diagonal)))
    }
}

fn build<'a>(
    spec: &'static Spec,
    settings: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Method {
    let mut all = spec.settings();
    for (key, text) in settings {
        all = all.with_text(key, text).unwrap();
    }
    (spec.build)(&all).unwrap()
}

fn step(method: &mut Method, f: &dyn Objective, x: &mut [Tensor]) {
    match method {
        Method::Gradient(optimizer) => optimizer.step(x, &f.gradient(x)),
        Method::Oracle(optimizer) => optimizer.step_on(f, x),
    }
    .unwrap();
}

fn step_with(method: &mut Method, x: &mut [Tensor], grad: &Tensor) {
    let Method::Gradient(optimizer) = method else {
        panic!("an optimizer that takes gradients");
    };
    optimizer.step(x, std::slice::from_ref(grad)).unwrap();
}

fn draw(rng: &mut Generator, shape: &[usize]) -> Tensor {
    ArrayD::from_shape_simple_fn(IxDyn(shape), || normal(rng))
}

/// Every kind of decay, with estimates at every step and at every third.
#[test]
fn adahessian_and_sophia_follow_their_recursions() {
    let (eta, lambda) = (0.05, 0.3);
    for (decay, keep, l2) in [
        ("decoupled", 1.0 - eta * lambda, 0.0),
        ("gradient", 1.0, lambda),
        ("fixed", 1.0 - lambda, 0.0),
    ] {
        for period in [1, 3] {
            let every = period.to_string();
            let common = [
                ("lr", "0.05"),
                ("beta1", "0.8"),
                ("beta2", "0.7"),
                ("weight_decay", "0.3"),
                ("decay", decay),
                ("period", &every),
                ("diagonal", "exact"),
            ];
            // Sophia's h and AdaHessian's v, with the count of estimates.
            let mut ada = build(
                &ADAHESSIAN,
                common
                    .into_iter()
                    .chain([("power", "0.6"), ("eps", "0.01")]),
            );
            let mut sophia = build(
                &SOPHIA,
                common
                    .into_iter()
                    .chain([("gamma", "0.4"), ("rho", "0.7"), ("eps", "0.05")]),
            );
            // The exact diagonal by products Hz from differences, too.
            let (f, hidden) = (Wells::new(true), Wells::new(false));
            let mut x = [f.start(), f.start()];
            let mut naive = [[0.0; 4]; 2];
            for (k, w) in f.start()[0].iter().enumerate() {
                (naive[0][k], naive[1][k]) = (*w, *w);
            }
            let (mut m, mut v, mut h) = ([[0.0; 4]; 2], [0.0; 4], [0.0; 4]);
            let mut estimates = 0;
            for t in 1..=8 {
                step(&mut ada, &f, &mut x[0]);
                step(&mut sophia, &hidden, &mut x[1]);
                let estimate = (t - 1) % period == 0;
                estimates += i32::from(estimate);
                for k in 0..4 {
                    for way in [0, 1] {
                        let w = naive[way][k];
                        m[way][k] = 0.8 * m[way][k] + 0.2 * (w.powi(3) - w + l2 * w);
                        let curvature = 3.0 * w * w - 1.0;
                        let direction = if way == 0 {
                            if estimate {
                                v[k] = 0.7 * v[k] + 0.3 * curvature * curvature;
                            }
                            let mean = v[k] / (1.0 - f64::powi(0.7, estimates));
                            m[0][k] / (1.0 - f64::powi(0.8, t)) / (mean.powf(0.3) + 0.01)
                        } else {
                            if estimate {
                                h[k] = 0.7 * h[k] + 0.3 * curvature;
                            }
                            (m[1][k] / f64::max(0.4 * h[k], 0.05)).clamp(-0.7, 0.7)
                        };
                        naive[way][k] = keep * w - eta * direction;
                        let (got, wanted) = (x[way][0][k], naive[way][k]);
                        // The differences are exact for this f, up to 10⁻¹³ of rounding over h.
                        assert!(
                            (got - wanted).abs() < 1e-10,
                            "{way}, {decay}, T = {period}, t = {t}: {got} {wanted}"
                        );
                    }
                }
            }
        }
    }
}

/// One gradient and four for each product Hz, as the costs say.
#[test]
fn an_estimate_takes_four_gradients_a_sample() {
    for (samples, spec) in [(1, &ADAHESSIAN), (3, &ADAHESSIAN), (2, &SOPHIA)] {
        let (f, text) = (Wells::new(false), samples.to_string());
        let mut x = f.start();
        step(&mut build(spec, [("samples", text.as_str())]), &f, &mut x);
        let asked = f.asked.load(Ordering::Relaxed) as f64;
        let wanted = 1.0 + costs::hutchinson(1.0, f64::from(samples));
        assert!(
            (asked - wanted).abs() < 1e-12,
            "{asked} gradients, not {wanted}"
        );
    }
}

/// A step of Adam, with Nesterov's mean or without.
#[test]
fn muon_takes_adams_step_on_vectors() {
    let mut rng = generator(2);
    for nesterov in ["true", "false"] {
        let mut muon = build(
            &MUON,
            [
                ("lr", "0.1"),
                ("eps", "0.03"),
                ("nesterov", nesterov),
                ("adam_beta1", "0.8"),
                ("adam_beta2", "0.6"),
                ("weight_decay", "0.5"),
            ],
        );
        let mut x = zeros_like(&[draw(&mut rng, &[3])]);
        let (mut w, mut m, mut v) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        for t in 1..=6 {
            let g = draw(&mut rng, &[3]);
            step_with(&mut muon, &mut x, &g);
            for k in 0..3 {
                m[k] = 0.8 * m[k] + 0.2 * g[k];
                v[k] = 0.6 * v[k] + 0.4 * g[k] * g[k];
                let over = |t: i32| 1.0 - f64::powi(0.8, t);
                let mean = if nesterov == "true" {
                    0.8 * m[k] / over(t + 1) + 0.2 * g[k] / over(t)
                } else {
                    m[k] / over(t)
                };
                w[k] -= 0.1 * mean / ((v[k] / (1.0 - f64::powi(0.6, t))).sqrt() + 0.03);
                assert!(
                    (x[0][k] - w[k]).abs() < 1e-13,
                    "t = {t}: {} {}",
                    x[0][k],
                    w[k]
                );
            }
        }
    }
}

/// ε, as a floor and as a summand, in both precisions: with no iterations Muon's step is U over it.
#[test]
fn muons_epsilon_stands_where_it_is_said() {
    let g = ndarray::arr2(&[[3.0, 0.0], [0.0, 4.0]]).into_dyn();
    for (place, eps, divisor) in [
        ("floor", "1", 5.0),
        ("floor", "10", 10.0),
        ("added", "1", 6.0),
        ("added", "11", 16.0),
    ] {
        for (precision, error) in [("double", 1e-15), ("bfloat16", 4e-3)] {
            let settings = [
                ("lr", "1"),
                ("beta", "0"),
                ("iterations", "0"),
                ("eps", eps),
                ("eps_place", place),
                ("precision", precision),
            ];
            let mut x = zeros_like(std::slice::from_ref(&g));
            step_with(&mut build(&MUON, settings), &mut x, &g);
            for (got, g) in x[0].iter().zip(&g) {
                let wanted = -g / divisor;
                assert!(
                    (got - wanted).abs() <= error,
                    "{place} {eps}, {precision}: {got} {wanted}"
                );
            }
        }
    }
}

/// A long side keeps its diagonal, the roots may wait, and λθ may join the gradient.
#[test]
fn shampoo_follows_its_options() {
    let mut rng = generator(3);
    let power = |x: &DMatrix<f64>, p: f64| {
        let e = x.clone().symmetric_eigen();
        let d = DMatrix::from_diagonal(&e.eigenvalues.map(|x| x.powf(p)));
        &e.eigenvectors * d * e.eigenvectors.transpose()
    };
    for (first, period, max_dim) in [
        ("root", 1, 3),
        ("root", 3, 9),
        ("wait", 3, 3),
        ("wait", 2, 0),
    ] {
        let (every, longest) = (period.to_string(), max_dim.to_string());
        let mut shampoo = build(
            &SHAMPOO,
            [
                ("lr", "0.3"),
                ("eps", "0.02"),
                ("first", first),
                ("period", &every),
                ("max_dim", &longest),
                ("weight_decay", "0.4"),
                ("decay", "gradient"),
            ],
        );
        let mut x = vec![draw(&mut rng, &[2, 4])];
        let mut w = DMatrix::from_fn(2, 4, |i, j| x[0][[i, j]]);
        let (mut l, mut r) = (
            DMatrix::identity(2, 2) * 0.02,
            DMatrix::identity(4, 4) * 0.02,
        );
        let (mut left, mut right) = (DMatrix::zeros(2, 2), DMatrix::zeros(4, 4));
        for t in 1..=7 {
            let g = draw(&mut rng, &[2, 4]);
            step_with(&mut shampoo, &mut x, &g);
            let g = DMatrix::from_fn(2, 4, |i, j| g[[i, j]]) + 0.4 * &w;
            l += &g * g.transpose();
            r += g.transpose() * &g;
            let kept = |x: &DMatrix<f64>| {
                let diagonal = DMatrix::from_diagonal(&x.diagonal());
                if x.nrows() <= max_dim {
                    x.clone()
                } else {
                    diagonal
                }
            };
            if t % period == if first == "wait" { 0 } else { 1 % period } {
                (left, right) = (power(&kept(&l), -0.25), power(&kept(&r), -0.25));
            }
            w -= 0.3 * &left * g * &right;
            for i in 0..2 {
                for j in 0..4 {
                    let (got, wanted) = (x[0][[i, j]], w[(i, j)]);
                    let error = (got - wanted).abs();
                    assert!(
                        error < 1e-11,
                        "{first}, T = {period}, t = {t}: {got} {wanted}"
                    );
                }
            }
        }
    }
}

/// Tensors whose memory is in column-major order are as good as others.
#[test]
fn the_layout_in_memory_changes_nothing() {
    for (spec, shape) in [
        (&SHAMPOO, [3, 4]),
        (&SOAP, [3, 4]),
        (&MUON, [3, 4]),
        (&SHAMPOO, [5, 2]),
    ] {
        let mut rng = generator(4);
        let shape = [shape[0], shape[1], 2];
        // Muon's are matrices; the others take a third axis.
        let shape = if spec.name == "muon" {
            &shape[..2]
        } else {
            &shape[..]
        };
        let (mut rows, mut columns) = (build(spec, [("lr", "0.1")]), build(spec, [("lr", "0.1")]));
        let mut x = vec![draw(&mut rng, shape)];
        let mut y = vec![Tensor::zeros(IxDyn(shape).f())];
        y[0].assign(&x[0]);
        for t in 1..=4 {
            let g = draw(&mut rng, shape);
            let mut turned = Tensor::zeros(IxDyn(shape).f());
            turned.assign(&g);
            step_with(&mut rows, &mut x, &g);
            step_with(&mut columns, &mut y, &turned);
            let apart = distance(&x, &y);
            assert!(apart == 0.0, "{}, t = {t}: {apart:e} apart", spec.name);
        }
    }
}
