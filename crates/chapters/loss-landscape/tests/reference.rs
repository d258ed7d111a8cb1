//! SAM against the trajectories of pytorch_optimizer that `tests/reference` records.

use descent::problems::{Quadratic, Rosenbrock};
use descent::{Objective, OracleOptimizer as _, Spec, Tensor};
use loss_landscape::{Asam, Sam};
use ndarray::{ArrayD, IxDyn, array};
use serde_json::Value;

static SAM: Spec = Sam::SPEC;

/// ‖AW − B‖²/2n with the A and B of the file.
struct LeastSquares {
    a: ndarray::Array2<f64>,
    b: ndarray::Array2<f64>,
}

impl Objective for LeastSquares {
    fn name(&self) -> &'static str {
        "lstsq_2x3"
    }

    fn start(&self) -> Vec<Tensor> {
        vec![ArrayD::zeros(IxDyn(&[2, 3]))]
    }

    fn value(&self, params: &[Tensor]) -> f64 {
        let w = params[0].view().into_dimensionality().expect("a matrix");
        (self.a.dot::<ndarray::ArrayView2<'_, f64>>(&w) - &self.b)
            .mapv(|r| r * r)
            .sum()
            / 8.0
    }

    fn gradient_into(&self, params: &[Tensor], grads: &mut [Tensor]) {
        let w: ndarray::ArrayView2<'_, f64> =
            params[0].view().into_dimensionality().expect("a matrix");
        let residual = self.a.dot(&w) - &self.b;
        grads[0].assign(&(self.a.t().dot(&residual) / 4.0));
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().map_or_else(
        || value.as_f64().into_iter().collect(),
        |rows| rows.iter().flat_map(numbers).collect(),
    )
}

/// The largest error relative to 1 + |theirs| over every recorded number of the three cases.
fn errors(norm: &str) -> Vec<(String, f64)> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../tests/reference/trajectories.json"
    );
    let text = std::fs::read_to_string(path).expect("the committed trajectories");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let cases = file["cases"].as_array().expect("a list of cases");
    let run = |case: &Value| {
        let name = case["problem"].as_str().expect("a name").to_owned();
        let f: Box<dyn Objective> = match name.as_str() {
            "quad" => Box::new(Quadratic::new(&[0.1, 2.0]).expect("a spectrum")),
            "rosenbrock" => Box::new(Rosenbrock::default()),
            _ => Box::new(LeastSquares {
                a: array![[1.0, 0.75], [0.5, 0.0], [-1.0, -0.25], [2.0, 0.5]],
                b: array![
                    [1.0, -1.0, 0.5],
                    [2.0, 0.0, -0.5],
                    [0.5, 1.5, 1.0],
                    [-1.0, 0.25, 2.0]
                ],
            }),
        };
        let given = |key: &str| case["hyperparameters"][key].as_f64().expect("a number");
        assert_eq!(case["hyperparameters"]["adaptive"], false, "{name}");
        let settings = SAM
            .settings()
            .with("lr", given("lr"))
            .and_then(|s| s.with("rho", given("rho")))
            .and_then(|s| s.with("norm", norm))
            .expect("settings");
        let mut sam = Sam::from_settings(&settings).expect("settings");
        let shape = f.start()[0].raw_dim();
        let start = numbers(&case["start"]);
        let mut theta =
            vec![ArrayD::from_shape_vec(shape, start).expect("as many numbers as the problem has")];
        let mut worst = 0.0_f64;
        for t in 1..=100 {
            sam.step_on(f.as_ref(), &mut theta).expect("a step");
            let recorded = numbers(&case["steps"][t.to_string()]);
            for (ours, theirs) in theta[0].iter().zip(&recorded) {
                worst = worst.max((ours - theirs).abs() / (1.0 + theirs.abs()));
            }
        }
        (name, worst)
    };
    cases
        .iter()
        .filter(|case| case["library"] == "pytorch_optimizer" && case["optimizer"] == "SAM")
        .map(run)
        .collect()
}

#[test]
fn sam_reproduces_pytorch_optimizer() {
    let found = errors("single");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|(_, e)| *e < 1e-12), "{found:?}");
}

#[test]
fn the_library_rounds_its_norm_to_32_bits() {
    // 2⁻²⁴ · ρ · η · curvature is of order 10⁻⁹: that, and nothing more, is what double precision
    // differs by.
    let found = errors("double");
    assert!(
        found.iter().all(|(_, e)| (1e-11..1e-8).contains(e)),
        "{found:?}"
    );
}

#[test]
fn without_radius_both_are_gradient_descent() {
    let f = Rosenbrock::default();
    let (mut sam, mut asam, mut plain) = (f.start(), f.start(), f.start());
    let mut methods = (
        Sam::new(3e-4, 0.0).expect("settings"),
        Asam::new(3e-4, 0.0).expect("settings"),
    );
    for _ in 0..50 {
        methods.0.step_on(&f, &mut sam).expect("a step");
        methods.1.step_on(&f, &mut asam).expect("a step");
        let g = f.gradient(&plain);
        plain[0].scaled_add(-3e-4, &g[0]);
    }
    assert!(descent::distance(&sam, &plain) < 1e-14, "{sam:?} {plain:?}");
    assert!(
        descent::distance(&asam, &plain) < 1e-14,
        "{asam:?} {plain:?}"
    );
}

#[test]
fn bad_settings_are_refused_by_name() {
    for (lr, rho, wanted) in [
        (-0.1, 0.05, "sam: lr (η) = -0.1 is not allowed"),
        (0.1, f64::NAN, "sam: rho (ρ) = NaN is not allowed"),
        (0.1, -1.0, "sam: rho (ρ) = -1 is not allowed"),
    ] {
        let error = Sam::new(lr, rho).expect_err("refused").to_string();
        assert!(error.starts_with(wanted), "{error}");
        let error = Asam::new(lr, rho).expect_err("refused").to_string();
        assert!(error.starts_with(&format!("a{wanted}")), "{error}");
    }
}
