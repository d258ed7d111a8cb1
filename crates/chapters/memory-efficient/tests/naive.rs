//! Second implementations, straight from the papers' formulas, entry by entry, on 200 random problems
//! each: of Adafactor, SM3 and CAME with all their options, of the quantizer and the optimizer that
//! uses it, and of GaLore.

use adam::Adam;
use descent::{Optimizer, Spec, Tensor};
use memory_efficient::quantize::{Code, round_trip};
use memory_efficient::{Adafactor, Adam8bit, Came, Galore, Sm3};
use nalgebra::DMatrix;
use ndarray::{ArrayD, IxDyn};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

static ADAFACTOR: Spec = Adafactor::SPEC;
static CAME: Spec = Came::SPEC;
static SM3: Spec = Sm3::SPEC;
static ADAM_8BIT: Spec = Adam8bit::SPEC;
static GALORE: Spec = Galore::SPEC;

const STEPS: usize = 12;

fn runner() -> TestRunner {
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn matrix(m: usize, n: usize, entries: &[f64]) -> Tensor {
    ArrayD::from_shape_vec(IxDyn(&[m, n]), entries[..m * n].to_vec()).expect("m·n entries")
}

/// Gradients for up to 6 × 6 entries, with zeros among them.
fn gradients() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let entry = prop_oneof![4 => -3.0..3.0_f64, 1 => Just(0.0)];
    vec(vec(entry, 36), STEPS)
}

fn rms(x: &[f64]) -> f64 {
    (x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64).sqrt()
}

/// V̂ of the matrix `v` of m rows, from the sums of its rows and columns; `v` itself where `whole`.
/// The mean of a row is at least `floor` on the average over the rows.
fn estimate(v: &[f64], m: usize, whole: bool, floor: f64) -> Vec<f64> {
    let n = v.len() / m;
    let row = |i: usize| (0..n).map(|j| v[i * n + j]).sum::<f64>() / n as f64;
    let column = |j: usize| (0..m).map(|i| v[i * n + j]).sum::<f64>() / m as f64;
    let mean = ((0..m).map(row).sum::<f64>() / m as f64).max(floor);
    (0..v.len())
        .map(|e| {
            if whole {
                v[e]
            } else {
                row(e / n) * column(e % n) / mean
            }
        })
        .collect()
}

/// η, c, d; ε₁, ε₂; β₁, largest β₂, λ.
type Reals = ((f64, f64, f64), (f64, f64), (f64, f64, f64));
/// Shape, gradients and their size, numbers; relative step, warmup, parameter scale, clamping, and whether the
/// parameters are a vector; what decay is multiplied by, the smallest side that is factored.
type AdafactorCase = (
    (usize, usize),
    (Vec<Vec<f64>>, f64),
    Reals,
    (bool, bool, bool, bool, bool),
    (usize, u64),
);

