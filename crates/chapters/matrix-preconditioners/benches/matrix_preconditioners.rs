//! Times of one step on a 256 × 128 matrix: the optimizers of the chapter beside Adam, and the root
//! that they take every T steps by itself.

use std::hint::black_box;
use std::time::Duration;

use adam::Adam;
use criterion::Criterion;
use descent::Optimizer;
use descent::random::{generator, normal};
use matrix_preconditioners::eigen::Eigen;
use matrix_preconditioners::{Muon, Shampoo, Soap};
use ndarray::Array2;

const ROWS: usize = 256;
const COLUMNS: usize = 128;
/// Longer than any run, so that only the first step takes roots.
const NEVER: u64 = 1 << 40;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20)
        .configure_from_args();
    let mut rng = generator(1);
    let grad = [Array2::from_shape_simple_fn((ROWS, COLUMNS), || normal(&mut rng)).into_dyn()];
    let optimizers: [(&str, Box<dyn Optimizer>); 4] = [
        ("adam", Box::new(Adam::new(0.01).expect("a rate"))),
        ("muon", Box::new(Muon::new(0.01, 0.95).expect("a rate"))),
        (
            "shampoo, no roots",
            Box::new(Shampoo::new(0.01, 1.0, NEVER).expect("a rate")),
        ),
        (
            "soap, no bases",
            Box::new(Soap::new(0.01, NEVER).expect("a rate")),
        ),
    ];
    for (name, mut optimizer) in optimizers {
        let mut params = [&grad[0] * 0.0];
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| optimizer.step(&mut params, black_box(&grad)));
        });
    }
    let root = Array2::from_shape_simple_fn((COLUMNS, COLUMNS), || normal(&mut rng));
    let factor = root.dot(&root.t());
    criterion.bench_function("one root of 128 rows", |bencher| {
        bencher.iter(|| Eigen::of(&black_box(factor.view())).power(-0.25, 0.0));
    });
    criterion.final_summary();
}
