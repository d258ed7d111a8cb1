//! What the optimizers keep, what they refuse, and what happens at the edges.

use descent::problems::DigitsMlp;
use descent::random::{generator, normal};
use descent::{
    FiniteSum, Method, Objective, Optimizer, Spec, StepError, Tensor, vector, zeros_like,
};
use matrix_preconditioners::race::{Racer, run};
use matrix_preconditioners::{AdaHessian, Muon, Shampoo, Soap, Sophia};
use ndarray::{Array2, ArrayD, IxDyn};

static SPECS: [Spec; 5] = [
    Shampoo::SPEC,
    Soap::SPEC,
    Muon::SPEC,
    AdaHessian::SPEC,
    Sophia::SPEC,
];

/// ½‖W − 1‖² for tensors of any shapes.
struct Bowl(Vec<Tensor>);

impl Objective for Bowl {
    fn name(&self) -> &'static str {
        "bowl"
    }

    fn start(&self) -> Vec<Tensor> {
        zeros_like(&self.0)
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        params
            .iter()
            .flatten()
            .map(|w| (w - 1.0).powi(2) / 2.0)
            .sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        for (g, w) in grads.iter_mut().zip(params) {
            g.zip_mut_with(w, |g, w| *g = w - 1.0);
        }
    }
}

fn bowl() -> Bowl {
    Bowl(vec![
        ArrayD::zeros(IxDyn(&[4, 6])),
        ArrayD::zeros(IxDyn(&[5])),
        ArrayD::zeros(IxDyn(&[2, 3, 2])),
        ArrayD::zeros(IxDyn(&[])),
    ])
}

fn build(spec: &'static Spec) -> Method {
    let settings = spec.settings().with("lr", 0.01).unwrap();
    (spec.build)(&settings).unwrap()
}

fn step(method: &mut Method, f: &dyn Objective, x: &mut [Tensor]) -> Result<(), StepError> {
    match method {
        Method::Gradient(optimizer) => optimizer.step(x, &f.gradient(x)),
        Method::Oracle(optimizer) => optimizer.step_on(f, x),
    }
}

#[test]
fn all_shapes_go_downhill() {
    let f = bowl();
    for spec in &SPECS {
        let (mut method, mut x) = (build(spec), f.start());
        for _ in 0..40 {
            step(&mut method, &f, &mut x).unwrap();
        }
        for (tensor, w) in x.iter().enumerate() {
            let nearer = w.iter().all(|&w| w > 0.01 && w < 1.2);
            assert!(nearer, "{}: tensor {tensor} is {w}", spec.name);
        }
    }
}

#[test]
fn the_numbers_of_state_are_as_documented() {
    // A 4 × 6 matrix: 24 entries, factors of 16 and 36.
    let f = Bowl(vec![ArrayD::zeros(IxDyn(&[4, 6]))]);
    let wanted = [2 * (16 + 36), 2 * 24 + 2 * (16 + 36), 24, 2 * 24, 2 * 24];
    for (spec, wanted) in SPECS.iter().zip(wanted) {
        let (mut method, mut x) = (build(spec), f.start());
        assert_eq!(method.configured().state_len(), 0, "{}", spec.name);
        for _ in 0..3 {
            step(&mut method, &f, &mut x).unwrap();
            let kept = method.configured().state_len();
            assert_eq!(kept, wanted, "{}", spec.name);
        }
    }
}

#[test]
fn zero_and_huge_gradients_leave_numbers() {
    struct Slope(Vec<Tensor>);
    impl Objective for Slope {
        fn name(&self) -> &'static str {
            "slope"
        }
        fn start(&self) -> Vec<Tensor> {
            zeros_like(&self.0)
        }
        fn value(&self, _: &[Tensor]) -> f64 {
            0.0
        }
        fn gradient_into(&self, _: &[Tensor], grads: &mut [Tensor]) {
            grads.clone_from_slice(&self.0);
        }
    }
    for size in [0.0, 1e-300, 1e200, 1e300] {
        for eps in [None, Some(0.0)] {
            for spec in &SPECS {
                let mut settings = spec.settings().with("lr", 0.01).unwrap();
                // AdaHessian takes no ε of zero.
                if let Some(eps) = eps.filter(|_| spec.name != "adahessian") {
                    settings = settings.with("eps", eps).unwrap();
                }
                let mut method = (spec.build)(&settings).unwrap();
                let mut x = bowl().start();
                let mut moved = vec![false; x.len()];
                let mut slope = Slope(x.iter().map(|t| t + size).collect());
                for k in 0..4 {
                    // Alternating signs and a step without gradient in between.
                    let factor = [1.0, -1.0, 0.0, 1.0][k];
                    slope.0 = x.iter().map(|t| t * 0.0 + size * factor).collect();
                    step(&mut method, &slope, &mut x).unwrap();
                    for (moved, x) in moved.iter_mut().zip(&x) {
                        *moved |= x.iter().all(|&x| x != 0.0);
                    }
                    let fine = x.iter().flatten().all(|x| x.is_finite());
                    let name = spec.name;
                    assert!(fine, "{name}, gradients of {size:e}, ε {eps:?}: {x:?}");
                }
                if size == 0.0 {
                    assert!(x.iter().flatten().all(|&x| x == 0.0), "{} moved", spec.name);
                } else if size > 1.0 {
                    // What is scaled down before it is squared still moves.
                    assert!(
                        moved.iter().all(|&moved| moved),
                        "{} rests: {moved:?}",
                        spec.name
                    );
                }
            }
        }
    }
}

