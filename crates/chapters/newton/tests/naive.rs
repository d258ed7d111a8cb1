//! The methods that no library of the reference file has, against a second reading of their
//! formulas, entry by entry, on 200 random convex problems each.

use descent::random::{Generator, generator, normal, uniform};
use descent::{Objective, Optimizer, OracleOptimizer, Spec, Tensor, flatten, vector};
use newton::{BarzilaiBorwein, Bfgs, Newton};

static NEWTON: Spec = Newton::SPEC;
static BFGS: Spec = Bfgs::SPEC;
static BARZILAI_BORWEIN: Spec = BarzilaiBorwein::SPEC;

/// f(θ) = ½θᵀAθ − bᵀθ + c Σ θᵢ⁴, without a Hessian of its own.
struct Quartic {
    a: Vec<Vec<f64>>,
    b: Vec<f64>,
    c: f64,
    start: Vec<f64>,
}

impl Quartic {
    fn random(rng: &mut Generator, n: usize) -> Self {
        let root: Vec<Vec<f64>> = (0..n)
            .map(|_| (0..n).map(|_| normal(rng)).collect())
            .collect();
        let entry = |i: usize, j: usize| -> f64 {
            let sum: f64 = (0..n).map(|k| root[i][k] * root[j][k]).sum();
            sum / n as f64 + if i == j { 0.3 } else { 0.0 }
        };
        Self {
            a: (0..n)
                .map(|i| (0..n).map(|j| entry(i, j)).collect())
                .collect(),
            b: (0..n).map(|_| normal(rng)).collect(),
            c: 0.2 * uniform(rng),
            start: (0..n).map(|_| normal(rng)).collect(),
        }
    }

    fn slope(&self, x: &[f64]) -> Vec<f64> {
        (0..x.len())
            .map(|i| {
                let linear: f64 = (0..x.len()).map(|j| self.a[i][j] * x[j]).sum();
                linear - self.b[i] + 4.0 * self.c * x[i].powi(3)
            })
            .collect()
    }
}