#[test]
fn adafactor_is_as_its_options_say() {
    let reals = (
        (0.001..1.0_f64, 0.0..1.5_f64, 0.3..2.0_f64),
        // The floors are felt where they are large and the gradients small.
        (1e-3..1.0_f64, 1e-3..2.0_f64),
        (
            prop_oneof![Just(0.0), 0.0..0.99_f64],
            0.3..=1.0_f64,
            0.0..0.3_f64,
        ),
    );
    let switches = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let cases = (
        (1..=5_usize, 1..=5_usize),
        (gradients(), prop_oneof![Just(1.0), 0.05..1.0_f64]),
        reals,
        switches,
        (0..3_usize, 1..4_u64),
    );
    let run = |(shape, (gradients, size), reals, switches, (by, smallest)): AdafactorCase| {
        let ((lr, c, d), (eps, eps2), (beta1, most, decay)) = reals;
        let (relative, warmup, scale, clamp, vector) = switches;
        let (m, n) = if vector { (1, shape.1) } else { shape };
        let text = |on: bool| if on { "clamp" } else { "add" };
        let settings = ADAFACTOR
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("decay_rate", c)?.with("clip_threshold", d))
            .and_then(|s| s.with("eps", eps)?.with("eps2", eps2))
            .and_then(|s| s.with("beta1", beta1)?.with("max_beta2", most))
            .and_then(|s| s.with("weight_decay", decay)?.with("eps_use", text(clamp)))
            .and_then(|s| s.with("decay_by", ["rate", "step", "nothing"][by]))
            .and_then(|s| {
                s.with("relative_step", relative)?
                    .with("warmup_init", warmup)
            })
            .and_then(|s| s.with("scale_parameter", scale))
            .and_then(|s| s.with("min_dim_size_to_factor", smallest));
        let mut optimizer = Adafactor::from_settings(&settings.expect("allowed")).expect("allowed");
        let tensor = |entries: &[f64]| {
            let shape = if vector { vec![n] } else { vec![m, n] };
            ArrayD::from_shape_vec(IxDyn(&shape), entries[..m * n].to_vec()).expect("entries")
        };
        let mut params = [tensor(&[1.0; 36])];
        let (mut theta, mut mean) = (vec![1.0; m * n], vec![0.0; m * n]);
        let mut v = vec![0.0; m * n];
        let whole = vector || m.min(n) < usize::try_from(smallest).expect("small");
        for (t, gradient) in (1..).zip(&gradients) {
            let gradient: Vec<f64> = gradient.iter().map(|g| size * g).collect();
            let step = optimizer.step(&mut params, &[tensor(&gradient)]);
            step.expect("a step");
            let (added, floor) = if clamp { (0.0, eps) } else { (eps, 0.0) };
            let beta2 = (1.0 - f64::from(t).powf(-c)).min(most);
            for (v, g) in v.iter_mut().zip(&gradient) {
                *v = beta2 * *v + (1.0 - beta2) * (g * g + added);
            }
            let below = estimate(&v, m, whole, floor);
            let u: Vec<f64> = gradient
                .iter()
                .zip(&below)
                .map(|(g, v)| g / v.sqrt().max(floor))
                .collect();
            let mut rho = lr;
            if relative {
                rho = rho.min(1.0 / f64::from(t).sqrt());
                if warmup {
                    rho = rho.min(1e-6 * f64::from(t));
                }
            }
            let alpha = if scale {
                rms(&theta).max(eps2) * rho
            } else {
                rho
            };
            let by = [lr, alpha, 1.0][by];
            for e in 0..m * n {
                let step = alpha * u[e] / (rms(&u) / d).max(1.0);
                mean[e] = beta1 * mean[e] + (1.0 - beta1) * step;
                theta[e] -= decay * by * theta[e] + mean[e];
                let found = params[0].iter().nth(e).copied().unwrap_or(f64::NAN);
                let error = (found - theta[e]).abs() / (1.0 + theta[e].abs());
                prop_assert!(error < 1e-10, "t {t}, entry {e}: {found} {}", theta[e]);
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("Adafactor");
}

/// Shape and whether it is a vector, gradients; η, λ, d; ε₁, ε₂; β₁, β₂, β₃; fixed decay.
type CameCase = (
    (usize, usize, bool),
    Vec<Vec<f64>>,
    (f64, f64, f64),
    (f64, f64),
    (f64, f64, f64),
    bool,
);

#[test]
fn came_is_as_its_options_say() {
    let cases = (
        (1..=5_usize, 1..=5_usize, any::<bool>()),
        gradients(),
        (0.001..0.1_f64, 0.0..0.3_f64, 0.3..2.0_f64),
        (1e-3..1.0_f64, 1e-3..1.0_f64),
        (0.0..0.99_f64, 0.3..0.999_f64, 0.3..0.999_f64),
        any::<bool>(),
    );
    let run = |(shape, gradients, (lr, decay, d), (eps, eps2), betas, fixed): CameCase| {
        let (m, n, vector) = shape;
        let m = if vector { 1 } else { m };
        let (beta1, beta2, beta3) = betas;
        let settings = CAME
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("weight_decay", decay)?.with("clip_threshold", d))
            .and_then(|s| s.with("eps", eps)?.with("eps2", eps2))
            .and_then(|s| s.with("beta1", beta1)?.with("beta2", beta2))
            .and_then(|s| s.with("beta3", beta3)?.with("fixed_decay", fixed));
        let mut optimizer = Came::from_settings(&settings.expect("allowed")).expect("allowed");
        let tensor = |entries: &[f64]| {
            let shape = if vector { vec![n] } else { vec![m, n] };
            ArrayD::from_shape_vec(IxDyn(&shape), entries[..m * n].to_vec()).expect("entries")
        };
        let mut params = [tensor(&[1.0; 36])];
        let mut theta = vec![1.0; m * n];
        let (mut mean, mut v, mut s) = (vec![0.0; m * n], vec![0.0; m * n], vec![0.0; m * n]);
        for gradient in &gradients {
            let step = optimizer.step(&mut params, &[tensor(gradient)]);
            step.expect("a step");
            for (v, g) in v.iter_mut().zip(gradient) {
                *v = beta2 * *v + (1.0 - beta2) * (g * g + eps);
            }
            let below = estimate(&v, m, vector, 0.0);
            let u: Vec<f64> = (0..m * n).map(|e| gradient[e] / below[e].sqrt()).collect();
            let clip = (rms(&u) / d).max(1.0);
            for e in 0..m * n {
                mean[e] = beta1 * mean[e] + (1.0 - beta1) * u[e] / clip;
                let stray = u[e] / clip - mean[e];
                s[e] = beta3 * s[e] + (1.0 - beta3) * (stray * stray + eps2);
            }
            let confidence = estimate(&s, m, vector, 0.0);
            for e in 0..m * n {
                let under = if vector { 1.0 } else { confidence[e].sqrt() };
                let rate = if fixed { 1.0 } else { lr };
                theta[e] -= rate * decay * theta[e] + lr * mean[e] / under;
                let found = params[0].iter().nth(e).copied().unwrap_or(f64::NAN);
                prop_assert!((found - theta[e]).abs() < 1e-10, "entry {e}: {found}");
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("CAME");
}

/// Shape, gradients, η, β₁, β₂, ε, whether entries are kept.
type Sm3Case = ((usize, usize), Vec<Vec<f64>>, f64, (f64, f64), f64, bool);

#[test]
fn sm3_two_is_as_its_options_say() {
    let beta2 = prop_oneof![Just(0.0), 0.01..0.999_f64];
    let cases = (
        (1..=6_usize, 1..=6_usize),
        gradients(),
        0.001..1.0_f64,
        (0.0..0.99_f64, beta2),
        0.0..0.1_f64,
        any::<bool>(),
    );
    let run = |((m, n), gradients, lr, (beta1, beta2), eps, entries): Sm3Case| {
        let cover = if entries { "entries" } else { "lines" };
        let settings = SM3
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("beta1", beta1)?.with("beta2", beta2))
            .and_then(|s| s.with("eps_root", eps)?.with("cover", cover));
        let mut optimizer = Sm3::from_settings(&settings.expect("allowed")).expect("allowed");
        let mut params = [matrix(m, n, &[1.0; 36])];
        let (mut theta, mut mean) = (vec![1.0; m * n], vec![0.0; m * n]);
        // Sets of entries, each with its number.
        let rows = (0..m).map(|i| (0..n).map(|j| i * n + j).collect::<Vec<_>>());
        let columns = (0..n).map(|j| (0..m).map(|i| i * n + j).collect());
        let sets: Vec<Vec<usize>> = if entries {
            (0..m * n).map(|e| vec![e]).collect()
        } else {
            rows.chain(columns).collect()
        };
        let mut mu = vec![0.0_f64; sets.len()];
        for gradient in &gradients {
            let step = optimizer.step(&mut params, &[matrix(m, n, gradient)]);
            step.expect("a step");
            let (keep, weight) = if beta2 > 0.0 {
                (beta2, 1.0 - beta2)
            } else {
                (1.0, 1.0)
            };
            let mut nu = vec![0.0; m * n];
            for e in 0..m * n {
                let of = sets.iter().zip(&mu).filter(|(set, _)| set.contains(&e));
                let smallest = of.map(|(_, mu)| *mu).fold(f64::INFINITY, f64::min);
                nu[e] = keep * smallest + weight * gradient[e] * gradient[e];
                let below = (nu[e] + eps).sqrt();
                let u = if below == 0.0 {
                    0.0
                } else {
                    gradient[e] / below
                };
                mean[e] = beta1 * mean[e] + (1.0 - beta1) * u;
                theta[e] -= lr * mean[e];
                let found = params[0][[e / n, e % n]];
                prop_assert!((found - theta[e]).abs() < 1e-11, "entry {e}: {found}");
            }
            for (mu, set) in mu.iter_mut().zip(&sets) {
                *mu = set.iter().map(|&e| nu[e]).fold(*mu, f64::max);
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("SM3-II");
}

#[test]
fn sm3_one_is_the_papers() {
    let cases = (
        1..=6_usize,
        1..=6_usize,
        gradients(),
        0.001..1.0_f64,
        0.0..0.99_f64,
        0.0..0.1_f64,
    );
    let run = |(m, n, gradients, lr, beta1, eps): (usize, usize, Vec<Vec<f64>>, f64, f64, f64)| {
        let settings = SM3
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("variant", "1"));
        let settings = settings.and_then(|s| s.with("beta1", beta1)?.with("eps_root", eps));
        let mut optimizer = Sm3::from_settings(&settings.expect("allowed")).expect("allowed");
        let mut params = [matrix(m, n, &[1.0; 36])];
        let (mut theta, mut mean) = (vec![1.0; m * n], vec![0.0; m * n]);
        for t in 0..STEPS {
            optimizer
                .step(&mut params, &[matrix(m, n, &gradients[t])])
                .expect("a step");
            // What row i and column j have gathered so far, from the whole past.
            let square = |s: usize, i: usize, j: usize| gradients[s][i * n + j].powi(2);
            for i in 0..m {
                for j in 0..n {
                    let row: f64 = (0..=t)
                        .map(|s| (0..n).map(|k| square(s, i, k)).fold(0.0, f64::max))
                        .sum();
                    let column: f64 = (0..=t)
                        .map(|s| (0..m).map(|k| square(s, k, j)).fold(0.0, f64::max))
                        .sum();
                    let (entry, nu) = (i * n + j, row.min(column) + eps);
                    let u = if nu == 0.0 {
                        0.0
                    } else {
                        gradients[t][entry] / nu.sqrt()
                    };
                    mean[entry] = beta1 * mean[entry] + (1.0 - beta1) * u;
                    theta[entry] -= lr * mean[entry];
                    prop_assert!(
                        (params[0][[i, j]] - theta[entry]).abs() < 1e-11,
                        "t {t}, {i}, {j}"
                    );
                }
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("SM3-I");
}

/// The least-squares problem from 2 × 3 parameters of the zoo, as an independent reading of the paper
/// in numpy has it at the rate 0.2: the first two steps.
#[test]
fn sm3_one_is_as_numpy_has_it() {
    let f = descent::problems::by_name("least-squares").expect("in the zoo");
    let mut optimizer = Sm3::first_variant(0.2, 0.0).expect("allowed");
    let trace = descent::descend(f.as_ref(), &mut optimizer, &f.start(), 5).expect("five steps");
    for (step, wanted) in [
        (
            1,
            [2.8, -3.8, 4.8, -6.017241379310345, 2.580628272251309, 3.3],
        ),
        (
            2,
            [
                2.672922928222055,
                -3.6644615516915615,
                4.662032814570224,
                -6.021712949682878,
                2.633319911798607,
                3.162110637326666,
            ],
        ),
    ] {
        let found = descent::flatten(&trace.points()[step]);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(
                (found - wanted).abs() < 1e-12,
                "step {step}: {found}, not {wanted}"
            );
        }
    }
}

/// The nearest value of the table, by looking at all of them; of two as near the lower.
fn nearest(values: &[f64], x: f64) -> f64 {
    let mut best = values[0];
    for &value in values {
        if (value - x).abs() < (best - x).abs() {
            best = value;
        }
    }
    best
}

fn naive_round_trip(values: &[f64], numbers: &[f64], block: usize) -> Vec<f64> {
    let mut back = Vec::new();
    for (i, x) in numbers.iter().enumerate() {
        let first = i / block * block;
        let last = (first + block).min(numbers.len());
        let most = numbers[first..last]
            .iter()
            .map(|x| x.abs())
            .fold(0.0, f64::max);
        back.push(if most == 0.0 {
            0.0
        } else {
            most * nearest(values, x / most)
        });
    }
    back
}

/// The four tables, from their definitions.
fn tables() -> [(Code, Vec<f64>); 4] {
    let decades = |signed: bool| {
        let mut values = vec![0.0, 1.0];
        for i in 0..7_i32 {
            let cells = 2.0_f64.powi(if signed { i } else { i + 1 });
            let mut k = 0.0;
            while k < cells {
                let value = 10_f64.powi(i - 6) * (0.1 + 0.9 * (2.0 * k + 1.0) / (2.0 * cells));
                values.push(value);
                if signed {
                    values.push(-value);
                }
                k += 1.0;
            }
        }
        values.sort_by(f64::total_cmp);
        values
    };
    let equal = |low: i32, high: i32| {
        (low..=high)
            .map(|k| f64::from(k) / f64::from(high))
            .collect()
    };
    [
        (Code::dynamic(true), decades(true)),
        (Code::dynamic(false), decades(false)),
        (Code::linear(true), equal(-127, 127)),
        (Code::linear(false), equal(0, 255)),
    ]
}

#[test]
fn the_quantizer_takes_the_nearest_value() {
    let number = (-1.0..1.0_f64, -9.0..3.0_f64).prop_map(|(x, power)| x * 10_f64.powf(power));
    let cases = (vec(number, 1..60), 1..40_usize);
    let tables = tables();
    let run = |(numbers, block): (Vec<f64>, usize)| {
        for (k, (code, values)) in tables.iter().enumerate() {
            // A code without sign is for numbers without sign.
            let sign = |x: &f64| if k % 2 == 1 { x.abs() } else { *x };
            let numbers: Vec<f64> = numbers.iter().map(sign).collect();
            let (found, wanted) = (
                round_trip(code, &numbers, block),
                naive_round_trip(values, &numbers, block),
            );
            for ((found, wanted), x) in found.iter().zip(&wanted).zip(&numbers) {
                // A number between two values may go to either by a rounding error.
                let (ours, theirs) = ((found - x).abs(), (wanted - x).abs());
                prop_assert!(
                    (ours - theirs).abs() <= 1e-12 * x.abs(),
                    "{x}: {found}, not {wanted}"
                );
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("the quantizer");
}

/// Gradients, η, β₁ and β₂, ε, the size of a block, and whether the code is linear.
type EightBitCase = (Vec<Vec<f64>>, f64, (f64, f64), f64, u64, bool);

#[test]
fn adam_8bit_rounds_between_adams_steps() {
    let betas = (0.0..0.99_f64, 0.5..0.999_f64);
    let cases = (
        gradients(),
        0.001..1.0_f64,
        betas,
        0.0..0.1_f64,
        1..40_u64,
        any::<bool>(),
    );
    let tables = tables();
    let run = |(gradients, lr, (beta1, beta2), eps, block, linear): EightBitCase| {
        let code = if linear { "linear" } else { "dynamic" };
        let settings = ADAM_8BIT
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("beta1", beta1)?.with("beta2", beta2));
        let settings = settings.and_then(|s| {
            s.with("eps", eps)?
                .with("block_size", block)?
                .with("code", code)
        });
        let mut optimizer = Adam8bit::from_settings(&settings.expect("allowed")).expect("allowed");
        let mut params = [matrix(6, 6, &[1.0; 36])];
        for (t, gradient) in (1..).zip(&gradients) {
            let (m, v) = optimizer.moments(0);
            let (m, v) = if t == 1 {
                (vec![0.0; 36], vec![0.0; 36])
            } else {
                (m, v)
            };
            let before = descent::flatten(&params);
            optimizer
                .step(&mut params, &[matrix(6, 6, gradient)])
                .expect("a step");
            let m: Vec<f64> = m
                .iter()
                .zip(gradient)
                .map(|(m, g)| beta1 * m + (1.0 - beta1) * g)
                .collect();
            let v: Vec<f64> = v
                .iter()
                .zip(gradient)
                .map(|(v, g)| beta2 * v + (1.0 - beta2) * g * g)
                .collect();
            for (i, after) in descent::flatten(&params).iter().enumerate() {
                let below = (v[i] / (1.0 - beta2.powi(t))).sqrt() + eps;
                let step = if below == 0.0 {
                    0.0
                } else {
                    m[i] / (1.0 - beta1.powi(t)) / below
                };
                prop_assert!(
                    (after - (before[i] - lr * step)).abs() < 1e-11,
                    "t {t}, entry {i}"
                );
            }
            // What is kept is as near to m and v as the tables allow.
            let (kept_m, kept_v) = optimizer.moments(0);
            let block = usize::try_from(block).expect("small");
            let first = if linear { 2 } else { 0 };
            for (exact, kept, values) in [
                (&m, kept_m, &tables[first].1),
                (&v, kept_v, &tables[first + 1].1),
            ] {
                let wanted = naive_round_trip(values, exact, block);
                for ((x, kept), wanted) in exact.iter().zip(&kept).zip(&wanted) {
                    let gap = ((kept - x).abs() - (wanted - x).abs()).abs();
                    prop_assert!(gap <= 1e-12 * x.abs(), "{x}: {kept}, not {wanted}");
                }
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("Adam in eight bits");
}

/// The eigenvectors of the symmetric matrix `a` by Jacobi's rotations, largest eigenvalue first.
fn jacobi(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    let mut vectors: Vec<Vec<f64>> = (0..n)
        .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
        .collect();
    for _ in 0..60 {
        for p in 0..n {
            for q in p + 1..n {
                let angle = 0.5 * (2.0 * a[p][q]).atan2(a[q][q] - a[p][p]);
                let (s, c) = angle.sin_cos();
                for row in &mut a {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (upper, lower) = a.split_at_mut(q);
                for (x, y) in upper[p].iter_mut().zip(&mut lower[0]) {
                    (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
                }
                for row in &mut vectors {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| a[*j][*j].total_cmp(&a[*i][*i]));
    order
        .iter()
        .map(|&k| (0..n).map(|i| vectors[i][k]).collect())
        .collect()
}

/// Shape, gradients, η and α, β₁ and β₂, ε, r and T.
type GaloreCase = (
    (usize, usize),
    Vec<Vec<f64>>,
    (f64, f64),
    (f64, f64),
    f64,
    (u64, u64),
);

/// The r directions for `g`, whose rows are fewer than its columns; `None` where a rounding error
/// could change them: two singular values, or two entries that could give the sign, near each other.
fn directions(g: &[Vec<f64>], r: usize) -> Option<Vec<Vec<f64>>> {
    let (short, long) = (g.len(), g[0].len());
    let product = |i: usize, k: usize| g[i].iter().zip(&g[k]).map(|(a, b)| a * b).sum();
    let square = (0..short).map(|i| (0..short).map(|k| product(i, k)).collect());
    let mut basis = jacobi(square.collect());
    let values = DMatrix::from_fn(short, long, |i, j| g[i][j]).singular_values();
    if (1..short).any(|k| values[k - 1] - values[k] < 0.02 * values[0]) {
        return None;
    }
    basis.truncate(r);
    for u in &mut basis {
        let mut sizes: Vec<f64> = u.iter().map(|x| x.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        if sizes.len() > 1 && sizes[0] - sizes[1] < 1e-6 {
            return None;
        }
        let largest = u
            .iter()
            .fold(0.0_f64, |a, &x| if x.abs() > a.abs() { x } else { a });
        for x in u.iter_mut() {
            *x *= largest.signum();
        }
    }
    Some(basis)
}

#[test]
fn galore_is_the_papers() {
    let entries = vec(vec(-3.0..3.0_f64, 36), STEPS);
    let rates = (0.001..1.0_f64, 0.1..1.0_f64);
    let betas = (0.0..0.99_f64, 0.5..0.999_f64);
    let cases = (
        (1..=5_usize, 1..=5_usize),
        entries,
        rates,
        betas,
        1e-3..0.1_f64,
        (1..=6_u64, 1..=15_u64),
    );
    let run = |((m, n), gradients, (lr, scale), (beta1, beta2), eps, (rank, gap)): GaloreCase| {
        let settings = GALORE
            .settings()
            .with("lr", lr)
            .and_then(|s| s.with("scale", scale)?.with("eps", eps))
            .and_then(|s| s.with("beta1", beta1)?.with("beta2", beta2))
            .and_then(|s| s.with("rank", rank)?.with("gap", gap));
        let mut optimizer = Galore::from_settings(&settings.expect("allowed")).expect("allowed");
        let mut params = [matrix(m, n, &[1.0; 36])];
        let (short, long) = (m.min(n), m.max(n));
        let r = usize::try_from(rank).expect("small").min(short);
        let (mut mean, mut square) = (vec![vec![0.0; long]; r], vec![vec![0.0; long]; r]);
        let mut theta = vec![vec![1.0; long]; short];
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for (t, gradient) in (1..).zip(&gradients) {
            let step = optimizer.step(&mut params, &[matrix(m, n, gradient)]);
            step.expect("a step");
            // With the shorter side first.
            let place = |i: usize, j: usize| if m <= n { i * n + j } else { j * n + i };
            let row = |i: usize| (0..long).map(|j| gradient[place(i, j)]).collect();
            let g: Vec<Vec<f64>> = (0..short).map(row).collect();
            if u64::try_from(t - 1).is_ok_and(|t| t.is_multiple_of(gap)) {
                let chosen = directions(&g, r);
                prop_assume!(chosen.is_some());
                basis = chosen.unwrap_or_default();
            }
            for (u, (mean, square)) in basis.iter().zip(mean.iter_mut().zip(&mut square)) {
                for j in 0..long {
                    let inner: f64 = u.iter().zip(&g).map(|(u, row)| u * row[j]).sum();
                    mean[j] = beta1 * mean[j] + (1.0 - beta1) * inner;
                    square[j] = beta2 * square[j] + (1.0 - beta2) * inner * inner;
                    let (first, second) = (
                        mean[j] / (1.0 - beta1.powi(t)),
                        square[j] / (1.0 - beta2.powi(t)),
                    );
                    for (theta, u) in theta.iter_mut().zip(u) {
                        theta[j] -= lr * scale * u * first / (second.sqrt() + eps);
                    }
                }
            }
            let found = descent::flatten(&params);
            for (i, theta) in theta.iter().enumerate() {
                for (j, theta) in theta.iter().enumerate() {
                    let found = found[place(i, j)];
                    prop_assert!(
                        (found - theta).abs() < 1e-7,
                        "t {t}, {i}, {j}: {found} {theta}"
                    );
                }
            }
        }
        Ok(())
    };
    runner().run(&cases, run).expect("GaLore");
}

/// Vectors are not projected, and not scaled by α: Adam.
#[test]
fn galore_leaves_vectors_to_adam() {
    let f = descent::problems::himmelblau();
    let start = descent::Objective::start(&f);
    let galore = descent::descend(
        &f,
        &mut Galore::new(0.05, 1, 10).expect("allowed"),
        &start,
        80,
    );
    let adam = descent::descend(&f, &mut Adam::new(0.05).expect("allowed"), &start, 80);
    let apart = descent::distance(
        galore.expect("80 steps").last(),
        adam.expect("80 steps").last(),
    );
    assert!(apart < 1e-12, "{apart:e} apart");
}
