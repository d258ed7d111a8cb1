//! LazyAdam beside the run that PyTorch's `SparseAdam` recorded, and dense Adam beside it; and what
//! a step on rows refuses.

use adam::{Adam, LazyAdam, RowError, RowGradient};
use descent::{Optimizer, Spec, StepError, Tensor, vector};
use ndarray::{Array2, arr2};
use serde_json::Value;

const TRAJECTORIES: &str = include_str!("../../../../tests/reference/trajectories.json");

/// The case called `id`.
fn case(id: &str) -> Value {
    let file: Value = serde_json::from_str(TRAJECTORIES).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    cases
        .iter()
        .find(|case| case["id"] == id)
        .expect(id)
        .clone()
}

fn matrix(value: &Value) -> Tensor {
    let rows: Vec<[f64; 2]> = value
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| [0, 1].map(|k| row[k].as_f64().expect("a number")))
        .collect();
    arr2(&rows).into_dyn()
}

/// Runs the case: at step t the rows of `schedule` have the gradient E − T, the others none.
fn compare(id: &str, mut step: impl FnMut(usize, &mut [Tensor], &Tensor, &[usize])) {
    let case = case(id);
    let target = matrix(&case["target"]);
    let schedule: Vec<Vec<usize>> = case["schedule"]
        .as_array()
        .expect("a schedule")
        .iter()
        .map(|rows| {
            let row = |row: &Value| usize::try_from(row.as_u64().expect("a row")).expect("small");
            rows.as_array().expect("rows").iter().map(row).collect()
        })
        .collect();
    let mut params = vec![matrix(&case["start"])];
    let recorded = case["steps"].as_object().expect("steps");
    let mut compared = 0;
    for t in 1..=100_usize {
        let rows = &schedule[(t - 1) % schedule.len()];
        let mut gradient: Tensor = Array2::zeros((4, 2)).into_dyn();
        for &row in rows {
            for k in 0..2 {
                gradient[[row, k]] = params[0][[row, k]] - target[[row, k]];
            }
        }
        step(t, &mut params, &gradient, rows);
        if let Some(wanted) = recorded.get(&t.to_string()) {
            compared += 1;
            for (got, wanted) in params[0].iter().zip(&matrix(wanted)) {
                assert!(
                    (got - wanted).abs() < 1e-9 * (1.0 + wanted.abs()),
                    "{id}, t {t}: {got} {wanted}"
                );
            }
        }
    }
    assert_eq!(compared, recorded.len(), "every recorded step");
}

/// The settings of the recorded runs: lr 0.1, the other defaults.
fn lazy() -> LazyAdam {
    LazyAdam::new(0.1).expect("a rate")
}

#[test]
fn sparse_adam_of_torch_is_reproduced() {
    let mut optimizer = lazy();
    compare("torch/SparseAdam", |_, params, gradient, _| {
        optimizer
            .step(params, std::slice::from_ref(gradient))
            .expect("a step");
    });
    let mut optimizer = lazy();
    compare("torch/SparseAdam", |_, params, gradient, rows| {
        let values = gradient.select(ndarray::Axis(0), rows);
        let rows = rows.to_vec();
        optimizer
            .step_rows(params, &[RowGradient { rows, values }])
            .expect("a step");
    });
}

#[test]
fn dense_adam_of_torch_is_another_run() {
    let mut optimizer = Adam::new(0.1).expect("a rate");
    compare("torch/Adam-dense-on-embedding", |_, params, gradient, _| {
        optimizer
            .step(params, std::slice::from_ref(gradient))
            .expect("a step");
    });
    let (sparse, dense) = (
        case("torch/SparseAdam"),
        case("torch/Adam-dense-on-embedding"),
    );
    let at = |case: &Value| matrix(&case["steps"]["20"]);
    let apart = (&at(&sparse) - &at(&dense)).mapv(f64::abs).sum();
    assert!(apart > 1.0, "after 20 steps the two runs are {apart} apart");
}

#[test]
fn rows_in_other_memory_orders_and_shapes_are_the_same_step() {
    static SPEC: Spec = LazyAdam::SPEC;
    let values = [[0.5, -1.0, 2.0], [0.0, 0.0, 0.0], [-0.1, 0.0, 3.0]];
    for place in ["uncorrected", "corrected"] {
        let settings = SPEC.settings().with("eps_place", place).expect("a place");
        let build = || LazyAdam::from_settings(&settings).expect("settings");
        let (mut plain, mut turned, mut cube) = (build(), build(), build());
        let grad = arr2(&values).into_dyn();
        // The same matrix with its columns one after the other in memory.
        let columns = |m: &Tensor| m.t().as_standard_layout().into_owned().reversed_axes();
        let zeros = Array2::<f64>::zeros((3, 3)).into_dyn();
        let mut a = vec![zeros.clone()];
        let mut b = vec![columns(&zeros)];
        let mut c = vec![
            zeros
                .into_shape_with_order(vec![3, 3, 1])
                .expect("nine numbers"),
        ];
        for _ in 0..4 {
            plain
                .step(&mut a, std::slice::from_ref(&grad))
                .expect("a step");
            turned.step(&mut b, &[columns(&grad)]).expect("a step");
            let deep = grad
                .clone()
                .into_shape_with_order(vec![3, 3, 1])
                .expect("nine numbers");
            cube.step(&mut c, &[deep]).expect("a step");
        }
        assert_eq!(a[0], b[0]);
        assert_eq!(
            a[0].iter().collect::<Vec<_>>(),
            c[0].iter().collect::<Vec<_>>()
        );
        assert!(a[0][[0, 1]] > 0.0 && a[0].row_sum(1) == 0.0 && a[0][[2, 1]] == 0.0);
    }
}