impl Objective for Quartic {
    fn name(&self) -> &'static str {
        "quartic"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&self.start)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let x = flatten(params);
        let n = x.len();
        (0..n)
            .map(|i| {
                let linear: f64 = (0..n).map(|j| self.a[i][j] * x[j]).sum();
                x[i] * (linear / 2.0 - self.b[i]) + self.c * x[i].powi(4)
            })
            .sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let slope = self.slope(&flatten(params));
        for (g, slope) in grads[0].iter_mut().zip(slope) {
            *g = slope;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn agree(what: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    for (a, b) in ours.iter().zip(theirs) {
        let error = (a - b).abs() / (1.0 + b.abs());
        assert!(error < tolerance, "{what}: {ours:?} {theirs:?}, {error:e}");
    }
}

/// Gauss's elimination with pivots.
fn eliminate(mut m: Vec<Vec<f64>>, mut r: Vec<f64>) -> Vec<f64> {
    let n = r.len();
    for k in 0..n {
        let best = (k..n)
            .max_by(|&i, &j| m[i][k].abs().total_cmp(&m[j][k].abs()))
            .unwrap();
        m.swap(k, best);
        r.swap(k, best);
        for i in k + 1..n {
            let factor = m[i][k] / m[k][k];
            let above = m[k].clone();
            for (entry, above) in m[i].iter_mut().zip(above) {
                *entry -= factor * above;
            }
            r[i] -= factor * r[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| m[k][j] * r[j]).sum();
        r[k] = (r[k] - known) / m[k][k];
    }
    r
}

#[test]
fn newton_eliminates() {
    let mut rng = generator(51);
    for trial in 0..200 {
        let f = Quartic::random(&mut rng, 1 + trial % 7);
        let (eta, mu) = (0.2 + uniform(&mut rng), 2.0 * uniform(&mut rng));
        let settings = NEWTON.settings().with("lr", eta).unwrap();
        let settings = settings.with("damping", mu).unwrap();
        let settings = settings.with("line_search", "none").unwrap();
        let mut ours = Newton::from_settings(&settings).unwrap();
        let (mut theta, mut x) = (f.start(), f.start.clone());
        for _ in 0..4 {
            ours.step_on(&f, &mut theta).unwrap();
            let mut hessian = f.a.clone();
            for (i, row) in hessian.iter_mut().enumerate() {
                row[i] += 12.0 * f.c * x[i] * x[i] + mu;
            }
            let d = eliminate(hessian, f.slope(&x));
            for (x, d) in x.iter_mut().zip(d) {
                *x -= eta * d;
            }
            // Ours has products from differences of gradients, good to 10⁻⁹.
            agree(&format!("trial {trial}"), &flatten(&theta), &x, 1e-6);
        }
    }
}

#[test]
fn bfgs_and_its_relatives_multiply_out() {
    let mut rng = generator(52);
    for trial in 0..200 {
        let f = Quartic::random(&mut rng, 1 + trial % 7);
        let n = f.start.len();
        let name = ["bfgs", "dfp", "sr1"][trial % 3];
        let eta = 0.05 + 0.2 * uniform(&mut rng);
        let settings = BFGS.settings().with("update", name).unwrap();
        let settings = settings
            .with("lr", eta)
            .unwrap()
            .with("trial", "unit")
            .unwrap();
        let settings = settings.with("line_search", "none").unwrap();
        let mut ours = Bfgs::from_settings(&settings).unwrap();
        let (mut theta, mut x) = (f.start(), f.start.clone());
        let mut h: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect())
            .collect();
        for _ in 0..5 {
            ours.step_on(&f, &mut theta).unwrap();
            let g = f.slope(&x);
            let s: Vec<f64> = (0..n).map(|i| -eta * dot(&h[i], &g)).collect();
            if dot(&s, &g) >= 0.0 {
                break; // SR1 may lose positive definiteness; ours then goes along −g.
            }
            for (x, s) in x.iter_mut().zip(&s) {
                *x += s;
            }
            agree(
                &format!("{name}, trial {trial}"),
                &flatten(&theta),
                &x,
                1e-8,
            );
            let y: Vec<f64> = f.slope(&x).iter().zip(&g).map(|(a, b)| a - b).collect();
            let hy: Vec<f64> = (0..n).map(|i| dot(&h[i], &y)).collect();
            let (ys, yhy) = (dot(&y, &s), dot(&y, &hy));
            let rest: Vec<f64> = s.iter().zip(&hy).map(|(s, hy)| s - hy).collect();
            if name == "sr1" && dot(&rest, &y).abs() < 1e-6 {
                break; // Nearly parallel: rounding decides whether there is an update.
            }
            let old = h.clone();
            for i in 0..n {
                for j in 0..n {
                    h[i][j] = match name {
                        "dfp" => old[i][j] - hy[i] * hy[j] / yhy + s[i] * s[j] / ys,
                        "sr1" => old[i][j] + rest[i] * rest[j] / dot(&rest, &y),
                        _ => {
                            let v =
                                |k: usize, l: usize| f64::from(u8::from(k == l)) - s[k] * y[l] / ys;
                            let product: f64 = (0..n)
                                .flat_map(|k| (0..n).map(move |l| (k, l)))
                                .map(|(k, l)| v(i, k) * old[k][l] * v(j, l))
                                .sum();
                            product + s[i] * s[j] / ys
                        }
                    };
                }
            }
        }
    }
}

#[test]
fn barzilai_borwein_divides() {
    let mut rng = generator(53);
    for trial in 0..200 {
        let f = Quartic::random(&mut rng, 1 + trial % 7);
        let lr = 0.01 + 0.1 * uniform(&mut rng);
        let form = ["long", "short"][trial % 2];
        let settings = BARZILAI_BORWEIN.settings().with("lr", lr).unwrap();
        let settings = settings.with("form", form).unwrap();
        let mut ours = BarzilaiBorwein::from_settings(&settings).unwrap();
        let (mut theta, mut x) = (f.start(), f.start.clone());
        let mut before: Option<(Vec<f64>, Vec<f64>)> = None;
        let mut eta = lr;
        for _ in 0..6 {
            let gradient = f.gradient(&theta);
            ours.step(&mut theta, &gradient).unwrap();
            let g = f.slope(&x);
            if let Some((point, slope)) = &before {
                let s: Vec<f64> = x.iter().zip(point).map(|(a, b)| a - b).collect();
                let y: Vec<f64> = g.iter().zip(slope).map(|(a, b)| a - b).collect();
                if dot(&s, &s) < 1e-12 {
                    break; // Arrived: what is left is rounding.
                }
                eta = if form == "long" {
                    dot(&s, &s) / dot(&s, &y)
                } else {
                    dot(&s, &y) / dot(&y, &y)
                };
            }
            before = Some((x.clone(), g.clone()));
            for (x, g) in x.iter_mut().zip(&g) {
                *x -= eta * g;
            }
            agree(
                &format!("{form}, trial {trial}"),
                &flatten(&theta),
                &x,
                1e-6,
            );
        }
    }
}
