//! What the options of the optimizers do, one by one, and what happens at zero and beyond numbers.

use descent::problems::{LogisticRegression, Rosenbrock, beale, himmelblau, walled_saddle};
use descent::{
    Configured, Objective, Optimizer, OracleOptimizer, Spec, Tensor, descend, descend_with,
    distance, flatten, norm, vector,
};
use momentum::Momentum;
use newton::{BarzilaiBorwein, Bfgs, ConjugateGradient, Lbfgs, Newton};

static LBFGS: Spec = Lbfgs::SPEC;
static BFGS: Spec = Bfgs::SPEC;
static CG: Spec = ConjugateGradient::SPEC;
static NEWTON: Spec = Newton::SPEC;

fn all() -> Vec<Box<dyn OracleOptimizer>> {
    vec![
        Box::new(Newton::new().unwrap()),
        Box::new(Bfgs::new().unwrap()),
        Box::new(Lbfgs::new(5).unwrap()),
        Box::new(ConjugateGradient::new().unwrap()),
    ]
}

#[test]
fn they_keep_what_they_say() {
    let f = LogisticRegression::wine(0.01).unwrap();
    let n = flatten(&f.start()).len();
    for (mut method, state) in
        all()
            .into_iter()
            .zip([8 * n, n * n + 8 * n, 2 * 5 * n + 7 * n, 6 * n])
    {
        let name = method.settings().spec().name;
        assert_eq!(method.state_len(), 0, "{name} before its first step");
        let mut theta = f.start();
        method.step_on(&f, &mut theta).unwrap();
        assert_eq!(method.state_len(), state, "{name} with n = {n}");
    }
    let mut plain = BarzilaiBorwein::new(0.1).unwrap();
    let mut theta = f.start();
    let gradient = f.gradient(&theta);
    plain.step(&mut theta, &gradient).unwrap();
    assert_eq!(plain.state_len(), 2 * n);
}

#[test]
fn they_never_go_up_and_all_come_to_the_minimum() {
    let wine = LogisticRegression::wine(0.01).unwrap();
    let rosenbrock = Rosenbrock::default();
    let problems: [(&dyn Objective, usize); 2] = [(&rosenbrock, 150), (&wine, 80)];
    for (f, steps) in problems {
        for search in ["more-thuente", "strong-wolfe", "zoom"] {
            let mut methods: Vec<Box<dyn OracleOptimizer>> = Vec::new();
            let with = |spec: &'static Spec| spec.settings().with("line_search", search).unwrap();
            methods.push(Box::new(Newton::from_settings(&with(&NEWTON)).unwrap()));
            methods.push(Box::new(Lbfgs::from_settings(&with(&LBFGS)).unwrap()));
            methods.push(Box::new(
                ConjugateGradient::from_settings(&with(&CG)).unwrap(),
            ));
            for update in ["bfgs", "dfp", "sr1"] {
                let settings = with(&BFGS).with("update", update).unwrap();
                methods.push(Box::new(Bfgs::from_settings(&settings).unwrap()));
            }
            for mut method in methods {
                let name = format!(
                    "{} with {search} on {}",
                    method.settings().spec().name,
                    f.name()
                );
                let trace = descend_with(f, method.as_mut(), &f.start(), steps).unwrap();
                // Optax's search may take a rise within 10⁻⁶ near the minimum.
                for pair in trace.values().windows(2) {
                    assert!(
                        pair[1] <= pair[0] * (1.0 + 2e-6) + 1e-15,
                        "{name}: {pair:?}"
                    );
                }
                let slope = norm(&f.gradient(trace.last()));
                assert!(slope < 1e-3, "{name}: gradient {slope:e} at the end");
            }
        }
    }
}

#[test]
fn restarts_and_short_memories_have_their_limits() {
    let f = himmelblau();
    let path = |mut method: Box<dyn OracleOptimizer>| {
        descend_with(&f, method.as_mut(), &f.start(), 15)
            .unwrap()
            .points()
            .to_vec()
    };
    let same = |a: &[Vec<Tensor>], b: &[Vec<Tensor>]| {
        a.iter()
            .zip(b)
            .map(|(a, b)| distance(a, b))
            .fold(0.0, f64::max)
    };
    // A restart at every step is steepest descent, whatever β.
    let restarted = |rule: &str, restart: u64| {
        let settings = CG.settings().with("rule", rule).unwrap();
        let settings = settings.with("restart", restart).unwrap();
        path(Box::new(
            ConjugateGradient::from_settings(&settings).unwrap(),
        ))
    };
    let steepest = restarted("fletcher-reeves", 1);
    assert_eq!(same(&steepest, &restarted("hestenes-stiefel", 1)), 0.0);
    assert!(same(&steepest, &restarted("fletcher-reeves", 2)) > 1e-3);
    assert_eq!(
        same(
            &restarted("fletcher-reeves", 0),
            &restarted("fletcher-reeves", 99)
        ),
        0.0
    );
    // L-BFGS that keeps nothing and does not search is gradient descent.
    let flat = LBFGS.settings().with("line_search", "none").unwrap();
    let flat = flat
        .with("scale", "identity")
        .unwrap()
        .with("first", "gradient")
        .unwrap();
    let flat = flat.with("lr", 1e-3).unwrap();
    let mut once = Lbfgs::from_settings(&flat).unwrap();
    let mut theta = f.start();
    once.step_on(&f, &mut theta).unwrap();
    let gd = descend(&f, &mut Momentum::new(1e-3, 0.0).unwrap(), &f.start(), 1).unwrap();
    assert!(distance(&theta, gd.last()) < 1e-14);
}