#[test]
fn sixteen_bits_do_not_overflow() {
    static SPEC: Spec = Muon::SPEC;
    let small = ndarray::arr2(&[[3.0, 1.0], [-2.0, 0.5]]).into_dyn();
    let settings = SPEC.settings().with("precision", "bfloat16").unwrap();
    let [moved, far] = [1.0, 2.0_f64.powi(200)].map(|size| {
        let mut w = vec![&small * 0.0];
        let mut muon = Muon::from_settings(&settings).unwrap();
        muon.step(&mut w, &[&small * size]).unwrap();
        w
    });
    assert!(descent::norm(&moved) > 0.01, "{moved:?}");
    // A power of two loses no digit.
    assert_eq!(moved, far);
}

/// Curvatures whose squares overflow, and β₂ = 0, which multiplies what is kept by 0.
#[test]
fn huge_curvatures_leave_numbers() {
    static SPEC: Spec = AdaHessian::SPEC;
    let f = descent::problems::Quadratic::new(&[1e200, 1.0, 1e-200]).unwrap();
    let settings = SPEC.settings().with("beta2", 0.0).unwrap();
    let mut method = (SPEC.build)(&settings.with("diagonal", "exact").unwrap()).unwrap();
    let mut x = f.start();
    for t in 1..=3 {
        step(&mut method, &f, &mut x).unwrap();
        assert!(x.iter().flatten().all(|x| x.is_finite()), "t = {t}: {x:?}");
    }
}

#[test]
fn random_probes_are_the_same_after_a_refused_step() {
    /// A gradient that is not finite away from where it is asked first.
    struct Cliff(f64);
    impl Objective for Cliff {
        fn name(&self) -> &'static str {
            "cliff"
        }
        fn start(&self) -> Vec<Tensor> {
            vector(&[1.0, 2.0])
        }
        fn value(&self, x: &[Tensor]) -> f64 {
            x[0].sum()
        }
        fn gradient_into(&self, x: &[Tensor], g: &mut [Tensor]) {
            let away = (x[0][0] - 1.0).abs() > 0.0;
            g[0][0] = if away { self.0 } else { x[0][0] * x[0][1] };
            g[0][1] = x[0][0] * x[0][0] / 2.0;
        }
    }
    for spec in [&SPECS[3], &SPECS[4]] {
        let (mut method, mut twin) = (build(spec), build(spec));
        let (mut x, mut y) = (vector(&[1.0, 2.0]), vector(&[1.0, 2.0]));
        step(&mut method, &Cliff(f64::NAN), &mut x).expect_err("a gradient of NaN nearby");
        assert_eq!(x, y, "{} moved", spec.name);
        for _ in 0..3 {
            step(&mut method, &Cliff(1.0), &mut x).unwrap();
            step(&mut twin, &Cliff(1.0), &mut y).unwrap();
            assert_eq!(x, y, "{} remembers", spec.name);
        }
    }
}