#[test]
fn rows_touched_at_every_step_are_adams() {
    static LAZY: Spec = LazyAdam::SPEC;
    static ADAM: Spec = Adam::SPEC;
    // One entry of each touched row is zero at every step, another one each time; row 1 is idle.
    let gradient = |t: usize| {
        Array2::from_shape_fn((3, 3), |(row, k)| {
            let zero = row == 1 || (t + row + k).is_multiple_of(3);
            if zero {
                0.0
            } else {
                (t + 2 * row) as f64 - 2.5 * k as f64 - 0.3
            }
        })
        .into_dyn()
    };
    for place in ["uncorrected", "corrected"] {
        let settings = LAZY.settings().with("eps_place", place).expect("a place");
        let mut lazy =
            LazyAdam::from_settings(&settings.with("eps", 0.3).expect("ε")).expect("settings");
        let settings = ADAM.settings().with("eps_place", place).expect("a place");
        let mut adam =
            Adam::from_settings(&settings.with("eps", 0.3).expect("ε")).expect("settings");
        let start = Array2::from_elem((3, 3), 0.5).into_dyn();
        let (mut a, mut b) = (vec![start.clone()], vec![start]);
        for t in 1..=12 {
            let grad = [gradient(t)];
            lazy.step(&mut a, &grad).expect("a step");
            adam.step(&mut b, &grad).expect("a step");
            for ((row, k), wanted) in [0, 1, 2]
                .iter()
                .flat_map(|&r| [0, 1, 2].map(|k| ((r, k), b[0][[r, k]])))
            {
                let got = a[0][[row, k]];
                assert!(
                    (got - wanted).abs() < 1e-14,
                    "{place}, t {t}, [{row}, {k}]: {got} {wanted}"
                );
            }
        }
    }
}

/// The sum of one row.
trait RowSum {
    fn row_sum(&self, row: usize) -> f64;
}

impl RowSum for Tensor {
    fn row_sum(&self, row: usize) -> f64 {
        self.index_axis(ndarray::Axis(0), row).sum()
    }
}

#[test]
fn what_a_step_on_rows_refuses_changes_nothing() {
    let gradient = |rows: &[usize], values: &[f64]| RowGradient {
        rows: rows.to_vec(),
        values: vector(values).remove(0),
    };
    let bad = [
        (
            vec![gradient(&[0, 3], &[1.0, 1.0])],
            "tensor 0: there is no row 3 among 3",
        ),
        (
            vec![gradient(&[1, 1], &[1.0, 1.0])],
            "tensor 0: row 1 comes after row 1; rows must increase",
        ),
        (
            vec![gradient(&[2, 0], &[1.0, 1.0])],
            "tensor 0: row 0 comes after row 2; rows must increase",
        ),
        (
            vec![gradient(&[1], &[1.0, 1.0])],
            "tensor 0: the parameter has shape [1], its gradient [2]",
        ),
        (
            vec![gradient(&[1], &[f64::NAN])],
            "tensor 0: entry 0 of the gradient is NaN; a step needs finite numbers",
        ),
        (Vec::new(), "1 parameter tensors but 0 gradient tensors"),
    ];
    for before in [0, 2] {
        for (grads, message) in &bad {
            let (mut optimizer, mut twin) = (lazy(), lazy());
            let (mut here, mut there) = (vector(&[0.5; 3]), vector(&[0.5; 3]));
            let good = |k: usize| [gradient(&[0, 2], &[1.0, -0.5 * k as f64])];
            for k in 0..before {
                optimizer.step_rows(&mut here, &good(k)).expect("a step");
                twin.step_rows(&mut there, &good(k)).expect("a step");
            }
            let refused = optimizer.step_rows(&mut here, grads).expect_err(message);
            assert_eq!(refused.to_string(), *message);
            for k in 2..4 {
                optimizer.step_rows(&mut here, &good(k)).expect("a step");
                twin.step_rows(&mut there, &good(k)).expect("a step");
                assert_eq!(here, there, "it remembers: {message}");
            }
        }
    }
    let none = lazy().step_rows(&mut [], &[]).expect_err("no parameters");
    assert_eq!(none, RowError::Step(StepError::NoParameters));
    // No row at all is a step all the same: time goes on.
    let mut optimizer = lazy();
    let mut theta = vector(&[0.5; 3]);
    optimizer
        .step_rows(&mut theta, &[gradient(&[], &[])])
        .expect("a step");
    optimizer
        .step_rows(&mut theta, &[gradient(&[1], &[2.0])])
        .expect("a step");
    let factor = 0.1 * (1.0_f64 - 0.999 * 0.999).sqrt() / (1.0 - 0.81) * 0.1 / 0.001_f64.sqrt();
    assert!(
        (theta[0][1] - 0.5 + factor).abs() < 1e-6,
        "{} at t = 2",
        theta[0][1]
    );
}