#[test]
fn newton_with_a_search_leaves_a_saddle_point_sideways_only() {
    // At the saddle point of x² − y² + y⁴/4 the gradient is 0: all stay. Beside it Newton's method
    // sees the negative curvature and goes down; without that look it would run into the saddle.
    let f = walled_saddle();
    for (start, stays) in [
        ([0.0, 0.0], true),
        ([0.3, 1e-3], false),
        ([0.0, -0.2], false),
    ] {
        let mut newton = Newton::new().unwrap();
        let trace = descend_with(&f, &mut newton, &vector(&start), 60).unwrap();
        let end = flatten(trace.last());
        assert_eq!(end[1].abs() < 1e-9, stays, "from {start:?} to {end:?}");
        assert!(
            stays || trace.last_value() < -0.999,
            "from {start:?} to {end:?}"
        );
    }
}

#[test]
fn nothing_moves_at_a_stationary_point_or_at_rate_zero() {
    let f = himmelblau();
    for minimum in f.minimizers().into_iter().take(1) {
        for mut method in all() {
            let mut theta = vector(&[3.0, 2.0]);
            assert!(distance(&theta, &minimum) < 1e-9);
            for _ in 0..3 {
                method.step_on(&f, &mut theta).unwrap();
            }
            assert_eq!(
                theta,
                vector(&[3.0, 2.0]),
                "{}",
                method.settings().spec().name
            );
        }
    }
    for mut method in all() {
        method.set_learning_rate(0.0).unwrap();
        let mut theta = f.start();
        method.step_on(&f, &mut theta).unwrap();
        let name = method.settings().spec().name;
        assert!(
            flatten(&theta).iter().all(|x| x.is_finite()),
            "{name}: {theta:?}"
        );
    }
}

/// c·Σθᵢ² with a curvature near the end of the numbers.
struct Steep(f64);

impl Objective for Steep {
    fn name(&self) -> &'static str {
        "steep"
    }

    fn start(&self) -> Vec<Tensor> {
        vector(&[1.0, -2.0])
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        self.0 * params[0].mapv(|x| x * x).sum()
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        grads[0].assign(&(&params[0] * (2.0 * self.0)));
    }
}

#[test]
fn parameters_stay_numbers_however_steep_it_is() {
    for steepness in [1e200, 1e300, 1e-200, 1e-300] {
        let f = Steep(steepness);
        for mut method in all() {
            let mut theta = f.start();
            for _ in 0..20 {
                method.step_on(&f, &mut theta).unwrap();
            }
            let name = method.settings().spec().name;
            let largest = flatten(&theta)
                .iter()
                .fold(0.0, |m, x| f64::max(m, x.abs()));
            assert!(largest <= 2.0, "{name} at {steepness:e}: {theta:?}");
        }
        for search in ["strong-wolfe", "zoom", "none"] {
            for first in ["two-norm", "capped-two-norm", "capped-one-norm", "gradient"] {
                let settings = LBFGS.settings().with("line_search", search).unwrap();
                let settings = settings.with("first", first).unwrap();
                let mut method = Lbfgs::from_settings(&settings).unwrap();
                let mut theta = f.start();
                for _ in 0..5 {
                    if method.step_on(&f, &mut theta).is_err() {
                        break;
                    }
                }
                let numbers = flatten(&theta).iter().all(|x| x.is_finite());
                assert!(numbers, "{search}, {first} at {steepness:e}: {theta:?}");
            }
        }
    }
}