/// The path that `pytorch_optimizer` 4.1.0 recorded with its SOAP in 64 bits (`tests/reference`), on
/// the least-squares problem there: η = 0.05, β = (0.95, 0.95, 0.95), λ = 0.01, T = 1.
///
/// It is no reference case. The first factor R is singular; its null vector is off by rounding, and
/// ε = 10⁻⁸ turns 6·10⁻¹⁴ of that into 4·10⁻⁸ of a step.
#[test]
fn soap_follows_the_library_up_to_its_rounding() {
    static SPEC: Spec = Soap::SPEC;
    let settings = SPEC.settings().with("lr", 0.05).unwrap();
    let settings = settings.with("period", 1_u64).unwrap();
    let settings = settings.with("weight_decay", 0.01).unwrap();
    let mut method = (SPEC.build)(&settings).unwrap();
    let f = descent::problems::by_name("least-squares").unwrap();
    let mut w = f.start();
    let recorded = [
        (1, [3.0, -4.0, 5.0, -6.0, 2.5, 3.5]),
        (
            2,
            [
                2.978139809795472,
                -3.9701603309389943,
                4.9613348778900015,
                -5.960914398853437,
                2.4843243285498606,
                3.466829790035975,
            ],
        ),
        (
            10,
            [
                2.807442401330516,
                -3.6902234821961204,
                4.627069027810859,
                -5.679082201919322,
                2.233421085459629,
                3.288915779789018,
            ],
        ),
        (
            100,
            [
                0.8059536553833656,
                -0.9562442418541185,
                1.0270373664819463,
                -2.0765640171989737,
                0.3961724979973802,
                1.4098145558279855,
            ],
        ),
    ];
    let mut done = 0;
    for (steps, wanted) in recorded {
        while done < steps {
            step(&mut method, f.as_ref(), &mut w).unwrap();
            done += 1;
        }
        for (got, wanted) in w[0].iter().zip(wanted) {
            let error = (got - wanted).abs();
            assert!(error < 1e-7, "after {steps} steps: {got} for {wanted}");
        }
    }
}

/// The figure's findings with other batches, at the rates that were best there.
#[test]
fn the_race_ends_alike_with_other_batches() {
    for seed in [4, 5] {
        let to = |racer, lr| run(racer, lr, seed).unwrap().steps_to(0.1).unwrap();
        let adam = to(Racer::Adam, 0.1);
        for (racer, lr) in [(Racer::Soap, 0.1), (Racer::Muon, 0.3), (Racer::Kfac, 0.3)] {
            let steps = to(racer, lr);
            assert!(steps <= adam, "seed {seed}: {racer:?} {steps}, Adam {adam}");
            let work = steps as f64 * racer.cost() / (adam as f64 * Racer::Adam.cost());
            let low = if racer == Racer::Muon { 0.8 } else { 1.5 };
            assert!(
                work > low,
                "seed {seed}: {racer:?} {work} times Adam's work"
            );
        }
    }
}

/// Training loss on the digits after 40 steps of Shampoo with ε = 10⁻⁶ and η = 0.1.
fn shampoo_on_digits(period: u64) -> [f64; 2] {
    let network = DigitsMlp::new(16, 1).unwrap();
    let mut shampoo = Shampoo::new(0.1, 1e-6, period).unwrap();
    let (mut params, mut grads) = (network.start(), network.start());
    let rows: Vec<usize> = (0..600).collect();
    let before = network.loss_on(&params, &rows);
    for t in 0..40 {
        let batch: Vec<usize> = (0..100).map(|i| (100 * t + i) % 600).collect();
        network.batch_gradient_into(&params, &batch, &mut grads);
        shampoo.step(&mut params, &grads).unwrap();
    }
    [before, network.loss_on(&params, &rows)]
}

#[test]
fn stale_roots_with_a_small_epsilon_diverge() {
    let [before, stale] = shampoo_on_digits(10);
    assert!(stale > 2.0 * before, "from {before} to {stale}");
    let [_, fresh] = shampoo_on_digits(1);
    assert!(fresh < 0.5 * before, "from {before} to {fresh}");
}

/// A step in 16 bits differs from one in 64 by a few percent of its length.
#[test]
fn sixteen_bits_change_little() {
    static SPEC: Spec = Muon::SPEC;
    let mut rng = generator(1);
    let mut worst: f64 = 0.0;
    for (m, n) in [(16, 64), (10, 4), (30, 30)] {
        for _ in 0..5 {
            let g = Array2::from_shape_simple_fn((m, n), || normal(&mut rng)).into_dyn();
            let [double, half] = ["double", "bfloat16"].map(|precision| {
                let settings = SPEC.settings().with("precision", precision).unwrap();
                let mut w = vec![&g * 0.0];
                Muon::from_settings(&settings)
                    .unwrap()
                    .step(&mut w, std::slice::from_ref(&g))
                    .unwrap();
                w
            });
            worst = worst.max(descent::distance(&double, &half) / descent::norm(&double));
        }
    }
    assert!(worst > 1e-3 && worst < 0.06, "{worst}");
}