#[test]
fn the_scale_of_the_first_matrix_matters() {
    let f = LogisticRegression::wine(0.001).unwrap();
    let exact = descend_with(&f, &mut Newton::new().unwrap(), &f.start(), 40).unwrap();
    let steps = |scale: &str, c2: f64| {
        let settings = BFGS.settings().with("scale", scale).unwrap();
        let mut method = Bfgs::from_settings(&settings.with("c2", c2).unwrap()).unwrap();
        let trace = descend_with(&f, &mut method, &f.start(), 120).unwrap();
        let close = |value: &f64| value - exact.last_value() < 1e-10;
        trace.values().iter().position(close).unwrap() as f64
    };
    let ratio = steps("identity", 0.9) / steps("secant", 0.1);
    assert!((2.5..4.5).contains(&ratio), "{ratio} times as many steps");
}

#[test]
fn a_search_without_room_is_refused() {
    for spec in [&LBFGS, &BFGS, &CG, &NEWTON] {
        let settings = spec.settings().with("c1", 0.5).unwrap();
        let settings = settings.with("c2", 0.3).unwrap();
        let error = (spec.build)(&settings).err().expect("refused").to_string();
        assert_eq!(
            error,
            format!("{}: c1 = 0.5 must be less than c2 = 0.3", spec.name)
        );
    }
}

/// Points after some steps.
type Path = [(usize, [f64; 2]); 5];

/// The path of SciPy 1.17.1 on Rosenbrock's function from (−1.5, 2), as its callback saw it
/// (`tests/reference/trajectories.json`): the same search, so the same steps, until rounding grows.
/// SciPy's conjugate gradients ask of a step that the next direction point down, and search again if
/// it does not, which ours do not; on Beale's function from (1, 1) it always does.
#[test]
fn scipy_walks_the_same_path() {
    let f = Rosenbrock::default();
    let start = vector(&[-1.5, 2.0]);
    let bfgs: Path = [
        (1, [-1.414612189731232, 2.027544454925409]),
        (2, [-1.2837588257451227, 1.6324882677818902]),
        (3, [-1.2097446880916196, 1.4227948450356815]),
        (5, [-1.049245635085807, 1.051478174280616]),
        (10, [-0.44662459966602547, 0.19193996177204523]),
    ];
    let lbfgs: Path = [
        (1, [-1.414754962004726, 2.027498399353314]),
        (2, [-1.4198471963330133, 2.024885180342971]),
        (3, [-1.4200543731913469, 2.0237664338644175]),
        (5, [-1.4161849294675013, 2.002486808168136]),
        (10, [-1.1093175211977846, 1.174845209871587]),
    ];
    let fortran = LBFGS.settings().with("c1", 1e-3).unwrap();
    let runs: [(Box<dyn OracleOptimizer>, Path); 2] = [
        (Box::new(Bfgs::new().unwrap()), bfgs),
        (Box::new(Lbfgs::from_settings(&fortran).unwrap()), lbfgs),
    ];
    for (mut method, theirs) in runs {
        let name = method.settings().spec().name;
        let trace = descend_with(&f, method.as_mut(), &start, 10).unwrap();
        for (step, theirs) in theirs {
            let apart = distance(&trace.points()[step], &vector(&theirs));
            assert!(apart < 1e-9, "{name}, step {step}: {apart:e} apart");
        }
    }
    let theirs = [
        (1, [1.0, -0.010000000000000009]),
        (2, [1.7990692817957534, -0.2077760547637503]),
        (3, [2.112349710825994, 0.2754953256399285]),
        (5, [3.8725333326529983, 0.6399119959765147]),
        (10, [3.0007638881352268, 0.49967796916309587]),
    ];
    let mut method = ConjugateGradient::new().unwrap();
    let trace = descend_with(&beale(), &mut method, &vector(&[1.0, 1.0]), 10).unwrap();
    for (step, theirs) in theirs {
        let apart = distance(&trace.points()[step], &vector(&theirs));
        assert!(
            apart < 1e-9,
            "conjugate gradients, step {step}: {apart:e} apart"
        );
    }
}

/// What one step of PyTorch 2.15.0's `LBFGS` does when it takes several iterations: its limits on
/// evaluations, gradients and changes, and the pairs that it leaves out. Recorded with its defaults,
/// but for what each run names.
#[test]
fn torch_ends_its_steps_in_the_same_places() {
    type Points = [(usize, [f64; 2]); 4];
    type Run<'a> = (&'a dyn Objective, [f64; 2], &'a [(&'a str, f64)], Points);
    let (rosenbrock, hills) = (Rosenbrock::default(), himmelblau());
    let runs: [Run; 4] = [
        // ⌊5·4/4⌋ evaluations end a step before its four iterations do.
        (
            &rosenbrock,
            [-1.5, 2.0],
            &[("iterations", 4.0)],
            [
                (1, [-1.4201365045001701, 2.023710425144713]),
                (2, [-1.3536960480482623, 1.797732747257609]),
                (3, [-0.9629098925080433, 0.9154087570838974]),
                (5, [-0.29264469783423197, 0.04197400173449347]),
            ],
        ),
        // Each step ends after one short iteration; pairs with yᵀs of 10⁻⁴ count.
        (
            &rosenbrock,
            [-1.5, 2.0],
            &[("lr", 0.005), ("tol_change", 0.01)],
            [
                (1, [-1.496219512195122, 2.0012195121951217]),
                (2, [-1.4958672863842597, 2.0013348928054486]),
                (3, [-1.495515977939289, 2.0014514422470304]),
                (5, [-1.4948191764778322, 2.0016867987474716]),
            ],
        ),
        // Ends within a step, and then for good, where no entry of the gradient is above 4.
        (
            &hills,
            [1.0, 0.5],
            &[("lr", 0.05), ("tol_grad", 4.0)],
            [
                (1, [3.232483371640696, 1.990029429740502]),
                (2, [3.0907502948232004, 1.9920763376530648]),
                (3, [3.0528353782322752, 1.994790852805481]),
                (5, [3.0528353782322752, 1.994790852805481]),
            ],
        ),
        (
            &hills,
            [1.0, 0.5],
            &[("lr", 0.01), ("iterations", 3.0), ("memory", 2.0)],
            [
                (1, [1.502685412008799, 0.8091630413771387]),
                (2, [2.1590698368203025, 1.143991983444437]),
                (3, [2.211612856362337, 1.1494738077663231]),
                (5, [2.307096024698376, 1.1390836670252065]),
            ],
        ),
    ];
    for (k, (f, start, given, theirs)) in runs.into_iter().enumerate() {
        let search = if k == 0 { "strong-wolfe" } else { "none" };
        let words = [
            ("line_search", search),
            ("first", "capped-one-norm"),
            ("keep", "absolute"),
        ];
        let defaults = [
            ("iterations", 20.0),
            ("max_eval", 0.0),
            ("memory", 100.0),
            ("tol_grad", 1e-7),
            ("tol_change", 1e-9),
        ];
        let mut settings = LBFGS.settings();
        for (name, word) in words {
            settings.set(name, word).unwrap();
        }
        for (name, value) in defaults.iter().chain(given) {
            settings = settings.with_text(name, &value.to_string()).unwrap();
        }
        let mut method = Lbfgs::from_settings(&settings).unwrap();
        let trace = descend_with(f, &mut method, &vector(&start), 5).unwrap();
        for (step, theirs) in theirs {
            let apart = distance(&trace.points()[step], &vector(&theirs));
            assert!(apart < 1e-9, "run {k}, step {step}: {apart:e} apart");
        }
    }
}

#[test]
fn conjugate_gradients_restart_below_a_hundredth() {
    // f = θ²/2 from 1: the first step leads to g = 1 − η, and with Fletcher and Reeves's β the next
    // direction points down by (2 − η)g², along it or along −g.
    let f = descent::problems::Quadratic::new(&[1.0]).unwrap();
    for (eta, restarts) in [(1.995, true), (1.98, false)] {
        let settings = CG.settings().with("rule", "fletcher-reeves").unwrap();
        let settings = settings.with("line_search", "none").unwrap();
        let settings = settings.with("trial", "unit").unwrap();
        let mut method =
            ConjugateGradient::from_settings(&settings.with("lr", eta).unwrap()).unwrap();
        let mut theta = vector(&[1.0]);
        method.step_on(&f, &mut theta).unwrap();
        method.step_on(&f, &mut theta).unwrap();
        let g = 1.0 - eta;
        let d = if restarts { -g } else { -g - g * g };
        let wanted = g + eta * d;
        let apart = (theta[0][0] - wanted).abs();
        assert!(apart < 1e-12, "η = {eta}: {} and not {wanted}", theta[0][0]);
    }
}

#[test]
fn barzilai_borwein_keeps_its_rate_where_the_curvature_is_negative() {
    for form in ["long", "short"] {
        static SPEC: Spec = BarzilaiBorwein::SPEC;
        let settings = SPEC.settings().with("lr", 0.1).unwrap();
        let mut method =
            BarzilaiBorwein::from_settings(&settings.with("form", form).unwrap()).unwrap();
        let mut theta = vector(&[1.0]);
        // s = −0.1, then y = 1 (curved downwards), y = 0 (straight), y = −0.5 (curved upwards).
        for (slope, rate) in [(1.0, 0.1), (2.0, 0.1), (2.0, 0.1), (1.5, 0.2 / 0.5)] {
            let before = theta[0][0];
            method.step(&mut theta, &vector(&[slope])).unwrap();
            assert!(
                (method.rate() - rate).abs() < 1e-12,
                "{form}: {}",
                method.rate()
            );
            assert!(
                (theta[0][0] - before + rate * slope).abs() < 1e-12,
                "{form}"
            );
        }
    }
}
